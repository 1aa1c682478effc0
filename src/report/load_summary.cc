#include "report/load_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"

namespace report {
namespace {

using Times = std::map<std::int64_t, std::uint64_t>;
using std::chrono::microseconds;

// To three digits, so that no more than 900 times are kept of each power of ten.
std::int64_t rounded(std::int64_t us) {
  std::int64_t unit = 1;
  while (us / unit >= 1000) unit *= 10;
  return us / unit * unit;
}

// The smallest time within which `percent` of all came.
microseconds percentile(const Times& times, std::uint64_t percent) {
  std::uint64_t all = 0, so_far = 0;
  for (const auto& [us, count] : times) all += count;
  for (const auto& [us, count] : times) {
    so_far += count;
    if (so_far * 100 >= all * percent) return microseconds(us);
  }
  return {};
}

// "0.04 ms", "5.23 ms", "45 ms", "1.5 s".
std::string shown(microseconds time) {
  if (time < std::chrono::milliseconds(10))
    return fmt::format("{:.2f} ms", static_cast<double>(time.count()) / 1000);
  return base::show_duration(std::chrono::duration_cast<base::Duration>(time));
}

std::uint64_t per_second(std::uint64_t messages, base::Duration took) {
  return messages * 1000 / static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 1));
}

std::string count_of(std::uint64_t messages) {
  return fmt::format("{} message{}", base::show_count(messages), messages == 1 ? "" : "s");
}

}  // namespace

const smtp::Reply* refusal_of(const smtp::RecipientResult& recipient) {
  if (recipient.rcpt && !recipient.rcpt->ok()) return &*recipient.rcpt;
  if (recipient.final && !recipient.final->ok()) return &*recipient.final;
  return nullptr;
}

const smtp::Reply* refusal_of(const smtp::Outcome& outcome) {
  if (const smtp::Reply* reply = outcome.refusal()) return reply;
  for (const smtp::RecipientResult& recipient : outcome.recipients)
    if (const smtp::Reply* reply = refusal_of(recipient)) return reply;
  return nullptr;
}

void LoadSummary::heard(base::Stage stage, microseconds took) {
  ++times_[stage][rounded(took.count())];
}

// Each code once, however many recipients got it. True: one of them is for good.
bool LoadSummary::count_codes(const smtp::Outcome& outcome) {
  std::set<int> codes;
  bool permanent = false;
  const auto take = [&](const smtp::Reply* refusal) {
    if (refusal == nullptr) return;
    codes.insert(refusal->code);
    permanent = permanent || !refusal->temporary();
  };
  take(outcome.refusal());
  for (const smtp::RecipientResult& recipient : outcome.recipients) take(refusal_of(recipient));
  for (const int code : codes) ++codes_[code];
  return permanent;
}

void LoadSummary::add(const smtp::Outcome& outcome) {
  if (outcome.delivered_to_all()) {
    ++accepted_;
    return;
  }
  if (outcome.delivered_in_part() && !outcome.outcome_unknown()) {
    ++in_part_;
    count_codes(outcome);
    return;
  }
  if (outcome.outcome_unknown() || refusal_of(outcome) == nullptr) {
    ++failed_;
    if (outcome.outcome_unknown()) ++unknown_;
    return;
  }
  ++(count_codes(outcome) ? refused_ : deferred_);
}

void LoadSummary::add(const LoadSummary& other) {
  accepted_ += other.accepted_;
  in_part_ += other.in_part_;
  deferred_ += other.deferred_;
  refused_ += other.refused_;
  failed_ += other.failed_;
  unknown_ += other.unknown_;
  for (const auto& [code, count] : other.codes_) codes_[code] += count;
  for (const auto& [stage, times] : other.times_)
    for (const auto& [us, count] : times) times_[stage][us] += count;
}

std::string LoadSummary::codes() const {
  std::string text;
  for (const auto& [code, count] : codes_)
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", code, base::show_count(count));
  return text.empty() ? "" : " (" + text + ")";
}

std::string LoadSummary::progress(base::Duration took) const {
  const std::uint64_t not_accepted = in_part_ + deferred_ + refused_ + failed_;
  return fmt::format(
      "{}, {}/s{}", count_of(messages()), base::show_count(per_second(messages(), took)),
      not_accepted == 0
          ? ""
          : fmt::format(", not accepted: {}{}", base::show_count(not_accepted), codes()));
}

std::string LoadSummary::text(base::Duration took, std::uint64_t missing) const {
  std::string text = fmt::format(
      "{} in {}, {}/s: {} accepted, {}{} deferred, {} refused, {} failed{}{}{}\n",
      count_of(messages()), base::show_duration(took),
      base::show_count(per_second(messages(), took)), base::show_count(accepted_),
      in_part_ == 0 ? "" : fmt::format("{} in part, ", base::show_count(in_part_)),
      base::show_count(deferred_), base::show_count(refused_), base::show_count(failed_), codes(),
      unknown_ == 0 ? "" : fmt::format("; {} may have been delivered", base::show_count(unknown_)),
      missing == 0 ? "" : fmt::format("; {} not tried", base::show_count(missing)));
  for (const auto& [stage, times] : times_)
    text += fmt::format("  {:<16} p50 {}, p90 {}, p99 {}\n", base::stage_words(stage),
                        shown(percentile(times, 50)), shown(percentile(times, 90)),
                        shown(percentile(times, 99)));
  return text;
}

}  // namespace report
