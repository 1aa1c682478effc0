#include "codes/classifier.h"

#include <fmt/core.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <deque>
#include <mutex>

#include "codes/code_table.h"
#include "codes/embedded.h"
#include "codes/literals.h"
#include "codes/record.h"

namespace codes {
namespace {

constexpr std::int64_t kMemoryOfPattern = 1 << 20;

// Latin-1 makes RE2 work on bytes: the text may be in any encoding, or in none.
RE2::Options pattern_options() {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_log_errors(false);
  options.set_never_capture(true);  // smaller programs: only whether it matches is asked
  options.set_max_mem(kMemoryOfPattern);
  return options;
}

constexpr int kOwnTier = 0;
constexpr int kMarksTier = 1;
constexpr int kWeakTier = 3;

struct Provider {
  std::string_view id;
  std::string_view name;
};

// The reason that the enhanced code alone tells.
std::string_view reason_of(const std::optional<smtp::EnhancedStatus>& status) {
  const CodePage* page = status ? CodeTable::builtin().enhanced(*status) : nullptr;
  return page ? page->reason : std::string_view{};
}

std::string_view reason_of(int reply_code) {
  const CodePage* page = reply_code ? CodeTable::builtin().reply(reply_code) : nullptr;
  return page ? page->reason : std::string_view{};
}

void decide_by_codes(const ReplyText& text, Verdict& verdict) {
  const bool refused = text.code >= 400 || (text.status && text.status->klass >= 4);
  if (text.status && text.status->klass == 2 && !refused) {
    verdict.decided_by = "nothing";
  } else if (!reason_of(text.status).empty()) {
    verdict.reason = reason_of(text.status);
    verdict.decided_by = "status " + show(*text.status);
    verdict.confidence = Confidence::medium;
  } else if (!reason_of(text.code).empty()) {
    verdict.reason = reason_of(text.code);
    verdict.decided_by = fmt::format("reply {}", text.code);
  } else {
    verdict.reason = refused ? "onhold" : "undefined";
    verdict.decided_by = "nothing";
  }
}

// One reply, by which nothing was refused: its words may hold "spam" and "8BITMIME".
bool is_success(const ReplyText& text, std::string_view whole) {
  static constexpr std::array<int, 8> kSuccesses = {211, 214, 220, 221, 235, 250, 334, 354};
  return std::ranges::find(kSuccesses, text.code) != kSuccesses.end() &&
         (!text.status || text.status->klass == 2) && whole.find('\n') == whole.npos;
}

// MAIL FROM, and the enhanced codes that are about its address (RFC 3463 section 3.2, RFC 7505).
bool is_about_sender(const ReplyText& text) {
  if (text.stage == base::Stage::mail) return true;
  if (!text.status) return false;
  const auto [klass, subject, detail] = *text.status;
  return (subject == 1 && (detail == 7 || detail == 8)) || (subject == 7 && detail == 27);
}

// Words about an address or a domain, which need not be the recipient's.
bool is_of_an_address(std::string_view reason) {
  static constexpr std::array<std::string_view, 5> kReasons{"userunknown", "hasmoved", "suspend",
                                                            "hostunknown", "notaccept"};
  return std::ranges::find(kReasons, reason) != kReasons.end();
}

}  // namespace

// One pattern: compiled when a text first holds one of its literals.
class Pattern {
 public:
  explicit Pattern(std::string_view text) : text_(text) {}

  bool matches(std::string_view normal) {
    return RE2::PartialMatch({normal.data(), normal.size()}, compiled());
  }
  std::string problem() { return compiled().ok() ? "" : compiled().error(); }
  std::string_view text() const { return text_; }

 private:
  const RE2& compiled() {
    std::call_once(once_, [this] {
      compiled_ =
          std::make_unique<RE2>(re2::StringPiece(text_.data(), text_.size()), pattern_options());
    });
    return *compiled_;
  }

