#include "policy/dkim_mend.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "base/base64.h"
#include "base/text.h"
#include "policy/dkim_key.h"
#include "policy/tag_list.h"

namespace policy {
namespace {

constexpr std::string_view kToFillIn = "KEY";
constexpr std::size_t kEd25519Size = 32;
// The header of a SubjectPublicKeyInfo in front of an Ed25519 key (RFC 8410 section 4).
constexpr std::string_view kEd25519Header{"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 12};

std::string without(std::string_view text, std::string_view bytes) {
  std::string out(text);
  std::erase_if(out, [&](char c) { return bytes.find(c) != std::string_view::npos; });
  return out;
}

// "-----BEGIN PUBLIC KEY-----MIIB...-----END PUBLIC KEY-----": what stands between.
std::string_view without_pem_lines(std::string_view key) {
  constexpr std::string_view kDashes = "-----";
  if (!key.starts_with(kDashes)) return key;
  const std::size_t begin = key.find(kDashes, kDashes.size());
  if (begin == std::string_view::npos) return key;
  key.remove_prefix(begin + kDashes.size());
  return key.substr(0, key.find(kDashes));
}

// The bytes of p=, whatever else than base64 stands among them; nothing when that is not all.
std::optional<std::string> key_bytes(std::string_view value) {
  std::string digits = without(without_pem_lines(value), " \t\"\\'");
  std::ranges::replace(digits, '-', '+');
  std::ranges::replace(digits, '_', '/');
  digits.erase(digits.find_last_not_of('=') + 1);
  digits.append((4 - digits.size() % 4) % 4, '=');
  return base::base64_decode(digits);
}

class KeyMender {
 public:
  explicit KeyMender(TagList list) : tags_(std::move(list.tags)) {}

  std::optional<MendedDkimKey> run(bool is_test) {
    if (!drop_doubles()) return std::nullopt;
    drop("v");
    tags_.insert(tags_.begin(), {"v", "DKIM1"});
    mend_key();
    drop_unless("h", "sha256");
    if (!allows("s", "*")) drop_unless("s", "email");
    if (!is_test) mend_flags();
    return MendedDkimKey{text(), complete_};
  }

 private:
  Tag* find(std::string_view name) {
    const auto found = std::ranges::find(tags_, name, &Tag::name);
    return found == tags_.end() ? nullptr : &*found;
  }

  void drop(std::string_view name) {
    std::erase_if(tags_, [&](const Tag& tag) { return tag.name == name; });
  }

  bool allows(std::string_view name, std::string_view word) {
    const Tag* tag = find(name);
    if (!tag) return true;
    return std::ranges::any_of(base::split(tag->value, ':'),
                               [&](std::string_view one) { return base::trim(one) == word; });
  }

  void drop_unless(std::string_view name, std::string_view word) {
    if (!allows(name, word)) drop(name);
  }

  // False when two of them differ: which is meant only the owner knows.
  bool drop_doubles() {
    std::vector<Tag> once;
    for (Tag& tag : tags_) {
      const auto first = std::ranges::find(once, tag.name, &Tag::name);
      if (first == once.end())
        once.push_back(std::move(tag));
      else if (first->value != tag.value)
        return false;
    }
    tags_ = std::move(once);
    return true;
  }

  void mend_key() {
    Tag* key = find("p");
    if (!key) {
      complete_ = false;
      tags_.push_back({"p", std::string(kToFillIn)});
      return;
    }
    if (key->value.empty()) return;
    auto bytes = key_bytes(key->value);
    if (bytes && bytes->starts_with(kEd25519Header)) bytes->erase(0, kEd25519Header.size());
    if (bytes && bytes->size() == kEd25519Size)
      set_type("ed25519");
    else if (bytes && rsa_modulus_bits(*bytes) > 0)
      set_type("rsa");
    else
      bytes.reset();
    complete_ = bytes.has_value();
    find("p")->value = bytes ? base::base64_encode(*bytes) : std::string(kToFillIn);
  }

  void set_type(std::string_view type) {
    Tag* found = find("k");
    if (found)
      found->value = type;
    else if (type != "rsa")
      tags_.insert(tags_.begin() + 1, {"k", std::string(type)});
  }

  void mend_flags() {
    Tag* tag = find("t");
    if (!tag) return;
    std::vector<std::string_view> kept;
    for (const std::string_view flag : base::split(tag->value, ':'))
      if (base::trim(flag) != "y") kept.push_back(base::trim(flag));
    std::string value = fmt::format("{}", fmt::join(kept, ":"));
    if (value.empty()) return drop("t");
    tag->value = std::move(value);
  }

  std::string text() const {
    std::string out;
    for (const Tag& tag : tags_)
      out += fmt::format("{}{}={}", out.empty() ? "" : "; ", tag.name, tag.value);
    return out;
  }

  std::vector<Tag> tags_;
  bool complete_ = true;
};

// Verifiers take it, once what is to be filled in is.
bool is_sound(const MendedDkimKey& mended) {
  const std::string text =
      mended.complete ? mended.text : mended.text.substr(0, mended.text.rfind(kToFillIn));
  return parse_dkim_key(text).has_value();
}

}  // namespace

std::optional<MendedDkimKey> mend_dkim_key(std::string_view text) {
  const auto key = parse_dkim_key(text);
  if (key && !key->testing) return std::nullopt;
  auto mended = KeyMender(parse_tags(without(text, "\\\"")).list).run(!key);
  return mended && is_sound(*mended) ? mended : std::nullopt;
}

std::optional<std::string> join_dkim_key(const std::vector<std::string>& texts) {
  if (texts.size() != 2) return std::nullopt;
  const auto is_whole = [](const std::string& text) {
    const auto key = parse_dkim_key(text);
    return key && !key->revoked;
  };
  if (std::ranges::any_of(texts, is_whole)) return std::nullopt;
  for (std::string joined : {texts[0] + texts[1], texts[1] + texts[0]})
    if (is_whole(joined) && base::trim(joined).starts_with("v=")) return joined;
  return std::nullopt;
}

}  // namespace policy
