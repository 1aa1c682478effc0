#include "report/baseline.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "probe/checks.h"

namespace report {
namespace {

using probe::Finding;
using probe::Spot;
using probe::TargetResult;
using probe::Verdict;
using Key = Baseline::Key;

Key key_of(const TargetResult& result, const Spot& spot, std::string check) {
  return {result.target, spot.host == nullptr ? "" : spot.host->facts.place.shown,
          spot.address == nullptr ? "" : spot.address->facts.shown, std::move(check)};
}

struct Now {
  std::string where;
  Verdict verdict = Verdict::pass;
  std::string reason;
};

std::map<Key, Now> verdicts_of(const TargetResult& result) {
  std::map<Key, Now> all;
  for_each_finding(result, [&](const Spot& spot, const Finding& finding) {
    const std::string shown = spot.shown();
    auto [place, is_new] = all.try_emplace(key_of(result, spot, std::string(finding.check->id)));
    if (is_new || finding.verdict > place->second.verdict)
      place->second = {shown.empty() ? result.target : shown, finding.verdict, finding.reason};
  });
  return all;
}

Verdict before_of(const Baseline& before, const Key& key) {
  const auto found = before.verdicts.find(key);
  return found == before.verdicts.end() ? Verdict::pass : found->second;
}

// Where the stage of `gone` was judged today, at the same place; nothing when it was not.
std::optional<std::string> judged_at(const std::map<Key, Now>& now, const Key& gone) {
  const probe::Check* check = probe::find_check(gone.check);
  if (check == nullptr) return std::nullopt;
  for (const auto& [key, each] : now)
    if (key.target == gone.target && key.host == gone.host && key.address == gone.address &&
        probe::find_check(key.check)->stage == check->stage)
      return each.where;
  return std::nullopt;
}

void add_trouble(const TargetResult& now, const Baseline& before, Comparison& comparison) {
  const auto then = before.targets.find(now.target);
  const bool was = then != before.targets.end() && !then->second.empty();
  if (was == now.trouble.has_value()) return;
  comparison.changes.push_back({now.target, "", was ? Verdict::fail : Verdict::pass,
                                was ? Verdict::pass : Verdict::fail,
                                was ? "it leads to a host again" : now.trouble->text});
}

}  // namespace

std::optional<Verdict> Comparison::worst_new() const {
  std::optional<Verdict> worst;
  for (const Change& change : changes)
    if (change.is_worse()) worst = std::max(worst, std::optional(change.is));
  return worst;
}

Comparison compare(const TargetResult& result, const Baseline& before) {
  Comparison comparison;
  comparison.known = before.targets.contains(result.target);
  const auto now = verdicts_of(result);
  for (const auto& [key, each] : now) {
    const Verdict was = before_of(before, key);
    const bool is_lost_to_view = each.verdict == Verdict::unknown && was > Verdict::unknown;
    if (was != each.verdict && !is_lost_to_view)
      comparison.changes.push_back({each.where, key.check, was, each.verdict, each.reason});
  }
  for (const auto& [key, was] : before.verdicts) {
    if (key.target != result.target || was == Verdict::pass || now.contains(key)) continue;
    if (auto where = judged_at(now, key))
      comparison.changes.push_back({std::move(*where), key.check, was, Verdict::pass, ""});
  }
  add_trouble(result, before, comparison);
  std::ranges::stable_sort(comparison.changes, [](const Change& a, const Change& b) {
    return std::pair(a.is_worse(), a.is) > std::pair(b.is_worse(), b.is);
  });
  return comparison;
}

std::string comparison_text(const Comparison& comparison) {
  if (!comparison.known) return "since the baseline: this target does not stand in it\n";
  if (comparison.changes.empty()) return "since the baseline: nothing has changed\n";
  const auto worse = std::ranges::count_if(comparison.changes, &Change::is_worse);
  const auto better = static_cast<std::ptrdiff_t>(comparison.changes.size()) - worse;
  std::string text = fmt::format("since the baseline: {} worse, {} better\n", worse, better);
  for (const Change& change : comparison.changes)
    text +=
        fmt::format("  {:<8} {}{}: {} before, {} now{}{}\n", change.is_worse() ? "worse" : "better",
                    base::printable(change.where), change.check.empty() ? "" : ": " + change.check,
                    policy::verdict_name(change.was), policy::verdict_name(change.is),
                    change.reason.empty() ? "" : ": ", change.reason);
  return text;
}

}  // namespace report
