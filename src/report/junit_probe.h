// A probe as JUnit XML, as CI systems read it: a <testsuite> a target, a <testcase> for each check
// at each address.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "probe/result.h"

namespace report {

// What is as bad as `fail_on` is a <failure>; what could not be told is <skipped>, and a target
// that leads nowhere an <error>. A milder alarm passes, and stands in <system-out>.
class JunitProbe {
 public:
  explicit JunitProbe(probe::Verdict fail_on) : fail_on_(fail_on) {}

  void add(const probe::TargetResult& result);
  // As <skipped>.
  void leave_out(const std::string& target, std::string_view why);
  std::string text() const;  // the whole file

 private:
  struct Counts {
    std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
    base::Duration took{};
  };
  struct Suite;
  void add(const Suite& suite);
  static std::string attributes(const std::string& name, const Counts& counts);

  probe::Verdict fail_on_;
  Counts all_;
  std::string suites_;
};

}  // namespace report
