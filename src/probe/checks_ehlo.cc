#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

#include "banner/greeting.h"
#include "base/text.h"
#include "codes/refusal.h"
#include "probe/checks.h"
#include "probe/scene.h"
#include "smtp/size_keyword.h"

namespace probe {
namespace {

using base::printable;

constexpr std::uint64_t kSmallSize = 10'000'000;
constexpr std::array kModern{"PIPELINING", "8BITMIME", "SIZE", "ENHANCEDSTATUSCODES"};

constexpr const char* kOld =
    "the server is old, or a firewall took EHLO away: update it, or switch the inspection of SMTP "
    "off";

bool is_hello(base::Stage stage) {
  return stage == base::Stage::ehlo || stage == base::Stage::helo || stage == base::Stage::lhlo;
}

std::string keywords(const smtp::Extensions& extensions) {
  std::vector<std::string> names;
  for (const smtp::Extension& each : extensions.all()) names.push_back(printable(each.keyword));
  return fmt::format("{}", fmt::join(names, " "));
}

Judgements judge_ehlo(const AddressScene& scene) {
  const auto& hello = scene.address.last_hello();
  if (!hello || !hello->ok()) return {};
  return holds(keywords(scene.address.offered()));
}

Judgements judge_lost(const AddressScene& scene) {
  const auto& error = scene.address.error;
  if (!error || !is_hello(error->stage)) return {};
  return broken(error->text + (scene.address.tls ? " in TLS" : ""));
}

// As it stands behind "lmtp://": without "unix:".
std::string bare(const Place& place) {
  constexpr std::string_view kSocket = "unix:";
  const bool is_socket = place.shown.starts_with(kSocket);
  return is_socket ? place.shown.substr(kSocket.size()) : place.shown;
}

bool greets_as_lmtp(const AddressFacts& facts) {
  return facts.greeting &&
         base::equal_ignoring_case(banner::read_greeting(*facts.greeting).protocol, "LMTP");
}

// Another protocol's three digits: no server of SMTP greets with 200, or knows neither EHLO nor
// HELO; and one that wants a login ahead of EHLO calls itself so at least.
bool is_another_service(const smtp::Reply& refusal, bool unknown_word, const AddressScene& scene) {
  const AddressFacts& facts = scene.address;
  const bool greets_otherwise = facts.greeting && facts.greeting->code != 220;
  const bool says_smtp = facts.greeting && !banner::read_greeting(*facts.greeting).protocol.empty();
  return greets_otherwise || (refusal.code == 530 && !says_smtp) ||
         (unknown_word && !facts.only_helo);
}

// What the words say of the client wins over the code.
std::string way_out(const smtp::Reply& refusal, const AddressScene& scene) {
  const bool unknown_word = banner::knows_no_hello(refusal);
  const bool in_tls = scene.address.secure_hello.has_value();
  if (refusal.temporary()) return banner::advice_on_put_off(refusal);
  const codes::Refusal read = codes::read_refusal(refusal);
  if (read.about == codes::About::client) return read.todo;
  if (unknown_word && scene.host.place.lmtp)
    return "it may speak SMTP: ehlo probe " + scene.host.place.shown;
  if (greets_as_lmtp(scene.address))
    return "it speaks LMTP: ehlo probe lmtp://" + bare(scene.host.place);
  if (!in_tls && is_another_service(refusal, unknown_word, scene))
    return unknown_word && scene.address.greeting && scene.address.greeting->code == 220
               ? fmt::format("it may speak LMTP: ehlo probe lmtp://{}; else {}",
                             bare(scene.host.place), banner::kNotSmtp)
               : banner::kNotSmtp;
  if (unknown_word) return kOld;
  return scene.address.only_helo ? banner::kNotTheName : "";
}

Judgements judge_refused(const AddressScene& scene) {
  const AddressFacts& facts = scene.address;
  const auto& hello = facts.last_hello();
  if (!hello || hello->ok()) return {};
  if (facts.only_helo)
    return broken(fmt::format("EHLO is refused, HELO is not: {}", one_line(*hello)),
                  way_out(*hello, scene));
  const std::string_view verb = scene.host.place.lmtp ? "LHLO" : "EHLO";
  return milder(Verdict::fail,
                fmt::format("{}{} is refused: {}", verb, facts.secure_hello ? " in TLS" : "",
                            one_line(*hello)),
                way_out(*hello, scene));
}

// A firewall that does not like a keyword puts XXXXXXXA in its place, so that the client asks for
// nothing.
bool is_overwritten(const smtp::Extension& extension) {
  return extension.keyword.starts_with("XXXX") || extension.keyword.starts_with("****");
}

Judgements judge_masked(const AddressScene& scene) {
  const auto& all = scene.address.plain.all();
  const auto found = std::ranges::find_if(all, is_overwritten);
  if (found == all.end()) return all.empty() ? Judgements() : holds("no keyword is overwritten");
  return broken(fmt::format("a keyword was overwritten on the way: {}", printable(found->keyword)));
}

Judgements judge_name(const AddressScene& scene) {
  const auto& hello = scene.address.last_hello();
  if (!hello || !hello->ok() || hello->lines.empty()) return {};
  const std::string_view line = hello->lines.front();
  const std::string name = base::to_lower(line.substr(0, line.find(' ')));
  const auto& greeting = scene.address.greeting;
  if (!greeting || greeting->lines.empty()) return {};
  const banner::Greeting read = banner::read_greeting(*greeting);
  if (read.masked || !banner::is_qualified(read.name)) return {};
  const std::string greeted = base::to_lower(read.name);
  if (name == greeted) return holds(printable(name));
  return broken(
      fmt::format("the greeting says {}, EHLO says {}", printable(greeted), printable(name)));
}

Judgements judge_size(const AddressScene& scene) {
  const smtp::Extensions& offered = scene.address.offered();
  if (!offered.has("SIZE")) return {};
  if (const auto wrong = smtp::wrong_size(offered))
    return broken(fmt::format("SIZE {} is no number", printable(*wrong)),
                  "offer SIZE with a number of bytes, or alone (RFC 1870 section 4)");
  const auto limit = offered.size_limit();
  if (!limit) return holds("no limit is told");
  const std::string shown = base::show_size(*limit);
  if (*limit >= kSmallSize) return holds(shown);
  return broken(fmt::format("no message over {} is taken", shown));
}

Judgements judge_modern(const AddressScene& scene) {
  const AddressFacts& facts = scene.address;
  if (!facts.last_hello() || !facts.last_hello()->ok() || facts.only_helo) return {};
  std::vector<std::string_view> missing;
  for (const std::string_view keyword : kModern)
    if (!facts.offered().has(keyword)) missing.push_back(keyword);
  if (missing.empty()) return holds(fmt::format("{}", fmt::join(kModern, " ")));
  return broken(fmt::format("not offered: {}", fmt::join(missing, " ")));
}

Judgements judge_repeated(const AddressScene& scene) {
  std::set<std::string> seen;
  for (const smtp::Extension& each : scene.address.offered().all())
    if (each.keyword != "AUTH" && !seen.insert(each.keyword).second)
      return broken(fmt::format("{} stands there twice", printable(each.keyword)));
  return {};
}

// Those of plaintext that TLS takes away, but for what must or may go.
std::vector<std::string> gone_in_tls(const AddressFacts& facts) {
  std::vector<std::string> gone;
  for (const smtp::Extension& each : facts.plain.all())
    if (each.keyword != "STARTTLS" && each.keyword != "AUTH" && !facts.secure.has(each.keyword))
      gone.push_back(printable(each.keyword));
  return gone;
}

Judgements judge_in_tls(const AddressScene& scene) {
  const AddressFacts& facts = scene.address;
  if (!facts.hello || !facts.secure_hello || !facts.secure_hello->ok()) return {};
  const auto gone = gone_in_tls(facts);
  if (gone.empty()) return holds("nothing is lost in TLS");
  return broken(fmt::format("offered in clear and not in TLS: {}", fmt::join(gone, " ")));
}

Judgements judge_starttls_again(const AddressScene& scene) {
  const AddressFacts& facts = scene.address;
  if (!facts.secure_hello || !facts.secure_hello->ok()) return {};
  if (!facts.secure.has("STARTTLS")) return holds("not offered again");
  return broken("STARTTLS is offered again inside TLS");
}

}  // namespace

std::span<const Check> ehlo_checks() {
  static constexpr std::array kChecks{
      Check{"ehlo", Stage::ehlo, Verdict::fail, "RFC 5321 section 4.1.1.1",
            "the server answers EHLO with 250", "", judge_ehlo},
      Check{"ehlo-lost", Stage::ehlo, Verdict::fail, "RFC 5321 section 4.5.3.2",
            "the conversation is not lost at EHLO, and what comes is a reply",
            "look in the server's log; try --helo NAME with the client's full host name",
            judge_lost},
      Check{"ehlo-refused", Stage::ehlo, Verdict::warn, "RFC 5321 section 4.1.4",
            "EHLO is not refused",
            "try --helo NAME: many servers refuse a name that does not resolve", judge_refused},
      Check{"ehlo-masked", Stage::ehlo, Verdict::fail, "",
            "no firewall overwrites keywords (XXXXXXXA)",
            "switch off the inspection of SMTP on the firewall: it takes STARTTLS away",
            judge_masked},
      Check{"ehlo-name", Stage::ehlo, Verdict::hint, "RFC 5321 section 4.1.1.1",
            "greeting and EHLO tell the same name",
            "two servers answer (a proxy on the way?), or two names are configured", judge_name},
      Check{"ehlo-size", Stage::ehlo, Verdict::hint, "RFC 1870", "messages of 10 MB are taken",
            "raise the limit (Postfix: message_size_limit)", judge_size},
      Check{"ehlo-keywords", Stage::ehlo, Verdict::hint, "RFC 2920, RFC 6152, RFC 1870, RFC 2034",
            "PIPELINING, 8BITMIME, SIZE and ENHANCEDSTATUSCODES are offered",
            "switch them on, or find what on the way takes them out", judge_modern},
      Check{"ehlo-repeated", Stage::ehlo, Verdict::hint, "RFC 5321 section 4.1.1.1",
            "no keyword stands there twice", "correct the server's list", judge_repeated},
      Check{"ehlo-in-tls", Stage::ehlo, Verdict::warn, "RFC 3207 section 4.2",
            "what is offered in clear is offered in TLS too",
            "configure the server alike for both; or something on the way adds to the one in clear",
            judge_in_tls},
      Check{"starttls-in-tls", Stage::ehlo, Verdict::warn, "RFC 3207 section 4.2",
            "STARTTLS is not offered inside TLS", "correct or update the server",
            judge_starttls_again},
  };
  return kChecks;
}

}  // namespace probe
