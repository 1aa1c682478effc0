// check_host() itself: the records of one check, term by term (RFC 7208 sections 4 to 6).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/spf_check.h"
#include "policy/spf_questions.h"

namespace policy {

class SpfEvaluator {
 public:
  SpfEvaluator(SpfQuestions& questions, const SpfClient& client, const SpfOptions& options)
      : questions_(questions), client_(client), options_(options) {}

  // `exp` is the explanation of the record that decided, of which `mechanism` matched: behind a
  // redirect that of its target, behind an include that of the record with the include.
  struct Checked {
    SpfVisit visit;
    std::string mechanism;
    std::optional<SpfMacroString> exp;
    std::string exp_domain;
  };
  Checked check_host(const std::string& domain);

  // The domain's own words for a fail (section 6.2); empty when they cannot be had.
  std::string explanation(const Checked& checked);

 private:
  void evaluate(const SpfRecord& record, Checked& checked);
  void follow_redirect(const SpfModifier& redirect, Checked& checked);
  SpfStep try_directive(const SpfDirective& directive, const std::string& domain);
  void decide(const SpfDirective& directive, const std::string& domain, SpfStep& step);

  void match_network(const SpfDirective& directive, SpfStep& step);
  void match_include(const std::string& target, SpfStep& step);
  void match_a(const SpfDirective& directive, const std::string& target, SpfStep& step);
  void match_mx(const SpfDirective& directive, const std::string& target, SpfStep& step);
  void match_ptr(const std::string& target, SpfStep& step);
  void match_exists(const std::string& target, SpfStep& step);

  // True when the answer has records; else it has ended the step.
  bool has_records(const dns::Answer& answer, dns::Type type, const std::string& name,
                   SpfStep& step);
  bool has_client(const dns::Answer& answer, const SpfDirective& directive, const std::string& name,
                  SpfStep& step) const;
  std::string target_of(const SpfMacroString& name, const std::string& domain,
                        std::vector<SpfLookup>& asked);
  SpfMacroValues values_for(const SpfMacroString& macros, const std::string& domain,
                            std::vector<SpfLookup>& asked);

  SpfQuestions& questions_;
  const SpfClient& client_;
  const SpfOptions& options_;
};

}  // namespace policy
