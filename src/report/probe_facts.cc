#include "report/probe_facts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "probe/keywords.h"

namespace report {
namespace {

using base::printable;
using probe::AddressFacts;

constexpr std::size_t kName = 12;

std::string fact(std::string_view name, std::string_view value) {
  return value.empty() ? "" : fmt::format("    {:<{}}{}\n", name, kName, value);
}

std::string step(std::string_view name, const std::optional<base::Duration>& took) {
  return took ? fmt::format("{} {}, ", name, base::show_duration(*took)) : "";
}

std::string times_of(const probe::Times& times) {
  return step("connect", times.connect) + step("greeting", times.greeting) +
         step("EHLO", times.ehlo) + step("TLS", times.tls) +
         fmt::format("total {}", base::show_duration(times.total));
}

// Where the keyword is offered: in clear, in TLS, or both; a blank where there was but one EHLO.
std::string_view where(const AddressFacts& facts, const std::string& keyword) {
  if (!facts.hello || !facts.secure_hello) return "";
  const bool plain = facts.plain.has(keyword), secure = facts.secure.has(keyword);
  return plain && secure ? "both" : plain ? "clear" : "TLS";
}

std::string keyword_line(const AddressFacts& facts, const smtp::Extension& extension) {
  const std::string shown =
      printable(extension.parameters.empty() ? extension.keyword
                                             : extension.keyword + " " + extension.parameters);
  return fmt::format("      {:<6}{:<28} {}\n", where(facts, extension.keyword), shown,
                     probe::explain(extension));
}

std::string keywords_of(const AddressFacts& facts) {
  std::string text;
  for (const smtp::Extension& each : facts.plain.all()) text += keyword_line(facts, each);
  for (const smtp::Extension& each : facts.secure.all())
    if (!facts.plain.has(each.keyword)) text += keyword_line(facts, each);
  return text.empty() ? "" : fact("keywords", "offered where, and what it means") + text;
}

std::string certificates_of(const net::TlsFacts& tls) {
  std::string text;
  for (std::size_t i = 0; i < tls.chain.size(); ++i) {
    const net::PeerCertificate& each = tls.chain[i];
    text += fact(i == 0 ? "certificate" : "",
                 fmt::format("{} by {}, {}, {} to {} ({} days left)", each.subject, each.issuer,
                             each.key, each.not_before, each.not_after, each.days_left));
  }
  if (tls.chain.empty()) return text;
  const net::PeerCertificate& own = tls.chain.front();
  return text + fact("names", fmt::format("{}", fmt::join(own.names, ", "))) +
         fact("sha256", own.sha256) + fact("spki sha256", own.spki_sha256);
}

std::string facts_of(const std::string& title, const AddressFacts& facts) {
  std::string text = fmt::format("\n  {}\n", printable(title));
  if (facts.greeting) text += fact("greeting", one_line(*facts.greeting));
  text += keywords_of(facts);
  if (facts.tls) text += fact("tls", net::summary(*facts.tls)) + certificates_of(*facts.tls);
  return text + fact("times", times_of(facts.times));
}

}  // namespace

std::string probe_facts(const probe::TargetResult& result) {
  std::string text;
  for (const probe::HostResult& host : result.hosts)
    for (const probe::AddressResult& address : host.addresses)
      text += facts_of(probe::Spot{&host, &address}.shown(), address.facts);
  return text;
}

}  // namespace report