  std::string_view text_;
  std::once_flag once_;
  std::unique_ptr<RE2> compiled_;
};

struct Owner {
  std::string id;         // of the rule or provider
  std::size_t first = 0;  // of its patterns
  std::size_t end = 0;
};

struct Classifier::Matcher {
  std::vector<Rule> rules;
  std::vector<Provider> providers;
  std::vector<Owner> owners;  // of the rules, of the providers, then of the sender's words
  std::deque<Pattern> patterns;
  std::vector<bool> always;  // patterns without a literal
  LiteralIndex index;

  void add_owner(std::string id, const std::vector<std::string_view>& texts) {
    const std::size_t first = patterns.size();
    for (std::string_view text : texts) {
      const std::size_t number = patterns.size();
      patterns.emplace_back(text);
      std::vector<std::string> literals = required_literals(text);
      always.push_back(literals.empty());
      for (std::string& literal : literals) index.add(std::move(literal), number);
    }
    owners.push_back({std::move(id), first, patterns.size()});
  }

  // The records of a table whose fields are patterns.
  base::Result<std::vector<Record>> add_table(std::string_view name) {
    auto records = parse_records(embedded(name), name);
    if (!records) return records;
    for (const Record& record : *records) {
      std::vector<std::string_view> texts;
      for (const auto& [key, text] : record.fields) texts.push_back(text);
      add_owner(std::string(record.key), texts);
    }
    return records;
  }

  std::vector<bool> candidates(std::string_view normal) const {
    std::vector<bool> found = always;
    index.find(normal, found);
    return found;
  }

  static bool any_of(const Owner& owner, const std::vector<bool>& candidates) {
    for (std::size_t number = owner.first; number < owner.end; ++number) {
      if (candidates[number]) return true;
    }
    return false;
  }

  bool matches(const Owner& owner, const std::vector<bool>& candidates, std::string_view normal) {
    for (std::size_t number = owner.first; number < owner.end; ++number) {
      if (candidates[number] && patterns[number].matches(normal)) return true;
    }
    return false;
  }

  const Rule* decide(const std::vector<bool>& candidates, std::string_view normal,
                     const ReplyText& text) {
    for (std::size_t i = 0; i < rules.size(); ++i) {
      const bool by_scope = rules[i].matches.empty();
      if (!by_scope && !any_of(owners[i], candidates)) continue;
      if (!rules[i].in_scope(text)) continue;
      if (by_scope || matches(owners[i], candidates, normal)) return &rules[i];
    }
    return nullptr;
  }

  void name_provider(const std::vector<bool>& candidates, std::string_view normal,
                     Verdict& verdict) {
    for (std::size_t i = 0; i < providers.size() && verdict.provider.empty(); ++i) {
      if (!matches(owners[rules.size() + i], candidates, normal)) continue;
      verdict.provider = providers[i].id;
      verdict.provider_name = providers[i].name;
    }
  }

