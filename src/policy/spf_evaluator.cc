#include "policy/spf_evaluator.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "policy/names.h"
#include "policy/txt_record.h"

namespace policy {
namespace {

using Checked = SpfEvaluator::Checked;

void end(SpfStep& step, SpfOutcome outcome, std::string reason) {
  step.outcome = outcome;
  step.reason = std::move(reason);
}

void end(SpfVisit& visit, SpfResult result, Finding problem) {
  visit.result = result;
  visit.problem = std::move(problem);
}

void end(SpfVisit& visit, SpfResult result, std::string text,
         std::optional<std::size_t> column = {}) {
  end(visit, result, Finding{Level::fail, std::move(text), {}, column});
}

SpfResult result_of(SpfQualifier qualifier) {
  switch (qualifier) {
    case SpfQualifier::pass:
      return SpfResult::pass;
    case SpfQualifier::fail:
      return SpfResult::fail;
    case SpfQualifier::softfail:
      return SpfResult::softfail;
    case SpfQualifier::neutral:
      return SpfResult::neutral;
  }
  return SpfResult::neutral;
}

// The table of section 5.2: what the result of an included record means to the one that includes.
SpfOutcome included(SpfResult result) {
  switch (result) {
    case SpfResult::pass:
      return SpfOutcome::match;
    case SpfResult::fail:
    case SpfResult::softfail:
    case SpfResult::neutral:
      return SpfOutcome::no_match;
    case SpfResult::temperror:
      return SpfOutcome::temperror;
    case SpfResult::permerror:
    case SpfResult::none:
      return SpfOutcome::permerror;
  }
  return SpfOutcome::permerror;
}

std::string with_problem(const SpfVisit& visit) {
  std::string text = fmt::format("{} has the result {}", base::printable(visit.domain),
                                 spf_result_name(visit.result));
  if (visit.problem) text += ": " + visit.problem->text;
  return text;
}

std::string network_text(const SpfDirective& directive) {
  return fmt::format("{}/{}", directive.ip.show(),
                     directive.ip.is_v6() ? directive.prefix6 : directive.prefix4);
}

constexpr std::string_view kTooManyLookups =
    "this is the 11th term that asks the DNS, and 10 are allowed";
constexpr std::string_view kTooManyVoids =
    "this is the 3rd lookup that finds nothing, and 2 are allowed";

}  // namespace

SpfMacroValues SpfEvaluator::values_for(const SpfMacroString& macros, const std::string& domain,
                                        std::vector<SpfLookup>& asked) {
  SpfMacroValues values{client_.ip, client_.sender, domain, client_.helo};
  values.receiver = options_.receiver;
  values.now = options_.now;
  if (macros.has_letter('p')) values.validated_name = questions_.validated_name(domain, asked);
  return values;
}

std::string SpfEvaluator::target_of(const SpfMacroString& name, const std::string& domain,
                                    std::vector<SpfLookup>& asked) {
  return expand_spf_name(name, values_for(name, domain, asked));
}

Checked SpfEvaluator::check_host(const std::string& domain) {
  Checked checked;
  SpfVisit& visit = checked.visit;
  visit.domain = domain;
  if (!is_spf_domain(domain)) {
    end(visit, SpfResult::none,
        fmt::format("\"{}\" is not a domain name of two labels or more", base::printable(domain)));
    return checked;
  }
  std::vector<SpfLookup> asked;
  const dns::Answer answer = questions_.ask(domain, dns::Type::txt, asked);
  visit.lookup = asked.front();
  if (is_trouble(answer.status)) {
    end(visit, SpfResult::temperror, dns::explain(answer, dns::Type::txt, domain));
    return checked;
  }
  const std::vector<std::string> records = texts_of_kind(answer, is_spf);
  if (records.size() != 1) {
    end(visit, records.empty() ? SpfResult::none : SpfResult::permerror,
        records.empty() ? fmt::format("{} publishes no SPF record", base::printable(domain))
                        : fmt::format("{} publishes {} SPF records, and one is allowed",
                                      base::printable(domain), records.size()));
    return checked;
  }
  visit.record = records.front();
  const auto record = parse_spf(visit.record);
  if (record)
    evaluate(*record, checked);
  else
    end(visit, SpfResult::permerror, record.error());
  return checked;
}

void SpfEvaluator::evaluate(const SpfRecord& record, Checked& checked) {
  SpfVisit& visit = checked.visit;
  for (const SpfDirective& directive : record.directives) {
    const SpfStep& step = visit.steps.emplace_back(try_directive(directive, visit.domain));
    switch (step.outcome) {
      case SpfOutcome::no_match:
        continue;
      case SpfOutcome::match:
        visit.result = result_of(directive.qualifier);
        checked.mechanism = directive.text;
        if (record.exp) checked.exp = record.exp->value;
        checked.exp_domain = visit.domain;
        return;
      case SpfOutcome::temperror:
        return end(visit, SpfResult::temperror, step.reason, step.column);
      case SpfOutcome::permerror:
        return end(visit, SpfResult::permerror, step.reason, step.column);
    }
  }
  if (record.redirect) return follow_redirect(*record.redirect, checked);
  visit.result = SpfResult::neutral;
  checked.mechanism = "default";
}

// Section 6.1: the target's result is the result, but for none, which is permerror.
void SpfEvaluator::follow_redirect(const SpfModifier& redirect, Checked& checked) {
  SpfVisit& visit = checked.visit;
  SpfStep step;
  step.term = redirect.text;
  step.column = redirect.column;
  if (!questions_.count_term()) {
    end(step, SpfOutcome::permerror, std::string(kTooManyLookups));
    end(visit, SpfResult::permerror, step.reason, step.column);
    visit.steps.push_back(std::move(step));
    return;
  }
  Checked target = check_host(target_of(redirect.value, visit.domain, step.lookups));
  if (!target.visit.lookup.name.empty()) step.lookups.push_back(target.visit.lookup);
  step.reason = with_problem(target.visit);
  visit.result = target.visit.result;
  if (visit.result == SpfResult::none) visit.result = SpfResult::permerror;
  if (visit.result == SpfResult::permerror || visit.result == SpfResult::temperror) {
    step.outcome =
        visit.result == SpfResult::temperror ? SpfOutcome::temperror : SpfOutcome::permerror;
    end(visit, visit.result, step.reason, step.column);
  } else {
    step.outcome = SpfOutcome::match;
  }
  checked.mechanism = std::move(target.mechanism);
  checked.exp = std::move(target.exp);
  checked.exp_domain = std::move(target.exp_domain);
  step.inner.push_back(std::move(target.visit));
  visit.steps.push_back(std::move(step));
}

SpfStep SpfEvaluator::try_directive(const SpfDirective& directive, const std::string& domain) {
  SpfStep step;
  step.term = directive.text;
  step.column = directive.column;
  if (questions_.is_late())
    end(step, SpfOutcome::temperror, "the time for the whole check ran out");
  else if (asks_dns(directive.mechanism) && !questions_.count_term())
    end(step, SpfOutcome::permerror, std::string(kTooManyLookups));
  else
    decide(directive, domain, step);
  return step;
}

void SpfEvaluator::decide(const SpfDirective& directive, const std::string& domain, SpfStep& step) {
  const std::string target =
      directive.domain ? target_of(*directive.domain, domain, step.lookups) : domain;
  switch (directive.mechanism) {
    case SpfMechanism::all:
      return end(step, SpfOutcome::match, "matches everybody");
    case SpfMechanism::include:
      return match_include(target, step);
    case SpfMechanism::a:
      return match_a(directive, target, step);
    case SpfMechanism::mx:
      return match_mx(directive, target, step);
    case SpfMechanism::ptr:
      return match_ptr(target, step);
    case SpfMechanism::ip4:
    case SpfMechanism::ip6:
      return match_network(directive, step);
    case SpfMechanism::exists:
      return match_exists(target, step);
  }
}

void SpfEvaluator::match_network(const SpfDirective& directive, SpfStep& step) {
  const unsigned prefix = directive.ip.is_v6() ? directive.prefix6 : directive.prefix4;
  const bool inside = in_network(client_.ip, directive.ip, prefix);
  end(step, inside ? SpfOutcome::match : SpfOutcome::no_match,
      fmt::format("{} is {} {}", client_.ip.show(), inside ? "in" : "not in",
                  network_text(directive)));
}

void SpfEvaluator::match_include(const std::string& target, SpfStep& step) {
  SpfVisit visit = check_host(target).visit;
  if (!visit.lookup.name.empty()) step.lookups.push_back(visit.lookup);
  end(step, included(visit.result), with_problem(visit));
  step.inner.push_back(std::move(visit));
}

bool SpfEvaluator::has_records(const dns::Answer& answer, dns::Type type, const std::string& name,
                               SpfStep& step) {
  if (answer.status == dns::Status::data) return true;
  if (is_trouble(answer.status))
    end(step, SpfOutcome::temperror, dns::explain(answer, type, name));
  else if (questions_.count_void())
    end(step, SpfOutcome::no_match, dns::explain(answer, type, name));
  else
    end(step, SpfOutcome::permerror,
        fmt::format("{}; {}", dns::explain(answer, type, name), kTooManyVoids));
  return false;
}

bool SpfEvaluator::has_client(const dns::Answer& answer, const SpfDirective& directive,
                              const std::string& name, SpfStep& step) const {
  const unsigned prefix = client_.ip.is_v6() ? directive.prefix6 : directive.prefix4;
  for (const dns::Record& record : answer.records) {
    if (!in_network(client_.ip, record.ip, prefix)) continue;
    end(step, SpfOutcome::match,
        fmt::format("{} has {}, and {} is in {}/{}", base::printable(name), record.ip.show(),
                    client_.ip.show(), record.ip.show(), prefix));
    return true;
  }
  end(step, SpfOutcome::no_match,
      fmt::format("{} is not an address of {}", client_.ip.show(), base::printable(name)));
  return false;
}

void SpfEvaluator::match_a(const SpfDirective& directive, const std::string& target,
                           SpfStep& step) {
  const dns::Answer answer = questions_.ask_addresses(target, step.lookups);
  if (has_records(answer, step.lookups.back().type, target, step))
    has_client(answer, directive, target, step);
}

// Section 5.4: what hosts there are is the domain's own doing, hence permerror beyond the tenth
// where ptr passes over them; and a domain without MX is not its own mail host here.
void SpfEvaluator::match_mx(const SpfDirective& directive, const std::string& target,
                            SpfStep& step) {
  dns::Answer answer = questions_.ask(target, dns::Type::mx, step.lookups);
  if (!has_records(answer, dns::Type::mx, target, step)) return;
  if (answer.records.size() > kMaxSpfMxHosts)
    return end(step, SpfOutcome::permerror,
               fmt::format("{} has {} mail hosts, and 10 are allowed", base::printable(target),
                           answer.records.size()));
  std::ranges::stable_sort(answer.records, {}, &dns::Record::preference);
  for (const dns::Record& record : answer.records) {
    const dns::Answer addresses = questions_.ask_addresses(record.host, step.lookups);
    if (is_trouble(addresses.status))
      return end(step, SpfOutcome::temperror,
                 dns::explain(addresses, step.lookups.back().type, record.host));
    if (has_client(addresses, directive, record.host, step)) return;
  }
  end(step, SpfOutcome::no_match,
      fmt::format("{} is not an address of a mail host of {}", client_.ip.show(),
                  base::printable(target)));
}

// Section 5.5: a DNS error here is no match and not temperror, for the client's network makes it.
void SpfEvaluator::match_ptr(const std::string& target, SpfStep& step) {
  const SpfQuestions::Names& names = questions_.client_names(step.lookups);
  const auto found = std::ranges::find_if(
      names.validated, [&](const std::string& name) { return is_at_or_below(name, target); });
  if (found != names.validated.end())
    return end(step, SpfOutcome::match,
               fmt::format("{} is {}", client_.ip.show(), base::printable(*found)));
  if (is_void(names.status) && !questions_.count_void())
    return end(step, SpfOutcome::permerror, std::string(kTooManyVoids));
  end(step, SpfOutcome::no_match,
      fmt::format("{} has no name at or below {} that leads back to it", client_.ip.show(),
                  base::printable(target)));
}

void SpfEvaluator::match_exists(const std::string& target, SpfStep& step) {
  const dns::Answer answer = questions_.ask(target, dns::Type::a, step.lookups);
  if (has_records(answer, dns::Type::a, target, step))
    end(step, SpfOutcome::match, fmt::format("{} exists", base::printable(target)));
}

std::string SpfEvaluator::explanation(const Checked& checked) {
  if (!checked.exp) return {};
  std::vector<SpfLookup> asked;
  const std::string name = target_of(*checked.exp, checked.exp_domain, asked);
  const dns::Answer answer = questions_.ask(name, dns::Type::txt, asked);
  if (answer.records.size() != 1) return {};
  const auto text = parse_spf_macros(answer.records.front().text, SpfMacroUse::explain);
  if (!text) return {};
  const std::string expanded =
      expand_spf_macros(*text, values_for(*text, checked.exp_domain, asked));
  return base::is_ascii(expanded) ? base::printable(expanded) : std::string();
}

}  // namespace policy
