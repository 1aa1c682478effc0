#include "policy/tlsa_lookup.h"

#include <utility>

#include "dns/denial.h"

namespace policy {
namespace {

bool is_there(const dns::Answer& answer) { return answer.status == dns::Status::data; }

bool is_secure(const dns::Answer& answer) { return !is_there(answer) || answer.authentic; }

// What the addresses of a host say about where its TLSA records are.
struct Way {
  std::string alias;  // what it is an alias of, when the whole chain is signed; else empty
  bool is_alias = false;
  bool is_secure = false;
};

Way way_of(const dns::Answer& v4, const dns::Answer& v6) {
  const dns::Answer& found = is_there(v4) ? v4 : v6;
  Way way;
  way.is_alias = !found.aliases.empty();
  way.is_secure = is_there(found) && is_secure(v4) && is_secure(v6);
  if (way.is_alias && way.is_secure) way.alias = found.aliases.back();
  return way;
}

std::vector<Way> ways_of(dns::Resolver& resolver, const std::vector<TlsaPlace>& places,
                         base::Deadline deadline) {
  std::vector<dns::Question> questions;
  for (const TlsaPlace& place : places) {
    questions.push_back({place.host, dns::Type::a});
    questions.push_back({place.host, dns::Type::aaaa});
  }
  const auto answers = resolver.ask_all(questions, deadline);
  std::vector<Way> ways;
  for (std::size_t i = 0; i < places.size(); ++i)
    ways.push_back(way_of(answers[2 * i], answers[2 * i + 1]));
  return ways;
}

}  // namespace

bool TlsaFound::counts() const { return is_there(answer) && answer.authentic && way_is_secure; }

std::vector<TlsaFound> find_tlsa(dns::Resolver& resolver, const std::vector<TlsaPlace>& places,
                                 base::Deadline deadline) {
  const auto ways = ways_of(resolver, places, deadline);
  std::vector<TlsaFound> all;
  std::vector<dns::Question> questions;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::string& base = ways[i].alias.empty() ? places[i].host : ways[i].alias;
    all.push_back({base, tlsa_name(base, places[i].port), {}, ways[i].is_secure});
    questions.push_back({all.back().name, dns::Type::tlsa});
  }
  auto answers = resolver.ask_all(questions, deadline);
  for (std::size_t i = 0; i < places.size(); ++i) {
    TlsaFound& found = all[i];
    found.answer = std::move(answers[i]);
    if (ways[i].is_alias && !ways[i].is_secure)
      found.way_is_secure = resolver.ask(places[i].host, dns::Type::cname, deadline).authentic;
    if (ways[i].alias.empty() || !dns::is_denied(found.answer.status)) continue;
    found.base = places[i].host;
    found.name = tlsa_name(found.base, places[i].port);
    found.answer = resolver.ask(found.name, dns::Type::tlsa, deadline);
  }
  return all;
}

std::vector<TlsaRecord> usable_records(const TlsaFound& found) {
  std::vector<TlsaRecord> usable;
  if (!found.counts()) return usable;
  for (const dns::Record& one : found.answer.records)
    if (const auto record = parse_tlsa(one.data); record && is_usable(*record))
      usable.push_back(*record);
  return usable;
}

}  // namespace policy
