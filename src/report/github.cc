#include "report/github.h"

#include "base/text.h"
#include "report/workflow_command.h"
#include "session/cursor.h"

namespace report {

void GithubAnnotations::annotate(std::string_view level, const session::Place& place,
                                 std::string_view text) {
  text_ += workflow_command(level,
                            {{"file", place.source->name},
                             {"line", std::to_string(place.line)},
                             {"col", std::to_string(column_of(place))}},
                            base::printable(text));
}

void GithubAnnotations::file(std::size_t, const session::Outcome& outcome) {
  if (outcome.error)
    text_ += workflow_command("error", {{"file", outcome.file}}, outcome.error->text);
  for (const session::Finding& finding : outcome.findings)
    annotate(finding.fatal ? "error" : "warning", finding.place, finding.text);
  for (const session::Failure& failure : outcome.failures)
    annotate("error", failure.place, failure.text);
}

void GithubAnnotations::end(const RunTotals&) { out_ << text_ << std::flush; }

}  // namespace report
