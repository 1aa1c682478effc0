#include "probe/check.h"

#include <algorithm>
#include <array>
#include <utility>

namespace probe {
namespace {

struct StageRow {
  Stage stage;
  std::string_view name;
};

constexpr std::array kStages{
    StageRow{Stage::resolve, "resolve"},         StageRow{Stage::connect, "connect"},
    StageRow{Stage::greeting, "greeting"},       StageRow{Stage::ehlo, "ehlo"},
    StageRow{Stage::starttls, "starttls"},       StageRow{Stage::tls, "tls"},
    StageRow{Stage::certificate, "certificate"}, StageRow{Stage::dane, "dane"},
    StageRow{Stage::mta_sts, "mta-sts"},         StageRow{Stage::auth, "auth"},
    StageRow{Stage::envelope, "envelope"},       StageRow{Stage::domain, "domain"},
};
static_assert(base::in_order_of_enum(kStages, &StageRow::stage, Stage::domain));

}  // namespace

std::string_view stage_name(Stage stage) {
  return kStages.at(static_cast<std::size_t>(stage)).name;
}

std::span<const Stage> all_stages() {
  static constexpr auto kAll = [] {
    std::array<Stage, kStages.size()> all{};
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = kStages[i].stage;
    return all;
  }();
  return kAll;
}

Stage stage_of(base::Stage stage) {
  switch (stage) {
    case base::Stage::none:
    case base::Stage::resolve:
      return Stage::resolve;
    case base::Stage::connect:
      return Stage::connect;
    case base::Stage::greeting:
      return Stage::greeting;
    case base::Stage::ehlo:
    case base::Stage::helo:
    case base::Stage::lhlo:
      return Stage::ehlo;
    case base::Stage::starttls:
      return Stage::starttls;
    case base::Stage::tls:
      return Stage::tls;
    case base::Stage::auth:
      return Stage::auth;
    case base::Stage::mail:
    case base::Stage::rcpt:
    case base::Stage::data:
    case base::Stage::message:
    case base::Stage::dot:
    case base::Stage::rset:
    case base::Stage::quit:
    case base::Stage::other:
      return Stage::envelope;
  }
  return Stage::envelope;
}

Judgements holds(std::string reason) { return milder(Verdict::pass, std::move(reason)); }

Judgements broken(std::string reason, std::string fix) {
  return {{std::nullopt, std::move(reason), std::move(fix)}};
}

Judgements milder(Verdict verdict, std::string reason, std::string fix) {
  return {{verdict, std::move(reason), std::move(fix)}};
}

Judgements unknown(std::string reason) { return milder(Verdict::unknown, std::move(reason)); }

Finding finding_of(const Check& check, Judgement judgement) {
  Finding finding{&check, judgement.verdict.value_or(check.severity), std::move(judgement.reason),
                  std::move(judgement.fix)};
  const bool needs_fix = finding.verdict != Verdict::pass && finding.verdict != Verdict::unknown;
  if (finding.fix.empty() && needs_fix) finding.fix = check.fix;
  return finding;
}

std::optional<Verdict> verdict_at(Stage stage, const std::vector<Finding>& findings) {
  std::optional<Verdict> worst;
  for (const Finding& finding : findings)
    if (finding.check->stage == stage) worst = std::max(worst, std::optional(finding.verdict));
  return worst;
}

}  // namespace probe
