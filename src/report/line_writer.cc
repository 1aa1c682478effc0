#include "report/line_writer.h"

#include <fmt/format.h>

#include "base/text.h"
#include "session/printer.h"

namespace report {

LineWriter::LineWriter(std::ostream& out, const TranscriptOptions& options)
    : out_(out),
      style_(options.coloured),
      hide_client_(options.hide_client),
      hide_server_(options.hide_server),
      hide_notes_(options.hide_notes) {}

void LineWriter::directive(std::string_view line) { out_ << line << '\n'; }

void LineWriter::client(std::string_view line) {
  if (!hide_client_) out_ << painted(line);
}

void LineWriter::server(const smtp::Reply& reply) {
  if (hide_server_) return;
  const Paint paint = reply.code >= 400 ? Paint::refusal : Paint::server;
  const std::string lines = session::server_lines(reply);
  for (const std::string_view line : base::split(lines, '\n'))
    out_ << style_.paint(paint, line) << '\n';
}

void LineWriter::comment(Paint paint, std::string_view text) {
  if (hide_notes_ && paint != Paint::warning) return;
  out_ << style_.paint(paint, fmt::format("# {}", base::printable(text))) << '\n' << std::flush;
}

std::string LineWriter::painted(std::string_view client_line) const {
  return style_.paint(Paint::client, client_line) + "\n";
}

}  // namespace report
