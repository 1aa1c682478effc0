#include "report/transcript.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/session_line.h"

namespace report {
namespace {

// A message line that is longer is shown cut; a session file takes lines of 1 MiB.
constexpr std::size_t kMaxShownLine = 64 * 1024;
constexpr std::size_t kHexBytes = 16;

std::string_view verify_word(net::Verify verify) {
  switch (verify) {
    case net::Verify::off:
      return "off";
    case net::Verify::ca:
      return "ca";
    case net::Verify::name:
      return "name";
    case net::Verify::full:
      return "on";
  }
  return "off";
}

}  // namespace

TranscriptText::TranscriptText(std::ostream& out, TranscriptOptions options)
    : out_(out), options_(std::move(options)), style_(options_.coloured) {
  if (options_.replayable) options_.whole_content = true;
}

void TranscriptText::tell(const smtp::Event& event) {
  std::visit([this](const auto& one) { on(one); }, event);
}

void TranscriptText::comment(Paint paint, std::string_view text) {
  if (options_.hide_notes && paint != Paint::warning) return;
  out_ << style_.paint(paint, fmt::format("# {}", text)) << '\n' << std::flush;
}

void TranscriptText::client(std::string_view line) {
  if (!options_.hide_client) out_ << style_.paint(Paint::client, client_line(line)) << '\n';
}

void TranscriptText::on(const smtp::event::Connecting& connecting) {
  out_ << style_.paint(Paint::plain, "@connect " + value(connecting.target)) << '\n' << std::flush;
}

void TranscriptText::on(const smtp::event::Connected& connected) {
  comment(Paint::note, fmt::format("connected to {} in {}", base::printable(connected.peer),
                                   base::show_duration(connected.took)));
}

void TranscriptText::on(const smtp::event::Command& command) {
  client(command.line);
  out_ << std::flush;
}

void TranscriptText::on(const smtp::event::Heard& heard) {
  const smtp::Reply& reply = heard.reply;
  const bool refusal = reply.code >= 400;
  const bool in_auth = heard.stage == base::Stage::auth;
  for (std::size_t i = 0; i < reply.lines.size() && !options_.hide_server; ++i) {
    const bool last = i + 1 == reply.lines.size();
    const std::string text = base::printable(reply.lines[i]);
    const std::string line = fmt::format("{}S: {}{}{}", in_auth ? "# " : "", reply.code,
                                         !last          ? "-"
                                         : text.empty() ? ""
                                                        : " ",
                                         text);
    out_ << style_.paint(refusal   ? Paint::refusal
                         : in_auth ? Paint::note
                                   : Paint::server,
                         line)
         << '\n';
  }
  if (options_.timing) comment(Paint::note, "+" + base::show_duration(heard.took));
  if (reply.bare_lf)
    comment(Paint::warning, "the server ended a line with LF alone (RFC 5321 wants CRLF)");
  if (refusal && options_.explain) {
    const std::string explained = options_.explain(reply);
    if (!explained.empty()) comment(Paint::warning, explained);
  }
  out_ << std::flush;
}

std::string TranscriptText::with_variables(std::string_view line) {
  if (line.empty()) in_header_ = false;
  if (options_.replayable && in_header_) {
    if (base::starts_with_ignoring_case(line, "Date:")) return "C: Date: {{date}}";
    if (base::starts_with_ignoring_case(line, "Message-ID:"))
      return "C: Message-ID: {{message_id}}";
  }
  return client_line(line);
}

// A line of one dot is the end and no line of the message, unless raw content goes on behind it.
// What does not end in CRLF is shown byte by byte: a C: line would be sent with one.
void TranscriptText::content_line(std::string_view wire) {
  if (std::exchange(dot_, false)) show_content(client_line("."));
  dot_ = wire == ".\r\n";
  if (dot_) return;
  show_content(wire.ends_with("\r\n") ? with_variables(wire.substr(0, wire.size() - 2))
                                      : send_line(wire));
}

void TranscriptText::show_content(std::string_view text) {
  ++lines_;
  const std::string shown = style_.paint(Paint::client, text) + "\n";
  if (flowing_) {
    out_ << shown;
    return;
  }
  if (lines_ <= options_.shown_lines || options_.whole_content) held_ += shown;
  if (options_.whole_content) {
    out_ << std::exchange(held_, {});
    flowing_ = true;
  }
}

// Once enough is held the rest is not even looked at: showing must not slow a large message down.
void TranscriptText::on(const smtp::event::Content& content) {
  if (options_.hide_content || options_.hide_client) return;
  std::string_view rest = content.bytes;
  while (!rest.empty() && (options_.whole_content || lines_ <= options_.shown_lines)) {
    const std::size_t end = rest.find('\n');
    const std::size_t take = std::min(end, rest.size());
    if (line_.size() < kMaxShownLine)
      line_.append(rest.substr(0, std::min(take, kMaxShownLine - line_.size())));
    if (take > 0) after_cr_ = rest[take - 1] == '\r';
    if (end == std::string_view::npos) return;
    rest.remove_prefix(end + 1);
    if (after_cr_ && !line_.ends_with('\r')) line_ += '\r';
    content_line(line_ += '\n');
    line_.clear();
    after_cr_ = false;
  }
}

void TranscriptText::on(const smtp::event::ContentEnd& end) {
  if (!line_.empty()) content_line(line_);
  const bool cut = lines_ > options_.shown_lines && !options_.whole_content;
  const std::string size = fmt::format("{} line{}, {}", base::show_count(end.lines),
                                       end.lines == 1 ? "" : "s", base::show_size(end.bytes));
  const bool hidden = options_.hide_content || cut;
  if (hidden && !end.file.empty() && end.file != "-" && !options_.hide_client) {
    out_ << style_.paint(Paint::client, "@message " + value(end.file)) << '\n';
    comment(Paint::note, size);
  } else if (hidden) {
    out_ << held_;
    comment(Paint::note, "... " + size);
    if (end.dotted) client(".");
  } else {
    out_ << held_;
    if (!line_.empty()) out_ << style_.paint(Paint::client, send_line(line_)) << '\n';
    if (dot_) client(".");
  }
  held_.clear();
  line_.clear();
  lines_ = 0;
  dot_ = after_cr_ = false;
  flowing_ = false;
  in_header_ = true;
  out_ << std::flush;
}

void TranscriptText::on(const smtp::event::TlsUp& tls) {
  std::string line = fmt::format("@tls verify={}", verify_word(tls.options.verify));
  if (tls.options.verify == net::Verify::full || tls.options.verify == net::Verify::name)
    line += " name=" + value(tls.options.verify_name);
  if (!tls.options.certificate_file.empty()) line += " cert=" + value(tls.options.certificate_file);
  if (!tls.options.key_file.empty()) line += " key=" + value(tls.options.key_file);
  out_ << style_.paint(Paint::plain, line) << '\n';
  comment(tls.facts.verified ? Paint::note : Paint::warning, net::summary(tls.facts));
}

void TranscriptText::on(const smtp::event::AuthBegun& begun) {
  std::string line = fmt::format("@auth {}", begun.mechanism);
  if (!begun.user.empty()) line += " user=" + value(begun.user);
  if (!begun.secret.empty()) line += fmt::format(" password={{{{{}}}}}", begun.secret);
  out_ << style_.paint(Paint::client, line) << '\n' << std::flush;
}

void TranscriptText::on(const smtp::event::AuthLine& line) {
  const bool by_client = line.side == smtp::Side::client;
  if (by_client ? options_.hide_client : options_.hide_server) return;
  comment(Paint::note, fmt::format("{}: {}", by_client ? 'C' : 'S', line.line));
}

void TranscriptText::on(const smtp::event::Note& note) {
  comment(note.warning ? Paint::warning : Paint::note, note.text);
}

void TranscriptText::on(const smtp::event::Raw& raw) {
  if (!options_.raw) return;
  for (std::size_t i = 0; i < raw.bytes.size(); i += kHexBytes) {
    const std::string_view row = raw.bytes.substr(i, kHexBytes);
    std::string hex, text;
    for (const char c : row) {
      hex += fmt::format(" {:02x}", static_cast<unsigned char>(c));
      text += c >= ' ' && c < 0x7F ? c : '.';
    }
    comment(Paint::note,
            fmt::format("{}{:<48}  {}", raw.side == smtp::Side::client ? '>' : '<', hex, text));
  }
}

void TranscriptText::on(const smtp::event::Closed& closed) {
  if (closed.error != nullptr) comment(Paint::warning, closed.error->text);
}

}  // namespace report