  // Whether an address, account or domain is said to be the sender's.
  bool names_sender(const std::vector<bool>& candidates, std::string_view normal) {
    return matches(owners.back(), candidates, normal);
  }
};

namespace {

Confidence confidence_of(const Rule& rule, const ReplyText& text) {
  if (rule.tier <= kMarksTier) return Confidence::high;
  if (rule.tier == kWeakTier) return Confidence::low;
  return reason_of(text.status) == rule.reason ? Confidence::high : Confidence::medium;
}

}  // namespace

std::string_view name(Confidence confidence) {
  constexpr std::array<std::string_view, 3> kNames = {"low", "medium", "high"};
  return kNames[static_cast<std::size_t>(confidence)];
}

Classifier::Classifier(std::unique_ptr<Matcher> matcher) : matcher_(std::move(matcher)) {}
Classifier::~Classifier() = default;
Classifier::Classifier(Classifier&&) noexcept = default;

base::Result<Classifier> Classifier::make(std::vector<Rule> rules) {
  auto matcher = std::make_unique<Matcher>();
  matcher->rules = std::move(rules);
  for (const Rule& rule : matcher->rules) matcher->add_owner(rule.id(), rule.matches);
  const auto providers = matcher->add_table("providers.txt");
  if (!providers) return base::fail(providers.error());
  for (const Record& record : *providers) matcher->providers.push_back({record.key, record.title});
  if (auto sender = matcher->add_table("sender-words.txt"); !sender)
    return base::fail(sender.error());
  return Classifier(std::move(matcher));
}

base::Result<void> Classifier::check_patterns() const {
  for (std::size_t i = 0; i < matcher_->owners.size(); ++i) {
    const Owner& owner = matcher_->owners[i];
    for (std::size_t number = owner.first; number < owner.end; ++number) {
      Pattern& pattern = matcher_->patterns[number];
      const std::string problem = pattern.problem();
      if (problem.empty()) continue;
      const bool is_rule = i < rules().size();
      return base::fail(
          base::ErrorKind::parse,
          fmt::format("{}{}: bad pattern {}: {}",
                      is_rule ? fmt::format("{}:{}: ", rules()[i].file, rules()[i].line) : "",
                      owner.id, pattern.text(), problem));
    }
  }
  return {};
}

const Classifier& Classifier::builtin() {
  static const Classifier classifier = std::move(*make(builtin_rules()));
  return classifier;
}

const std::vector<Rule>& Classifier::rules() const { return matcher_->rules; }

void Classifier::name_provider(std::string_view host, Verdict& verdict) const {
  if (host.empty() || !verdict.provider.empty()) return;
  const std::string normal = normalise(host);
  matcher_->name_provider(matcher_->candidates(normal), normal, verdict);
}

std::vector<const Rule*> Classifier::matching(std::string_view text) const {
  const ReplyText reply = find_reply(text);
  const std::string normal = normalise(reply.words);
  const std::vector<bool> candidates = matcher_->candidates(normal);
  std::vector<const Rule*> found;
  for (std::size_t i = 0; i < rules().size(); ++i) {
    const Rule& rule = rules()[i];
    const bool matches =
        rule.matches.empty() || matcher_->matches(matcher_->owners[i], candidates, normal);
    if (matches && rule.in_scope(reply)) found.push_back(&rule);
  }
  return found;
}

Verdict Classifier::classify(const ReplyText& text, std::string_view whole) const {
  Verdict verdict;
  verdict.status = text.status;
  if (is_success(text, whole)) {
    const std::string normal = normalise(whole);
    matcher_->name_provider(matcher_->candidates(normal), normal, verdict);
    decide_by_codes(text, verdict);
    return verdict;
  }
  const Rule* rule = nullptr;
  const auto look_at = [&](const std::string& normal, const std::vector<bool>& candidates) {
    const Rule* found = matcher_->decide(candidates, normal, text);
    if (rule == nullptr ||
        (rule->tier == kWeakTier && found != nullptr && found->tier < rule->tier))
      rule = found;
    matcher_->name_provider(candidates, normal, verdict);
  };
  const std::string words = normalise(text.words);
  const std::vector<bool> in_words = matcher_->candidates(words);
  look_at(words, in_words);
  const bool clear = rule != nullptr && rule->tier < kWeakTier && !verdict.provider.empty();
  if (!clear && text.words.size() != whole.size()) {
    const std::string normal = normalise(whole);
    look_at(normal, matcher_->candidates(normal));
  }
  // Words that say little give way to an enhanced code that says more.
  const bool weak = rule == nullptr || rule->tier == kWeakTier;
  if (rule == nullptr || (weak && !reason_of(text.status).empty())) {
    decide_by_codes(text, verdict);
  } else {
    verdict.reason = rule->reason;
    verdict.decided_by = "rule " + rule->id();
    verdict.confidence = confidence_of(*rule, text);
    if (rule->tier == kOwnTier) return verdict;
  }
  if (is_of_an_address(verdict.reason) &&
      (is_about_sender(text) || matcher_->names_sender(in_words, words))) {
    verdict.reason = "rejected";
    verdict.decided_by += ", of the sender";
  }
  return verdict;
}

}  // namespace codes
