#include "policy/row.h"

#include <algorithm>
#include <array>

#include "base/result.h"

namespace policy {
namespace {

constexpr std::array kPages{
    TopicPage{Topic::mx, "mx", "where mail for the domain goes, and whether it can get there"},
    TopicPage{Topic::ptr, "ptr",
              "the reverse names of the mail hosts: receivers distrust a host whose address has "
              "no name, or one that does not lead back"},
};
static_assert(base::in_order_of_enum(kPages, &TopicPage::topic, Topic::ptr));

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::hint:
      return "hint";
    case Verdict::unknown:
      return "unknown";
    case Verdict::warn:
      return "warn";
    case Verdict::fail:
      return "fail";
  }
  return "";
}

Verdict verdict_of(Level level) {
  switch (level) {
    case Level::hint:
      return Verdict::hint;
    case Level::warn:
      return Verdict::warn;
    case Level::fail:
      return Verdict::fail;
  }
  return Verdict::fail;
}

std::span<const TopicPage> topic_pages() { return kPages; }

const TopicPage& page_of(Topic topic) { return kPages.at(static_cast<std::size_t>(topic)); }

std::optional<Topic> topic_named(std::string_view name) {
  const auto found = std::ranges::find(kPages, name, &TopicPage::name);
  if (found == kPages.end()) return std::nullopt;
  return found->topic;
}

Verdict Row::verdict() const {
  Verdict worst = trouble.empty() ? Verdict::pass : Verdict::unknown;
  for (const Finding& finding : findings) worst = std::max(worst, verdict_of(finding.level));
  return worst;
}

void put_worst_first(std::vector<Finding>& findings) {
  std::ranges::stable_sort(findings, std::ranges::greater(), &Finding::level);
}

}  // namespace policy
