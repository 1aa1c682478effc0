#include "codes/literals.h"

#include <algorithm>
#include <optional>

namespace codes {
namespace {

constexpr std::size_t kShortest = 3;
constexpr std::size_t kMostLiterals = 200;
constexpr std::size_t kBuckets = 4096;

using Literals = std::vector<std::string>;

std::size_t shortest(const Literals& literals) {
  std::size_t length = literals.empty() ? 0 : literals.front().size();
  for (const std::string& literal : literals) length = std::min(length, literal.size());
  return length;
}

void keep_better(Literals& best, Literals candidate) {
  if (shortest(candidate) > shortest(best)) best = std::move(candidate);
}

// Reads the syntax of RE2 just far enough; what it does not know requires nothing.
class Reader {
 public:
  explicit Reader(std::string_view pattern) : text_(pattern) {}

  Literals alternation() {
    Literals all;
    bool known = true;
    do {
      Literals branch = sequence();
      known = known && !branch.empty();
      all.insert(all.end(), branch.begin(), branch.end());
    } while (take('|'));
    return known && all.size() <= kMostLiterals ? all : Literals{};
  }

 private:
  Literals sequence() {
    Literals best;
    std::string run;
    while (at_ < text_.size() && text_[at_] != '|' && text_[at_] != ')') {
      const std::optional<char> literal = take_literal();
      Literals group = literal ? Literals{} : take_other();
      const bool optional = skip_quantifier();
      if (literal && !quantified_) {
        run += *literal;
        continue;
      }
      keep_better(best, {run});
      run.clear();
      if (!optional) keep_better(best, literal ? Literals{std::string(1, *literal)} : group);
    }
    keep_better(best, {run});
    return best;
  }

  std::optional<char> take_literal() {
    const char c = text_[at_];
    if (std::string_view(".[(^$").find(c) != std::string_view::npos) return std::nullopt;
    if (c != '\\') return text_[at_++];
    const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : 'b';
    const bool is_class = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
    if (is_class || (next >= '0' && next <= '9')) return std::nullopt;
    at_ += 2;
    return next;
  }

  Literals take_other() {
    const char c = text_[at_++];
    if (c == '\\') ++at_;
    if (c == '[') skip_class();
    if (c != '(') return {};
    if (text_.substr(at_).starts_with("?:")) at_ += 2;
    Literals inner = alternation();
    take(')');
    return inner;
  }

  void skip_class() {
    take('^');
    take(']');
    while (at_ < text_.size() && text_[at_] != ']') at_ += text_[at_] == '\\' ? 2 : 1;
    take(']');
  }

  // True when what stands before may be missing.
  bool skip_quantifier() {
    quantified_ = false;
    bool optional = false;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c != '?' && c != '*' && c != '+' && c != '{') break;
      quantified_ = true;
      optional = optional || c != '+';
      at_ = c == '{' ? std::min(text_.find('}', at_), text_.size() - 1) + 1 : at_ + 1;
    }
    return optional;
  }

  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool quantified_ = false;
};

std::size_t bucket_of(const char* bytes) {
  const auto byte = [bytes](int i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i]));
  };
  return ((byte(0) * 31 + byte(1)) * 37 + byte(2)) % kBuckets;
}

}  // namespace

std::vector<std::string> required_literals(std::string_view pattern) {
  Literals literals = Reader(pattern).alternation();
  if (shortest(literals) < kShortest) literals.clear();
  return literals;
}

LiteralIndex::LiteralIndex() : buckets_(kBuckets) {}

void LiteralIndex::add(std::string literal, std::size_t owner) {
  auto& bucket = buckets_[bucket_of(literal.data())];
  bucket.push_back({std::move(literal), owner});
}

void LiteralIndex::find(std::string_view text, std::vector<bool>& found) const {
  for (std::size_t at = 0; at + kShortest <= text.size(); ++at) {
    for (const Entry& entry : buckets_[bucket_of(text.data() + at)]) {
      if (!found[entry.owner] && text.substr(at).starts_with(entry.literal)) {
        found[entry.owner] = true;
      }
    }
  }
}

}  // namespace codes
