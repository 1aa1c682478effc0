#include "report/probe_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "base/wrap.h"
#include "policy/to_publish.h"
#include "probe/checks.h"
#include "report/probe_facts.h"

namespace report {
namespace {

using base::printable;
using probe::Finding;
using probe::Spot;
using probe::Verdict;

constexpr std::size_t kVerdict = 9, kId = 26;
constexpr std::size_t kText = 2 + kVerdict;
constexpr std::size_t kLeastText = 30, kSpotsShown = 6;

// One thing that was found, at one spot or at several.
struct Group {
  const Finding* finding;
  std::vector<std::string> spots;
};

std::vector<Group> grouped(const probe::TargetResult& result) {
  std::vector<Group> groups;
  for_each_finding(result, [&](const Spot& spot, const Finding& finding) {
    const auto same = std::ranges::find_if(groups, [&](const Group& group) {
      return group.finding->check == finding.check && group.finding->verdict == finding.verdict &&
             group.finding->reason == finding.reason && group.finding->fix == finding.fix;
    });
    Group& group = same == groups.end() ? groups.emplace_back(Group{&finding, {}}) : *same;
    if (std::string shown = spot.shown(); !shown.empty()) group.spots.push_back(std::move(shown));
  });
  std::ranges::stable_sort(groups, std::ranges::greater{},
                           [](const Group& group) { return group.finding->verdict; });
  return groups;
}

std::size_t count_addresses(const probe::TargetResult& result) {
  std::size_t count = 0;
  for (const probe::HostResult& host : result.hosts) count += host.addresses.size();
  return count;
}

// What was asked for by name is told when it holds too.
bool is_asked_for(const Finding& finding) {
  return std::holds_alternative<std::monostate>(finding.check->judge);
}

class ProbeText {
 public:
  ProbeText(const probe::TargetResult& result, const ProbeStyle& style)
      : result_(result), style_(style), groups_(grouped(result)) {}

  std::string text() {
    headline();
    if (const std::string matrix = probe_matrix(result_, style_); !matrix.empty())
      text_ += '\n' + matrix;
    if (is_anything_to_show()) text_ += '\n';
    for (const Group& group : groups_)
      if (is_shown(group)) show(group);
    if (style_.all) text_ += probe_facts(result_);
    return std::move(text_);
  }

 private:
  bool is_anything_to_show() const {
    return style_.all ||
           std::ranges::any_of(groups_, [this](const Group& group) { return is_shown(group); });
  }
  bool is_shown(const Group& group) const {
    return style_.all || group.finding->verdict != Verdict::pass || is_asked_for(*group.finding);
  }

  std::size_t width() const { return std::max(style_.columns, kText + kLeastText) - kText; }

  std::string painted(Verdict verdict) const {
    return style_.paint.paint(paint_of(verdict), policy::verdict_name(verdict));
  }

  void headline() {
    const Verdict verdict = result_.verdict();
    text_ += fmt::format("{}: {}\n", printable(result_.target), painted(verdict));
    if (result_.trouble) return trouble();
    if (groups_.empty()) wrapped_under("  ", "none of the checks that were asked for applies here");
    if (groups_.empty()) return;
    const Finding& worst = *groups_.front().finding;
    if (worst.verdict < Verdict::unknown) return wrapped_under("  ", in_short());
    wrapped_under("  cause: ", cause(groups_.front()));
    for (const std::string_view line : base::split(worst.fix, '\n'))
      if (!line.empty()) wrapped_under("  fix:   ", line);
  }

  void trouble() {
    wrapped_under("  cause: ", result_.trouble->text);
    const bool may_exist = result_.trouble->kind != base::ErrorKind::no_host;
    if (may_exist) wrapped_under("  fix:   ", probe::kAskTheDns);
  }

  std::string cause(const Group& group) const {
    if (group.spots.empty() || count_addresses(result_) < 2) return group.finding->reason;
    return fmt::format("{} ({})", group.finding->reason, places(group.spots));
  }

  static std::string places(const std::vector<std::string>& spots) {
    const std::size_t shown = std::min(spots.size(), kSpotsShown);
    const auto end = spots.begin() + static_cast<std::ptrdiff_t>(shown);
    const std::string list = fmt::format("{}", fmt::join(spots.begin(), end, ", "));
    return shown == spots.size() ? list : fmt::format("{} and {} more", list, spots.size() - shown);
  }

  std::string in_short() const {
    for (const probe::HostResult& host : result_.hosts)
      for (const probe::AddressResult& address : host.addresses)
        if (address.facts.tls) return net::summary(*address.facts.tls);
    return "";
  }

  void wrapped_under(const std::string& first, std::string_view words) {
    if (words.empty()) return;
    const std::size_t room = std::max(style_.columns, first.size() + kLeastText) - first.size();
    const auto rows = base::wrapped(words, room);
    text_ += fmt::format("{}{}\n", first, fmt::join(rows, "\n" + std::string(first.size(), ' ')));
  }

  void show(const Group& group) {
    const Finding& finding = *group.finding;
    const auto rows =
        base::wrapped(fmt::format("{}: {}", finding.check->id, finding.reason), width());
    text_ += fmt::format("  {}{}{}\n", painted(finding.verdict),
                         std::string(kVerdict - policy::verdict_name(finding.verdict).size(), ' '),
                         fmt::join(rows, "\n" + std::string(kText, ' ')));
    if (!group.spots.empty() && count_addresses(result_) > 1)
      for (const std::string& row : base::wrapped("at " + places(group.spots), width()))
        indented(style_.paint.paint(Paint::note, row));
    for (const std::string_view line : base::split(finding.fix, '\n'))
      if (!line.empty()) advise(line);
  }

  // What is to be published or typed must be whole.
  void advise(std::string_view line) {
    const std::string text = fmt::format("fix: {}", line);
    if (policy::is_to_copy(line)) return indented(text);
    for (const std::string& row : base::wrapped(text, width())) indented(row);
  }

  void indented(std::string_view row) { text_ += std::string(kText, ' ').append(row) + '\n'; }

  const probe::TargetResult& result_;
  const ProbeStyle& style_;
  std::vector<Group> groups_;
  std::string text_;
};

}  // namespace

std::string probe_text(const probe::TargetResult& result, const ProbeStyle& style) {
  return ProbeText(result, style).text();
}

std::string check_list() {
  std::string text;
  for (const probe::Check* check : probe::all_checks())
    text += fmt::format("{:<12} {:<{}} {:<5} {}\n", stage_name(check->stage), check->id, kId,
                        policy::verdict_name(check->severity), check->what);
  return text;
}

std::string check_page(const probe::Check& check) {
  std::string text = fmt::format("{}: {}\n  stage:    {}\n  else:     {}\n", check.id, check.what,
                                 stage_name(check.stage), policy::verdict_name(check.severity));
  if (!check.source.empty()) text += fmt::format("  source:   {}\n", check.source);
  if (!check.fix.empty()) text += fmt::format("  fix:      {}\n", check.fix);
  return text;
}

}  // namespace report
