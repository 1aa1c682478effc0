#include "codes/remote_host.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <deque>

#include "base/ascii.h"
#include "base/text.h"

namespace codes {
namespace {

constexpr std::size_t kLongestName = 255;      // RFC 1035 section 2.3.4
constexpr std::size_t kMostLookedAt = 64'000;  // of a mail's text, which may hold nothing but marks

// A name with a dot, or an IPv4 address; `veto` is a word in front that makes it another's.
constexpr std::string_view kHost = R"(([a-z0-9_-]+(?:\.[a-z0-9_-]+)+))";
constexpr std::string_view kNoVeto = "()";
constexpr std::string_view kOfAddress = "(@)?";
constexpr std::string_view kOfClient = R"((\b(?:from|client|helo|ehlo)[ :=]+|[<@])?)";
constexpr std::string_view kOfReporter = R"((\b(?:at|client|your|from|this|sending|my)\s+)?)";

struct Form {
  std::string_view veto;
  std::string_view before;
  std::string_view after;
};

// Those that can mean nothing else stand first.
constexpr Form kForms[] = {
    {kNoVeto, R"(\bgiving up on )", ""},                                                  // qmail
    {kNoVeto, R"(\bconnected to )", R"(,? but\b)"},                                       // qmail
    {kOfAddress, "", R"( (?:does not like (?:recipient|sender)|failed (?:on|after) ))"},  // qmail
    {kNoVeto, R"(\bwhile talking to \[?)", ""},                          // sendmail
    {kNoVeto, R"(\bserver for [^\n]{1,255}? by )", ""},                  // Gmail
    {kOfClient, "", R"(\.?\s?\[(?:ipv6:)?[0-9a-f]*[:.][0-9a-f:.]+\])"},  // Exim, Postfix, Courier
    {kNoVeto, R"(\[)", R"(\.? [0-9a-f]*[:.][0-9a-f:.]+: )"},             // Gmail
    {kOfAddress, "", R"(\s+remote server returned\b)"},                  // Microsoft 365
    {kOfAddress, "", R"( #[<0-9])"},                                     // Exchange
    {kNoVeto, R"(\berror transferring to )", ""},                        // Domino
    {kNoVeto, R"((?:^|\n)\s*server:\s+<)", ">"},                         // XMail
    {kNoVeto, R"(\bremote (?:mail )?(?:host|server|mta):?\s+(?:at )?[<(\[]?)", ""},
    {kNoVeto, R"(\bconnect(?:ing|ion|ed)? (?:to|with) \[?)", ""},
    {kOfAddress, "", R"( (?:said|answered|replied|responded):)"},
    {kOfReporter, R"(\bhost:? )", ""},
    {kOfReporter, R"(\bserver )", ""},
};

// One for each form, in their order; compiled at the first call.
const std::deque<RE2>& patterns() {
  static const std::deque<RE2> all = [] {
    RE2::Options options;
    options.set_encoding(RE2::Options::EncodingLatin1);
    options.set_case_sensitive(false);
    options.set_log_errors(false);
    std::deque<RE2> made;
    for (const Form& form : kForms) {
      made.emplace_back(fmt::format("{}{}{}{}", form.veto, form.before, kHost, form.after),
                        options);
    }
    return made;
  }();
  return all;
}

bool is_ipv4(std::string_view word) {
  return word.find_first_not_of("0123456789.") == word.npos &&
         std::count(word.begin(), word.end(), '.') == 3;
}

// Not "5.1.1", which is a code.
bool is_host(std::string_view word) {
  if (word.empty() || word.size() > kLongestName) return false;
  const std::string_view last = word.substr(word.rfind('.') + 1);
  return is_ipv4(word) || (last.size() > 1 && base::is_letter(last.front()));
}

}  // namespace

std::string host_named_in(std::string_view text) {
  text = text.substr(0, kMostLookedAt);
  for (const RE2& pattern : patterns()) {
    re2::StringPiece rest(text.data(), text.size());
    re2::StringPiece veto;
    re2::StringPiece host;
    while (RE2::FindAndConsume(&rest, pattern, &veto, &host)) {
      const std::string_view word(host.data(), host.size());
      if (veto.empty() && is_host(word)) return std::string(word);
    }
  }
  return {};
}

}  // namespace codes
