#include "report/github.h"

#include <fmt/format.h>

#include "base/text.h"
#include "session/cursor.h"

namespace report {
namespace {

constexpr std::string_view kOfMessages = "%\r\n";
constexpr std::string_view kOfProperties = "%\r\n:,";

std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text)
    out += special.find(c) == std::string_view::npos
               ? std::string(1, c)
               : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return out;
}

std::string property(std::string_view text) {
  return escaped(base::printable(text), kOfProperties);
}

}  // namespace

void GithubAnnotations::annotate(std::string_view level, const session::Place& place,
                                 std::string_view text) {
  text_ += fmt::format("::{} file={},line={},col={}::{}\n", level, property(place.source->name),
                       place.line, column_of(place), escaped(base::printable(text), kOfMessages));
}

void GithubAnnotations::file(std::size_t, const session::Outcome& outcome) {
  if (outcome.error)
    text_ += fmt::format("::error file={}::{}\n", property(outcome.file),
                         escaped(outcome.error->text, kOfMessages));
  for (const session::Finding& finding : outcome.findings)
    annotate(finding.fatal ? "error" : "warning", finding.place, finding.text);
  for (const session::Failure& failure : outcome.failures)
    annotate("error", failure.place, failure.text);
}

void GithubAnnotations::end(const RunTotals&) { out_ << text_ << std::flush; }

}  // namespace report
