// What can be wrong with a server, each thing once. The table of checks is what --list-checks,
// --explain, --only, --skip and every report read.
//
// A check's judge is pure: facts in, judgements out. What needs a connection of its own is an
// Examination (examination.h), and its checks have no judge here.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "policy/row.h"

namespace probe {

using policy::Verdict;

// The columns of the matrix, in the order in which a sender meets them.
enum class Stage {
  resolve,
  connect,
  greeting,
  ehlo,
  starttls,
  tls,
  certificate,
  dane,
  mta_sts,
  auth,
  envelope,
  domain,  // what the domain publishes; not a column
};
std::string_view stage_name(Stage stage);  // "mta-sts"
std::span<const Stage> all_stages();

// Where a conversation was when it ended, as a column.
Stage stage_of(base::Stage stage);

// What a judge says of one check.
struct Judgement {
  std::optional<Verdict> verdict;  // none: the check's severity
  std::string reason;              // one sentence with its facts, one line, safe to print
  std::string fix;                 // what to do here; empty: what the check says in general
};
// None: the check does not apply here.
using Judgements = std::vector<Judgement>;

Judgements holds(std::string reason);
Judgements broken(std::string reason, std::string fix = {});
Judgements milder(Verdict verdict, std::string reason, std::string fix = {});
Judgements unknown(std::string reason);

struct AddressScene;
struct HostScene;
struct DomainScene;
using AddressJudge = Judgements (*)(const AddressScene& scene);
using HostJudge = Judgements (*)(const HostScene& scene);
using DomainJudge = Judgements (*)(const DomainScene& scene);

struct Check {
  std::string_view id;  // "certificate-expired"
  Stage stage;
  Verdict severity;         // when it does not hold
  std::string_view source;  // "RFC 5321 section 4.2", "CVE-2011-0411"; may be empty
  std::string_view what;    // one sentence that is true when it holds, without a full stop
  std::string_view fix;     // what to do when it does not
  std::variant<std::monostate, AddressJudge, HostJudge, DomainJudge> judge = {};
};

struct Finding {
  const Check* check = nullptr;
  Verdict verdict = Verdict::pass;
  std::string reason;
  std::string fix;  // empty for a pass
};

// `judgement` as a finding of `check`: with its severity and its fix where none is given.
Finding finding_of(const Check& check, Judgement judgement);

// The worst verdict of those at `stage`; nothing when there is none.
std::optional<Verdict> verdict_at(Stage stage, const std::vector<Finding>& findings);

}  // namespace probe
