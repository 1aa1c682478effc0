#include "codes/facts.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/text.h"
#include "net/address.h"

namespace codes {
namespace {

constexpr std::size_t kMostFacts = 20;

// Without brackets, quotes and the marks that end a sentence.
std::string_view bare(std::string_view token) {
  const auto strips = [](char c) {
    return std::string_view("[](){}<>\"',;:!?").find(c) != std::string_view::npos;
  };
  while (!token.empty() && strips(token.front())) token.remove_prefix(1);
  while (!token.empty() && (strips(token.back()) || token.back() == '.')) token.remove_suffix(1);
  return token;
}

bool is_list_name(std::string_view name) {
  static constexpr std::array<std::string_view, 16> kLists = {
      "spamhaus.org",   "spamcop.net",  "sorbs.net",         "barracudacentral.org",
      "uceprotect.net", "abuseat.org",  "invaluement.com",   "mailspike.net",
      "psbl.org",       "surriel.com",  "uribl.com",         "surbl.org",
      "dnswl.org",      "spamrats.com", "backscatterer.org", "nixspam.org"};
  return std::any_of(kLists.begin(), kLists.end(),
                     [&](std::string_view list) { return name.ends_with(list); });
}

bool is_ip(std::string_view text) { return net::IpAddress::parse(text).has_value(); }

bool is_host_char(char c) {
  return base::is_alphanumeric(c) || c == '-' || c == '.' || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_host_name(std::string_view text) {
  return !text.empty() && base::is_alphanumeric(text.front()) && text.find("..") == text.npos &&
         std::all_of(text.begin(), text.end(), is_host_char);
}

// Words that stand behind the dot of a file, of a field of the protocol or of a class in a program.
bool is_no_top_level(std::string_view label) {
  static constexpr std::array<std::string_view, 24> kWords = {
      "bat",  "conf", "doc",    "docx", "eml",  "envelope", "exception", "exe",
      "from", "gif",  "header", "html", "jpeg", "jpg",      "log",       "mailfrom",
      "msg",  "pdf",  "php",    "png",  "rcpt", "smtp",     "txt",       "zip"};
  return std::find(kWords.begin(), kWords.end(), label) != kWords.end();
}

// A top-level domain is written in small letters, or the whole name in capitals: what changes its
// case is the name of a thing inside a program ("STOREDRV.ClientSubmit", "QUEUE.Expired").
bool is_domain(std::string_view text) {
  const std::size_t dot = text.rfind('.');
  if (dot == text.npos || dot == 0 || text.size() - dot < 3 || !is_host_name(text)) return false;
  const std::string_view top = text.substr(dot + 1);
  const bool capitals = base::to_upper(text) == text;
  const std::string small = base::to_lower(top);
  const bool short_top = top.size() == 2 || small == "com" || small == "net" || small == "org";
  if (top != small && !(capitals && short_top)) return false;
  return (std::none_of(top.begin(), top.end(), base::is_digit) || top.starts_with("xn--")) &&
         !is_no_top_level(small);
}

// "bob@b.example" of "TO:<bob@b.example" and of "to=bob@b.example:blocked"; empty when there is
// none. A "=" inside a local part belongs to it.
std::string_view address_in(std::string_view token) {
  const std::size_t sign = token.find('@');
  if (sign == token.npos) return {};
  const std::size_t open = token.substr(0, sign).find_last_of("<>()[]{}\",;:\\");
  std::string_view local = token.substr(0, sign);
  local.remove_prefix(open == token.npos ? 0 : open + 1);
  for (std::string_view name : {"to=", "from=", "rcpt=", "orig_to=", "sender=", "recipient="}) {
    if (base::starts_with_ignoring_case(local, name)) local.remove_prefix(name.size());
  }
  const std::string_view behind = token.substr(sign + 1);
  std::size_t end = 0;
  while (end < behind.size() && is_host_char(behind[end])) ++end;
  while (end > 0 && behind[end - 1] == '.') --end;
  if (local.empty() || !is_host_name(behind.substr(0, end))) return {};
  return {local.data(), local.size() + 1 + end};
}

// "https://b.example/q" of "(see:https://b.example/q".
std::string_view url_in(std::string_view token) {
  if (token.starts_with("www.")) return token;
  const std::size_t mark = token.find("://");
  if (mark == token.npos) return {};
  std::size_t begin = mark;
  while (begin > 0 && base::is_letter(token[begin - 1])) --begin;
  return begin == mark ? std::string_view{} : token.substr(begin);
}

bool is_unit_of_size(std::string_view word) {
  static constexpr std::array<std::string_view, 8> kUnits = {"bytes", "byte", "kb",  "mb",
                                                             "gb",    "kib",  "mib", "octets"};
  return std::any_of(kUnits.begin(), kUnits.end(),
                     [&](std::string_view unit) { return base::equal_ignoring_case(unit, word); });
}

bool is_count(std::string_view word) {
  return !word.empty() && word.find_first_not_of("0123456789.,") == word.npos;
}

struct Quoted {
  std::string_view kind;
  std::string_view value;
};

Quoted quoted_in(std::string_view token) {
  if (const std::string_view url = url_in(token); !url.empty()) return {"url", url};
  if (const std::string_view address = address_in(token); !address.empty()) {
    return {"address", address};
  }
  if (is_ip(token)) return {"ip", token};
  if (!is_domain(token)) return {};
  return {is_list_name(base::to_lower(token)) ? "list" : "domain", token};
}

class FactFinder {
 public:
  std::vector<Fact> run(std::string_view text) {
    std::string_view before;
    std::string_view two_before;
    while (!text.empty() && facts_.size() < kMostFacts) {
      const std::size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
      text.remove_prefix(begin);
      const std::size_t end = std::min(text.find_first_of(" \t\r\n"), text.size());
      const std::string_view token = bare(text.substr(0, end));
      text.remove_prefix(end);
      if (token.empty()) continue;
      look_at(two_before, before, token);
      two_before = before;
      before = token;
    }
    return std::move(facts_);
  }

 private:
  void look_at(std::string_view two_before, std::string_view before, std::string_view token) {
    if (is_unit_of_size(token) && is_count(before))
      add("size", fmt::format("{} {}", before, token));
    const bool rated = base::equal_ignoring_case(before, "per") && !two_before.empty();
    if (rated) add("rate", fmt::format("{} per {}", two_before, token));
    const Quoted quoted = quoted_in(token);
    if (!quoted.kind.empty()) add(quoted.kind, std::string(quoted.value));
  }

  void add(std::string_view kind, std::string value) {
    const bool known = std::any_of(facts_.begin(), facts_.end(), [&](const Fact& fact) {
      return fact.kind == kind && fact.value == value;
    });
    if (!known) facts_.push_back({kind, std::move(value)});
  }

  std::vector<Fact> facts_;
};

constexpr std::size_t kMostText = 16 * 1024;

bool says(const std::string& lower, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return lower.find(word) != lower.npos; });
}

}  // namespace

