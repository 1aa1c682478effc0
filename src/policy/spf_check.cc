#include "policy/spf_check.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/result.h"
#include "base/text.h"
#include "dns/last_dot.h"
#include "policy/names.h"
#include "policy/spf_evaluator.h"

namespace policy {
namespace {

struct ResultRow {
  SpfResult result;
  std::string_view name;
};

constexpr std::array kResults{
    ResultRow{SpfResult::none, "none"},           ResultRow{SpfResult::neutral, "neutral"},
    ResultRow{SpfResult::pass, "pass"},           ResultRow{SpfResult::fail, "fail"},
    ResultRow{SpfResult::softfail, "softfail"},   ResultRow{SpfResult::temperror, "temperror"},
    ResultRow{SpfResult::permerror, "permerror"},
};
static_assert(base::in_order_of_enum(kResults, &ResultRow::result, SpfResult::permerror));

std::string domain_of(std::string_view sender) {
  return std::string(sender.substr(sender.rfind('@') + 1));
}

// Section 4.3: "postmaster" stands for a local part that is missing or empty.
std::string with_local_part(std::string_view sender) {
  const std::size_t at = sender.rfind('@');
  if (at == std::string_view::npos) return fmt::format("postmaster@{}", sender);
  return at == 0 ? fmt::format("postmaster{}", sender) : std::string(sender);
}

}  // namespace

std::string_view spf_result_name(SpfResult result) {
  return kResults.at(static_cast<std::size_t>(result)).name;
}

SpfClient spf_mail_from(const net::IpAddress& ip, std::string_view sender, std::string_view helo) {
  if (sender.empty()) return spf_helo(ip, helo);
  return {ip, domain_of(sender), std::string(sender), std::string(helo)};
}

SpfClient spf_helo(const net::IpAddress& ip, std::string_view helo) {
  return {ip, std::string(helo), fmt::format("postmaster@{}", helo), std::string(helo)};
}

SpfVerdict check_spf(dns::Resolver& resolver, const SpfClient& client, const SpfOptions& options,
                     base::Deadline deadline) {
  SpfClient normal = client;
  normal.ip = unmapped(client.ip);
  normal.domain = dns::without_last_dot(client.domain);
  normal.sender = with_local_part(client.sender.empty() ? normal.domain : client.sender);
  SpfQuestions questions(resolver, normal.ip, deadline);
  SpfEvaluator evaluator(questions, normal, options);
  auto checked = evaluator.check_host(normal.domain);
  SpfVerdict verdict;
  verdict.result = checked.visit.result;
  verdict.mechanism = checked.mechanism;
  if (checked.visit.problem) verdict.problem = checked.visit.problem->text;
  if (verdict.result == SpfResult::fail && options.explain)
    verdict.explanation = evaluator.explanation(checked);
  verdict.lookups = questions.lookups();
  verdict.voids = questions.voids();
  verdict.way = std::move(checked.visit);
  return verdict;
}

}  // namespace policy
