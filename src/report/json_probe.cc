#include "report/json_probe.h"

#include <nlohmann/json.hpp>

#include "probe/checks.h"
#include "report/json_parts.h"

namespace report {
namespace {

using nlohmann::ordered_json;
using probe::Finding;

ordered_json findings_json(const std::vector<Finding>& findings) {
  ordered_json all = ordered_json::array();
  for (const Finding& finding : findings) {
    all.push_back({{"check", finding.check->id},
                   {"stage", stage_name(finding.check->stage)},
                   {"verdict", policy::verdict_name(finding.verdict)},
                   {"reason", json_text(finding.reason)}});
    if (!finding.fix.empty()) all.back()["fix"] = json_text(finding.fix);
  }
  return all;
}

void add_stages(ordered_json& json, const probe::HostResult& host,
                const probe::AddressResult& address) {
  auto& stages = json["stages"] = ordered_json::object();
  for (const probe::Stage stage : probe::all_stages()) {
    const auto worst =
        std::max(verdict_at(stage, host.findings), verdict_at(stage, address.findings));
    if (worst) stages[std::string(stage_name(stage))] = policy::verdict_name(*worst);
  }
}

ordered_json hello_json(const std::optional<smtp::Reply>& reply,
                        const smtp::Extensions& extensions) {
  ordered_json json = json_reply(*reply);
  auto& keywords = json["keywords"] = ordered_json::object();
  for (const smtp::Extension& each : extensions.all())
    keywords[json_text(each.keyword)] = json_text(each.parameters);
  return json;
}

ordered_json certificate_json(const net::PeerCertificate& certificate) {
  return {{"subject", json_text(certificate.subject)},
          {"issuer", json_text(certificate.issuer)},
          {"names", certificate.names},
          {"not_before", certificate.not_before},
          {"not_after", certificate.not_after},
          {"days_left", certificate.days_left},
          {"key", certificate.key},
          {"sha256", certificate.sha256},
          {"spki_sha256", certificate.spki_sha256}};
}

ordered_json tls_json(const probe::AddressFacts& facts) {
  const net::TlsFacts& tls = *facts.tls;
  ordered_json json{{"version", tls.version},
                    {"cipher", tls.cipher},
                    {"group", tls.group},
                    {"trusted", facts.chain.verdict.chain_trusted},
                    {"name_matched", facts.chain.verdict.name_matched}};
  if (!tls.trouble.empty()) json["trouble"] = json_text(tls.trouble);
  auto& chain = json["chain"] = ordered_json::array();
  for (const net::PeerCertificate& each : tls.chain) chain.push_back(certificate_json(each));
  return json;
}

void add_times(ordered_json& json, const probe::Times& times) {
  auto& all = json["ms"] = ordered_json::object();
  const auto add = [&](const char* name, const std::optional<base::Duration>& took) {
    if (took) all[name] = took->count();
  };
  add("connect", times.connect);
  add("greeting", times.greeting);
  add("ehlo", times.ehlo);
  add("tls", times.tls);
  all["total"] = times.total.count();
}

ordered_json address_json(const probe::HostResult& host, const probe::AddressResult& address) {
  const probe::AddressFacts& facts = address.facts;
  ordered_json json{{"address", json_text(facts.shown)}};
  add_stages(json, host, address);
  add_times(json, facts.times);
  if (facts.error)
    json["error"] = {{"stage", stage_name(facts.error->stage)},
                     {"text", json_text(facts.error->text)}};
  if (facts.greeting) json["greeting"] = json_reply(*facts.greeting);
  if (facts.hello) json["ehlo"] = hello_json(facts.hello, facts.plain);
  if (facts.tls) json["tls"] = tls_json(facts);
  if (facts.secure_hello) json["ehlo_in_tls"] = hello_json(facts.secure_hello, facts.secure);
  json["findings"] = findings_json(address.findings);
  return json;
}

ordered_json host_json(const probe::HostResult& host) {
  ordered_json json{{"host", json_text(host.facts.place.shown)}};
  if (host.facts.preference) json["preference"] = *host.facts.preference;
  json["findings"] = findings_json(host.findings);
  auto& addresses = json["addresses"] = ordered_json::array();
  for (const probe::AddressResult& address : host.addresses)
    addresses.push_back(address_json(host, address));
  return json;
}

ordered_json changes_json(const Comparison& since) {
  ordered_json all = ordered_json::array();
  for (const Change& change : since.changes) {
    all.push_back({{"change", change.is_worse() ? "worse" : "better"},
                   {"at", json_text(change.where)},
                   {"was", policy::verdict_name(change.was)},
                   {"is", policy::verdict_name(change.is)},
                   {"reason", json_text(change.reason)}});
    if (!change.check.empty()) all.back()["check"] = change.check;
  }
  return all;
}

}  // namespace

std::string json_of(const probe::TargetResult& result, const ResultStatus& status,
                    const Comparison* since) {
  ordered_json json{{"target", json_text(result.target)},
                    {"verdict", policy::verdict_name(result.verdict())}};
  add_status(json, status);
  if (result.trouble) json["error"] = json_text(result.trouble->text);
  if (result.domain) json["domain"] = json_text(result.domain->name);
  json["findings"] = findings_json(result.findings);
  auto& hosts = json["hosts"] = ordered_json::array();
  for (const probe::HostResult& host : result.hosts) hosts.push_back(host_json(host));
  if (since != nullptr) json["changes"] = changes_json(*since);
  return json_line(json);
}

std::string json_check_list() {
  std::string text;
  for (const probe::Check* check : probe::all_checks())
    text += json_line({{"check", check->id},
                       {"stage", stage_name(check->stage)},
                       {"severity", policy::verdict_name(check->severity)},
                       {"source", check->source},
                       {"what", check->what},
                       {"fix", check->fix}});
  return text;
}

}  // namespace report
