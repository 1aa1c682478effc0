#include "commands/send/dkim.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "base/line_ends.h"
#include "base/text.h"
#include "commands/misused.h"
#include "dns/resolver.h"
#include "message/dkim.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;
using message::Canon;

struct Signing {
  message::DkimSigner signer;
  message::DkimKey key;
};
using Signings = std::vector<Signing>;

tl::unexpected<base::Error> named(std::string_view option, base::Error error) {
  error.text = fmt::format("{}: {}", option, error.text);
  return fail(std::move(error));
}

Result<Canon> parse_canon(std::string_view word) {
  for (const Canon canon : {Canon::simple, Canon::relaxed})
    if (base::equal_ignoring_case(word, name_of(canon))) return canon;
  return fail(ErrorKind::parse, fmt::format("--dkim-canon: '{}' is neither simple nor relaxed",
                                            base::printable(word)));
}

// "relaxed/simple": the header's and the body's; one word alone is the header's, and the body's is
// simple then (RFC 6376 section 3.5).
Result<void> set_canons(message::DkimSigner& signer, std::string_view text) {
  if (text.empty()) return {};
  const std::size_t slash = text.find('/');
  const auto header = parse_canon(text.substr(0, slash));
  if (!header) return fail(header.error());
  const auto body = parse_canon(slash == text.npos ? "simple" : text.substr(slash + 1));
  if (!body) return fail(body.error());
  signer.header = *header;
  signer.body = *body;
  return {};
}

bool is_selector(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    const char lower = base::to_lower(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

Result<Signing> plan_signing(const std::string& text, const std::string& canons) {
  const std::string key_file = key_file_of(text);
  const std::size_t first = text.find(':');
  if (first == 0 || key_file.empty())
    return fail(ErrorKind::parse, fmt::format("--sign-dkim: '{}' is not DOMAIN:SELECTOR:KEYFILE",
                                              base::printable(text)));
  message::DkimSigner signer;
  auto domain = dns::to_ascii(text.substr(0, first));
  if (!domain) return named("--sign-dkim", domain.error());
  signer.domain = std::move(*domain);
  signer.selector = text.substr(first + 1, text.size() - key_file.size() - first - 2);
  if (!is_selector(signer.selector))
    return fail(ErrorKind::parse, fmt::format("--sign-dkim: '{}' is not a selector",
                                              base::printable(signer.selector)));
  if (auto set = set_canons(signer, canons); !set) return fail(set.error());
  auto key = message::DkimKey::load(key_file);
  if (!key) return named("--sign-dkim", key.error());
  return Signing{std::move(signer), std::move(*key)};
}

// The message as it will be on the wire. All signers share the form of the body.
Result<std::string> sign(const smtp::Message& message, const Signings& signings,
                         message::Moment now) {
  message::DkimDigest digest(signings.front().signer.body);
  base::LineEnds line_ends;
  for (;;) {
    const auto piece = message.content();
    if (!piece) return fail(piece.error());
    if (piece->empty()) break;
    digest.take(message.binary ? *piece : line_ends.encode(*piece));
  }
  std::string fields;
  for (const Signing& one : signings) {
    auto field = digest.sign(one.signer, one.key, now);
    if (!field) return named("--sign-dkim", field.error());
    fields += *field;
  }
  return fields;
}

smtp::Message behind(std::string head, smtp::Message message) {
  if (message.size) *message.size += head.size();
  message.file.clear();  // it holds less than what is sent
  message.content = [head = std::move(head), given = false,
                     rest = std::move(message.content)]() mutable -> Result<std::string_view> {
    return std::exchange(given, true) ? rest() : std::string_view(head);
  };
  return message;
}

smtp::Compose signed_compose(smtp::Compose compose, std::shared_ptr<const Signings> signings,
                             const Env& env) {
  return [compose = std::move(compose), signings = std::move(signings),
          &env](const smtp::Extensions& offered) -> Result<smtp::Message> {
    auto read = compose(offered);
    if (!read) return read;
    auto fields = sign(*read, *signings, env.now());
    if (!fields) return fail(fields.error());
    auto message = compose(offered);
    if (!message) return message;
    return behind(std::move(*fields), std::move(*message));
  };
}

}  // namespace

std::string key_file_of(std::string_view text) {
  for (int colons = 0; colons < 2; ++colons) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return "";
    text.remove_prefix(colon + 1);
  }
  return std::string(text);
}

Result<OpenMessage> with_signatures(OpenMessage message, const SendOptions& options,
                                    const Env& env) {
  if (options.sign_dkim.empty()) {
    if (!options.dkim_canon.empty()) return misused("--dkim-canon needs --sign-dkim");
    return message;
  }
  auto signings = std::make_shared<Signings>();
  for (const std::string& text : options.sign_dkim) {
    auto one = plan_signing(text, options.dkim_canon);
    if (!one) return fail(one.error());
    signings->push_back(std::move(*one));
  }
  if (!message.numbered)
    return fail(ErrorKind::usage,
                "--sign-dkim: what comes out of a pipe can be read only once, and its signature "
                "stands ahead of it: put it in a file");
  if (options.no_data_fixup || options.sample == "bare-lf")
    return fail(ErrorKind::usage,
                "--sign-dkim and a message that is sent raw exclude each other: what the server "
                "takes it for cannot be known");
  message.compose = signed_compose(std::move(message.compose), signings, env);
  message.numbered = [numbered = std::move(message.numbered), signings, &env](
                         std::uint64_t number, const std::vector<smtp::Path>& to) {
    return signed_compose(numbered(number, to), signings, env);
  };
  return message;
}

}  // namespace commands
