#include "report/json_baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace report {
namespace {

using nlohmann::json;
using probe::Verdict;

std::optional<Verdict> verdict_named(const std::string& name) {
  for (const Verdict verdict :
       {Verdict::pass, Verdict::hint, Verdict::unknown, Verdict::warn, Verdict::fail})
    if (policy::verdict_name(verdict) == name) return verdict;
  return std::nullopt;
}

// Throws what nlohmann throws where a value is of another type, or missing.
class Reader {
 public:
  explicit Reader(Baseline& baseline) : baseline_(baseline) {}

  void read(const json& target) {
    const std::string name = target.at("target");
    baseline_.targets[name] = target.value("error", "");
    if (!target.contains("hosts")) return;
    add({name, "", "", ""}, target.at("findings"));
    for (const json& host : target.at("hosts")) {
      const std::string shown = host.at("host");
      add({name, shown, "", ""}, host.at("findings"));
      for (const json& address : host.at("addresses"))
        add({name, shown, address.at("address"), ""}, address.at("findings"));
    }
  }

 private:
  void add(Baseline::Key key, const json& findings) {
    for (const json& finding : findings) {
      key.check = finding.at("check");
      const auto verdict = verdict_named(finding.at("verdict"));
      if (!verdict) continue;
      Verdict& worst = baseline_.verdicts.try_emplace(key, *verdict).first->second;
      worst = std::max(worst, *verdict);
    }
  }

  Baseline& baseline_;
};

bool read_line(std::string_view line, Baseline& baseline) {
  const json object = json::parse(line, nullptr, false);
  if (!object.is_object()) return false;
  try {
    Reader(baseline).read(object);
  } catch (const json::exception&) {
    return false;
  }
  return true;
}

}  // namespace

base::Result<Baseline> read_baseline(std::string_view text) {
  Baseline baseline;
  std::size_t number = 0;
  for (const std::string_view line : base::split(text, '\n')) {
    ++number;
    if (base::trim(line).empty()) continue;
    if (!read_line(line, baseline))
      return base::fail(base::ErrorKind::parse,
                        fmt::format("line {} is no result of 'ehlo probe --json'", number));
  }
  if (baseline.targets.empty())
    return base::fail(base::ErrorKind::parse, "there is no result of 'ehlo probe --json' in it");
  return baseline;
}

}  // namespace report
