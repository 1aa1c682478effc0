// A run of session files as JUnit XML, as CI systems read it: one <testcase> a file, in the order
// of the arguments.
#pragma once

#include <map>
#include <ostream>
#include <string>

#include "report/run_report.h"

namespace report {

// An expectation that did not hold is a <failure>, what kept a file from being played or a
// conversation from being held is an <error>. Nothing is written before the end.
class Junit : public RunReport {
 public:
  explicit Junit(std::ostream& out) : out_(out) {}

  void file(std::size_t number, const session::Outcome& outcome) override;
  void not_run(std::size_t number, const session::Outcome& outcome) override;
  void end(const RunTotals& totals) override;

 private:
  std::ostream& out_;
  std::map<std::size_t, std::string> cases_;
  std::size_t errors_ = 0;
};

// `text` for an attribute or an element: printable() but for its line ends, and without what XML
// 1.0 cannot hold.
std::string xml_text(std::string_view text);

}  // namespace report
