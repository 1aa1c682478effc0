#include "report/json_mx.h"

#include <nlohmann/json.hpp>

#include "policy/mail_provider.h"
#include "report/json_parts.h"

namespace report {
namespace {

using nlohmann::ordered_json;

ordered_json address_json(const policy::MailAddress& address) {
  ordered_json json{{"ip", address.ip.show()}, {"ttl", address.ttl}};
  if (!address.looked_up) return json;
  auto& names = json["names"] = ordered_json::array();
  for (const policy::ReverseName& name : address.names)
    names.push_back({{"name", json_text(name.name)}, {"leads_back", name.leads_back}});
  if (!address.trouble.empty()) json["unknown"] = address.trouble;
  return json;
}

ordered_json host_json(const policy::MailExchanger& host, bool by_mx) {
  ordered_json json{{"name", json_text(host.name)}};
  if (by_mx) json["preference"] = host.preference;
  if (by_mx) json["ttl"] = host.ttl;
  if (const auto provider = policy::mail_provider(host.name); !provider.empty())
    json["provider"] = provider;
  if (!host.aliases.empty()) json["aliases"] = host.aliases;
  auto& addresses = json["addresses"] = ordered_json::array();
  for (const policy::MailAddress& address : host.addresses)
    addresses.push_back(address_json(address));
  if (!host.trouble.empty()) json["unknown"] = host.trouble;
  return json;
}

void add_routing(ordered_json& json, const policy::MailRouting& routing) {
  json["rule"] = policy::mail_rule_name(routing.rule);
  json["authentic"] = routing.authentic;
  if (!routing.aliases.empty()) json["aliases"] = routing.aliases;
  auto& hosts = json["hosts"] = ordered_json::array();
  for (const policy::MailExchanger& host : routing.hosts)
    hosts.push_back(host_json(host, routing.rule == policy::MailRule::mx));
}

ordered_json row_json(const policy::Row& row) {
  ordered_json json{{"name", policy::page_of(row.topic).name},
                    {"verdict", policy::verdict_name(row.verdict())},
                    {"summary", json_text(row.summary)}};
  auto& findings = json["findings"] = ordered_json::array();
  for (const policy::Finding& finding : row.findings) findings.push_back(json_finding(finding));
  if (!row.trouble.empty()) json["unknown"] = row.trouble;
  if (!row.details.empty()) json["details"] = row.details;
  return json;
}

std::string in_one_line(const ordered_json& json) {
  return json.dump(-1, ' ', true, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string json_of(const policy::DomainReport& report) {
  ordered_json json{{"domain", report.domain}};
  if (const std::string unicode = dns::to_unicode(report.domain); unicode != report.domain)
    json["unicode"] = unicode;
  json["verdict"] = policy::verdict_name(report.verdict());
  if (report.routing) add_routing(json, *report.routing);
  auto& rows = json["rows"] = ordered_json::array();
  for (const policy::Row& row : report.rows) rows.push_back(row_json(row));
  return in_one_line(json);
}

std::string json_of_no_domain(const std::string& domain, const base::Error& error) {
  return in_one_line({{"domain", json_text(domain)}, {"error", json_text(error.text)}});
}

std::string json_of_tlsa(const std::string& host, std::uint16_t port,
                         const std::vector<policy::TlsaRecord>& records) {
  ordered_json json{
      {"host", json_text(host)}, {"port", port}, {"name", policy::tlsa_name(host, port)}};
  auto& all = json["records"] = ordered_json::array();
  for (const policy::TlsaRecord& record : records)
    all.push_back(
        {{"value", policy::show(record)}, {"line", policy::tlsa_line(host, port, record)}});
  return in_one_line(json);
}

std::string json_of_route(const std::string& recipient, const std::vector<RouteHost>& hosts) {
  ordered_json json{{"recipient", json_text(recipient)}};
  auto& route = json["route"] = ordered_json::array();
  for (const RouteHost& host : hosts) {
    route.push_back({{"host", json_text(host.target)}, {"addresses", host.addresses}});
    if (!host.trouble.empty()) route.back()["error"] = json_text(host.trouble);
  }
  return in_one_line(json);
}

}  // namespace report
