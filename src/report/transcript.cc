#include "report/transcript.h"

#include <fmt/format.h>

#include "base/text.h"
#include "session/printer.h"

namespace report {
namespace {

constexpr std::size_t kHexBytes = 16;

// "30 0d 0a                0.."
std::string hex_row(std::string_view row) {
  std::string hex, text;
  for (const char c : row) {
    hex += fmt::format(" {:02x}", static_cast<unsigned char>(c));
    text += c >= ' ' && c < 0x7F ? c : '.';
  }
  return fmt::format("{:<48}  {}", hex, text);
}

}  // namespace

TranscriptText::TranscriptText(std::ostream& out, TranscriptOptions options)
    : options_(std::move(options)), writer_(out, options_), content_(writer_, options_) {}

void TranscriptText::tell(const smtp::Event& event) {
  std::visit([this](const auto& one) { on(one); }, event);
}

void TranscriptText::on(const smtp::event::Connecting& connecting) {
  writer_.directive(session::connect_line(connecting));
  writer_.flush();
}

void TranscriptText::on(const smtp::event::Connected& connected) {
  writer_.comment(Paint::note, fmt::format("connected to {} in {}", connected.peer,
                                           base::show_duration(connected.took)));
}

void TranscriptText::on(const smtp::event::Ahead& ahead) {
  writer_.client(session::send_line(ahead.bytes));
  writer_.flush();
}

void TranscriptText::on(const smtp::event::Command& command) {
  if (base::starts_with_ignoring_case(command.line, "BDAT "))
    content_.begin_chunk(base::to_upper(command.line).ends_with(" LAST"));
  writer_.client(session::client_line(command.line));
  writer_.flush();
}

void TranscriptText::on(const smtp::event::Heard& heard) {
  const smtp::Reply& reply = heard.reply;
  writer_.server(reply);
  if (options_.timing)
    writer_.comment(Paint::note, "+" + base::show_duration(
                                           std::chrono::duration_cast<base::Duration>(heard.took)));
  if (reply.bare_lf)
    writer_.comment(Paint::warning, "the server ended a line with LF alone (RFC 5321 wants CRLF)");
  if (needs_explanation(heard)) {
    const std::string explained = options_.explain(reply);
    if (!explained.empty()) writer_.comment(Paint::warning, explained);
  }
  writer_.flush();
}

// What we brought about ourselves needs none: an EHLO that HELO follows, a login that was given up.
bool TranscriptText::needs_explanation(const smtp::event::Heard& heard) {
  const bool given_up = std::exchange(given_up_, false);
  const bool helo_follows = heard.stage == base::Stage::ehlo && heard.reply.permanent();
  return heard.reply.code >= 400 && options_.explain && !options_.hide_notes && !given_up &&
         !helo_follows;
}

void TranscriptText::on(const smtp::event::Content& content) {
  if (!options_.hide_client) content_.add(content.bytes);
}

void TranscriptText::on(const smtp::event::ContentEnd& end) {
  if (!options_.hide_client) content_.end(end);
  writer_.flush();
}

void TranscriptText::on(const smtp::event::TlsUp& tls) {
  writer_.directive(session::tls_line(tls.options));
  writer_.comment(tls.facts.verified ? Paint::note : Paint::warning, net::summary(tls.facts));
}

void TranscriptText::on(const smtp::event::TlsFailed& tls) {
  writer_.directive(session::tls_line(tls.options) + " expect=fail");
  if (tls.refused != nullptr) writer_.comment(Paint::warning, net::summary(*tls.refused));
  writer_.flush();
}

void TranscriptText::on(const smtp::event::AuthBegun& begun) {
  writer_.client(session::auth_line(begun));
  writer_.flush();
}

void TranscriptText::on(const smtp::event::AuthLine& line) {
  const bool by_client = line.side == smtp::Side::client;
  given_up_ = by_client && line.line == "*";
  if (by_client ? options_.hide_client : options_.hide_server) return;
  writer_.comment(Paint::note, session::login_line(line));
}

void TranscriptText::on(const smtp::event::SessionLine& directive) {
  writer_.directive(directive.line);
  writer_.flush();
}

void TranscriptText::on(const smtp::event::Note& note) {
  writer_.comment(note.warning ? Paint::warning : Paint::note, note.text);
}

void TranscriptText::on(const smtp::event::Raw& raw) {
  if (!options_.raw) return;
  for (std::size_t i = 0; i < raw.bytes.size(); i += kHexBytes)
    writer_.comment(Paint::note, (raw.side == smtp::Side::client ? ">" : "<") +
                                     hex_row(raw.bytes.substr(i, kHexBytes)));
}

void TranscriptText::on(const smtp::event::Closed& closed) {
  if (closed.error != nullptr) writer_.comment(Paint::warning, closed.error->text);
}

}  // namespace report