std::vector<Fact> find_facts(std::string_view text) { return FactFinder().run(text); }

bool speaks_of_later(std::string_view text) {
  return says(base::to_lower(text.substr(0, kMostText)),
              {"try again later", "try later", "retry later", "temporar", "right now",
               "at this time", "at the moment"});
}

std::vector<std::string> find_contradictions(const ReplyText& reply, std::string_view text) {
  std::vector<std::string> notes;
  const int klass = reply.code / 100;
  const std::string lower = base::to_lower(text.substr(0, kMostText));
  if (reply.status && klass != 0 && reply.status->klass != klass) {
    notes.push_back(fmt::format(
        "The enhanced code {} is of another class than the reply code {}; mailers believe the "
        "reply code.",
        show(*reply.status), reply.code));
  }
  if (klass == 5 && says(lower, {"try again", "try later", "retry later", "temporar", "later."})) {
    notes.emplace_back(
        "The text speaks of a later attempt, but the code is permanent: no mailer will make one.");
  }
  if (klass == 4 && says(lower, {"permanent", "will not succeed", "do not retry"})) {
    notes.emplace_back(
        "The text says for good, but the code is temporary: mailers will try again.");
  }
  if (!says(lower, {"greylist", "graylist"})) return notes;
  notes.emplace_back(klass == 5 ? "Greylisting with a permanent code: no mailer makes the next "
                                  "attempt by itself; send the message again."
                                : "Greylisting: the next attempt, some minutes later, mostly goes "
                                  "through.");
  return notes;
}

}  // namespace codes
