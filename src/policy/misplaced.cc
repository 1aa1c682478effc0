#include "policy/misplaced.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "policy/bimi.h"
#include "policy/dkim_key.h"
#include "policy/dmarc.h"
#include "policy/mta_sts.h"
#include "policy/spf_mend.h"
#include "policy/spf_record.h"
#include "policy/tls_rpt.h"
#include "policy/to_publish.h"

namespace policy {
namespace {

using Names = std::vector<std::string>;

struct Search {
  std::string_view what;  // "SPF record"
  IsOfKind is_of_kind;
  Names names;
};

// "_dmarc.example.com.example.com": in a zone file the dot at its end is missing.
std::string doubled(const std::string& right, const std::string& domain) {
  return fmt::format("{}.{}", right, domain);
}

// One that refuses all, as a wildcard has it for names that send no mail, is not the domain's own.
bool is_senders_spf(std::string_view text) {
  const auto record = parse_spf(text);
  return record && lets_some_send(*record);
}

bool is_key(std::string_view text) {
  const auto key = parse_dkim_key(text);
  return key && !key->revoked;
}

Search search_for(RecordKind kind, const std::string& domain, const std::string& right) {
  const auto below = [&](std::string_view label) { return fmt::format("{}.{}", label, domain); };
  switch (kind) {
    case RecordKind::spf:
      return {"SPF record", is_senders_spf, {below("_spf"), below("spf"), doubled(right, domain)}};
    case RecordKind::dmarc:
      return {"DMARC record", is_dmarc, {below("dmarc"), domain, doubled(right, domain)}};
    case RecordKind::mta_sts:
      return {"MTA-STS record", is_mta_sts, {below("mta-sts"), doubled(right, domain)}};
    case RecordKind::tls_rpt:
      return {"TLS-RPT record",
              is_tls_rpt,
              {below("_tls"), below("smtp._tls"), below("_smtp.tls"), doubled(right, domain)}};
    case RecordKind::bimi:
      break;
  }
  return {"BIMI record", is_bimi, {below("_bimi"), below("default.bimi"), doubled(right, domain)}};
}

struct Misplaced {
  std::string name, text;
  bool is_own = true;  // not at the end of a CNAME
};

std::optional<Misplaced> find_in(dns::Resolver& resolver, const Search& search,
                                 base::Deadline deadline) {
  std::vector<dns::Question> questions;
  for (const std::string& name : search.names) questions.push_back({name, dns::Type::txt});
  const auto answers = resolver.ask_all(questions, deadline);
  for (std::size_t i = 0; i < answers.size(); ++i)
    if (auto texts = texts_of_kind(answers[i], search.is_of_kind); texts.size() == 1)
      return Misplaced{search.names[i], std::move(texts.front()), answers[i].aliases.empty()};
  return std::nullopt;
}

// `text`: what is to stand at the right name; empty when it has faults that need a look first.
std::vector<Finding> told(const Search& search, const Misplaced& found, const std::string& text,
                          const TxtRecord& right, bool others_use_it) {
  std::string fix = text.empty() ? fmt::format("publish it at {}, without its faults", right.name)
                                 : past_aliases("publish: " + txt_line(right.name, text),
                                                right.name, right.aliases);
  if (found.is_own && !others_use_it) fix += "\nremove: " + txt_line(found.name, found.text);
  return {{Level::fail,
           fmt::format("the {} stands at {}, where nobody looks for it", search.what,
                       base::printable(found.name)),
           std::move(fix),
           {}}};
}

// What others include says for them alone who is let through; what ends it stands in the record
// that includes it.
std::string as_whole_spf(const Misplaced& found) {
  const auto record = parse_spf(found.text);
  const auto is_end = [](const SpfDirective& directive) {
    return directive.mechanism == SpfMechanism::all;
  };
  const bool has_end =
      !record || record->redirect || std::ranges::any_of(record->directives, is_end);
  if (!has_end) return fmt::format("v=spf1 include:{} ~all", found.name);
  return lets_in_what_it_should(found.text) ? found.text : "";
}

}  // namespace

std::vector<Finding> find_misplaced(dns::Resolver& resolver, RecordKind kind,
                                    const std::string& domain, const TxtRecord& right,
                                    base::Deadline deadline) {
  const Search search = search_for(kind, domain, right.name);
  const auto found = find_in(resolver, search, deadline);
  if (!found) return {};
  if (kind == RecordKind::spf)
    return told(search, *found, as_whole_spf(*found), right, found->name == search.names.front());
  if (kind != RecordKind::dmarc) return told(search, *found, found->text, right, false);
  const auto record = parse_dmarc(found->text, domain);
  const std::string& whole = record && !record->mended.empty() ? record->mended : found->text;
  const FirstDmarc first = first_dmarc(whole);
  auto findings = told(search, *found, first.record, right, false);
  if (!first.words.empty())
    findings.front().fix = fmt::format("{}\n{}", first.words, findings.front().fix);
  return findings;
}

std::vector<Finding> find_misplaced_key(dns::Resolver& resolver, std::string_view selector,
                                        const std::string& domain, const TxtRecord& right,
                                        base::Deadline deadline) {
  const Search search{
      "key",
      is_key,
      {fmt::format("{}.domainkey.{}", selector, domain), fmt::format("{}.{}", selector, domain),
       fmt::format("_domainkey.{}", domain), doubled(right.name, domain)}};
  const auto found = find_in(resolver, search, deadline);
  return found ? told(search, *found, found->text, right, false) : std::vector<Finding>();
}

}  // namespace policy
