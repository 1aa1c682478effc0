#include "policy/dkim_key.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/base64.h"
#include "base/result.h"
#include "base/text.h"

namespace policy {
namespace {

constexpr unsigned kLeastRsaBits = 1024;  // RFC 8301 section 3.2
constexpr unsigned kGoodRsaBits = 2048;
constexpr unsigned kMostRsaBits = 4096;
constexpr std::size_t kEd25519Size = 32;
constexpr std::size_t kEd25519InfoSize = 44;  // with the header of a SubjectPublicKeyInfo

struct TypeRow {
  DkimKeyType type;
  std::string_view name;
};
constexpr std::array kTypes{TypeRow{DkimKeyType::rsa, "rsa"},
                            TypeRow{DkimKeyType::ed25519, "ed25519"}};
static_assert(base::in_order_of_enum(kTypes, &TypeRow::type, DkimKeyType::ed25519));

constexpr DkimSelector kSelectors[] = {
    {"default", "many"},
    {"dkim", "many"},
    {"mail", "many"},
    {"s1", "SendGrid and others"},
    {"s2", "SendGrid and others"},
    {"selector1", "Microsoft 365"},
    {"selector2", "Microsoft 365"},
    {"google", "Google Workspace"},
    {"k1", "Mailchimp, Mailgun"},
    {"k2", "Mailchimp"},
    {"k3", "Mailchimp"},
    {"mandrill", "Mandrill"},
    {"mx", "Mailgun"},
    {"smtp", "Mailgun"},
    {"pm", "Postmark"},
    {"fm1", "Fastmail"},
    {"fm2", "Fastmail"},
    {"fm3", "Fastmail"},
    {"protonmail", "Proton"},
    {"protonmail2", "Proton"},
    {"protonmail3", "Proton"},
    {"sig1", "iCloud"},
    {"zoho", "Zoho"},
    {"zmail", "Zoho"},
    {"mailjet", "Mailjet"},
    {"brevo1", "Brevo"},
    {"brevo2", "Brevo"},
    {"cm", "Campaign Monitor"},
    {"zendesk1", "Zendesk"},
    {"zendesk2", "Zendesk"},
    {"dkim1", "many"},
    {"key1", "many"},
    {"ed25519", "keys by their type"},
    {"rsa", "keys by their type"},
};

std::vector<std::string> words(std::string_view value) {
  std::vector<std::string> found;
  for (const std::string_view word : base::split(value, ':'))
    if (!base::trim(word).empty()) found.emplace_back(base::trim(word));
  return found;
}

bool holds(const std::vector<std::string>& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

class KeyReader {
 public:
  explicit KeyReader(TagList list) : list_(std::move(list)) {}

  Parsed<DkimKey> run() {
    for (const auto read : {&KeyReader::read_version, &KeyReader::read_type, &KeyReader::read_key,
                            &KeyReader::read_hashes, &KeyReader::read_services}) {
      const auto done = (this->*read)();
      if (!done) return tl::unexpected(done.error());
    }
    read_flags();
    key_.notes = list_.value("n");
    return std::move(key_);
  }

 private:
  void add(Level level, const Tag& tag, std::string text, std::string fix = {}) {
    key_.findings.push_back({level, std::move(text), std::move(fix), tag.value_column});
  }

  void mean(const Tag& tag, std::string_view shown, std::string meaning) {
    key_.meanings.push_back({fmt::format("{}={}", tag.name, shown), std::move(meaning)});
  }

  Parsed<void> read_version() {
    for (const Tag& tag : list_.tags)
      if (list_.find(tag.name) != &tag)
        return invalid(tag.column,
                       fmt::format("{}= stands twice, so verifiers ignore the key", tag.name),
                       "keep one of the two");
    const Tag* version = list_.find("v");
    if (!version) return {};
    if (version != &list_.tags.front() || version->value != "DKIM1")
      return invalid(version->column,
                     "v= must be DKIM1 and stand first, so verifiers ignore the key",
                     "begin the key with v=DKIM1;");
    mean(*version, "DKIM1", "this is a DKIM key");
    return {};
  }

  Parsed<void> read_type() {
    const Tag* type = list_.find("k");
    if (!type) return {};
    const auto row = std::ranges::find(kTypes, type->value, &TypeRow::name);
    if (row == kTypes.end())
      return invalid(type->value_column,
                     fmt::format("k= must be rsa or ed25519, not \"{}\"", type->value),
                     "write the k= that the key in p= is of");
    key_.type = row->type;
    mean(*type, type->value,
         fmt::format("an {} key", key_.type == DkimKeyType::rsa ? "RSA" : "Ed25519"));
    return {};
  }

  Parsed<void> read_key() {
    const Tag* tag = list_.find("p");
    if (!tag)
      return invalid({}, "p= is missing, so verifiers ignore the key",
                     "write p= and the public key in base64");
    std::string text = tag->value;
    std::erase(text, ' ');
    key_.revoked = text.empty();
    if (key_.revoked) {
      mean(*tag, "", "the key is revoked: signatures by it are invalid");
      return {};
    }
    const auto bytes = base::base64_decode(text);
    if (key_.type == DkimKeyType::rsa)
      if (const auto cut = cut_off(*tag, base::base64_decode(text.substr(0, text.size() / 4 * 4))))
        return tl::unexpected(*cut);
    if (!bytes && text.starts_with("-----"))
      return invalid(tag->value_column,
                     "p= holds the first line of a PEM file, so verifiers ignore the key",
                     "give the lines between the first and the last");
    if (!bytes)
      return invalid(tag->value_column, "p= is not base64, so verifiers ignore the key",
                     "publish the key again, without quotation marks inside it");
    key_.public_key = *bytes;
    const auto measured = key_.type == DkimKeyType::rsa ? measure_rsa(*tag) : measure_ed25519(*tag);
    if (measured) mean(*tag, "...", fmt::format("{} bits", key_.bits));
    return measured;
  }

  // As far as the rest that a string of 255 bytes had no room for.
  static std::optional<Finding> cut_off(const Tag& tag, const std::optional<std::string>& bytes) {
    constexpr std::size_t kShortestRsa =
        64;  // of DER, with which less than a key could begin by chance
    if (!bytes || bytes->size() < kShortestRsa || der_size(*bytes) <= bytes->size())
      return std::nullopt;
    return Finding{Level::fail,
                   fmt::format("p= is cut off, so verifiers ignore the key: {} of its {} bytes are "
                               "there",
                               bytes->size(), der_size(*bytes)),
                   "give all of it, in strings of 255 bytes at most", tag.value_column};
  }

  Parsed<void> measure_rsa(const Tag& tag) {
    key_.bits = rsa_modulus_bits(key_.public_key);
    if (key_.bits == 0)
      return invalid(tag.value_column, "p= is not an RSA key, so verifiers ignore it",
                     "publish the public key in DER as base64");
    if (key_.bits < kLeastRsaBits)
      add(Level::fail, tag,
          fmt::format("the key has {} bits, and verifiers ignore less than {} (RFC 8301)",
                      key_.bits, kLeastRsaBits),
          "make a key of 2048 bits");
    else if (key_.bits < kGoodRsaBits)
      add(Level::warn, tag,
          fmt::format("the key has {} bits, and {} are recommended (RFC 8301)", key_.bits,
                      kGoodRsaBits),
          "make a key of 2048 bits");
    else if (key_.bits > kMostRsaBits)
      add(Level::warn, tag,
          fmt::format("the key has {} bits, and verifiers need not know more than {} (RFC 8301)",
                      key_.bits, kMostRsaBits),
          "make a key of 2048 bits");
    return {};
  }

  Parsed<void> measure_ed25519(const Tag& tag) {
    if (key_.public_key.size() == kEd25519Size) {
      key_.bits = 256;
      return {};
    }
    return invalid(
        tag.value_column,
        fmt::format("an Ed25519 key has 32 bytes, and p= holds {}", key_.public_key.size()),
        key_.public_key.size() == kEd25519InfoSize
            ? "publish only the last 32 bytes as base64 (RFC 8463 section 4.2)"
            : "");
  }

  Parsed<void> read_hashes() {
    const Tag* tag = list_.find("h");
    if (!tag) return {};
    key_.hashes = words(tag->value);
    mean(*tag, tag->value, "signatures may use only these digests");
    if (holds(key_.hashes, "sha256")) return {};
    return invalid(tag->value_column,
                   "h= does not allow sha256, which every verifier demands (RFC 8301)",
                   "remove h=");
  }

  Parsed<void> read_services() {
    const Tag* tag = list_.find("s");
    if (!tag) return {};
    key_.services = words(tag->value);
    mean(*tag, tag->value, "the key is only for these services");
    if (holds(key_.services, "*") || holds(key_.services, "email")) return {};
    return invalid(tag->value_column, fmt::format("s={} does not allow mail", tag->value),
                   "remove s=, or write s=email");
  }

  void read_flags() {
    const Tag* tag = list_.find("t");
    if (!tag) return;
    const auto flags = words(tag->value);
    key_.testing = holds(flags, "y");
    key_.same_domain_only = holds(flags, "s");
    if (key_.same_domain_only) mean(*tag, "s", "i= of a signature must be exactly its d=");
    if (key_.testing) mean(*tag, "y", "a test: verifiers may treat a bad signature as none");
  }

  TagList list_;
  DkimKey key_;
};

}  // namespace

std::string_view dkim_key_type_name(DkimKeyType type) {
  return kTypes.at(static_cast<std::size_t>(type)).name;
}

bool is_dkim_key(std::string_view text) {
  if (begins_with_version(text, "DKIM1")) return true;
  const auto list = parse_tag_list(text);
  return list && list->find("p");
}

Parsed<DkimKey> parse_dkim_key(std::string_view text) {
  if (const std::size_t at = text.find("\\;"); at != std::string_view::npos) {
    std::string plain(text);
    std::erase(plain, '\\');
    const auto rest = parse_dkim_key(plain);
    return invalid(
        at,
        fmt::format("backslashes stand in front of its semicolons, so verifiers ignore the "
                    "key{}",
                    rest ? std::string() : "; without them " + rest.error().text),
        rest || rest.error().fix.empty() ? "remove them" : "remove them, and " + rest.error().fix);
  }
  auto list = parse_tag_list(text);
  if (!list) return tl::unexpected(std::move(list.error()));
  return KeyReader(std::move(*list)).run();
}

std::string dkim_key_name(std::string_view selector, std::string_view domain) {
  return fmt::format("{}._domainkey.{}", selector, domain);
}

std::span<const DkimSelector> common_dkim_selectors() { return kSelectors; }

}  // namespace policy
