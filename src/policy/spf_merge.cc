#include "policy/spf_merge.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "policy/spf_check.h"
#include "policy/spf_record.h"

namespace policy {
namespace {

class SpfMerger {
 public:
  bool take(const SpfRecord& record) {
    if (record.redirect || record.exp || !record.unknown.empty()) return false;
    bool has_end = false;
    for (const SpfDirective& directive : record.directives) {
      if (has_end) return false;  // never tried today
      has_end = directive.mechanism == SpfMechanism::all;
      if (!(has_end ? take_end(directive.qualifier) : take_sender(directive))) return false;
    }
    is_mild_ = is_mild_ || !has_end;
    return true;
  }

  std::optional<std::string> merged() const {
    if (asking_ > kMaxSpfLookups) return std::nullopt;
    return fmt::format("v=spf1 {}{}{}all", fmt::join(terms_, " "), terms_.empty() ? "" : " ",
                       is_mild_ ? '~' : '-');
  }

 private:
  bool take_end(SpfQualifier qualifier) {
    is_mild_ = is_mild_ || qualifier != SpfQualifier::fail;
    return qualifier != SpfQualifier::pass;
  }

  bool take_sender(const SpfDirective& directive) {
    if (directive.qualifier != SpfQualifier::pass) return false;
    const auto is_same = [&](std::string_view term) {
      return base::equal_ignoring_case(term, directive.text);
    };
    if (std::ranges::any_of(terms_, is_same)) return true;
    terms_.push_back(directive.text);
    asking_ += asks_dns(directive.mechanism) ? 1 : 0;
    return true;
  }

  std::vector<std::string> terms_;
  unsigned asking_ = 0;
  bool is_mild_ = false;  // ~all rather than -all
};

}  // namespace

std::optional<std::string> merge_spf(const std::vector<std::string>& texts) {
  SpfMerger merger;
  for (const std::string& text : texts) {
    const auto record = parse_spf(text);
    if (!record || !merger.take(*record)) return std::nullopt;
  }
  return merger.merged();
}

}  // namespace policy
