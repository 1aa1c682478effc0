#include "session/printer.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "session/conditions.h"
#include "session/directives.h"
#include "session/overloaded.h"
#include "session/reply_pattern.h"
#include "session/template.h"

namespace session {
namespace {

constexpr std::size_t kShownBytes = 300;
constexpr std::size_t kToldWhole = 4096;

std::string marker(char side, const Statement& statement, char end) {
  return fmt::format("{}{}{}{}", side, statement.connection.empty() ? "" : " ",
                     statement.connection, end);
}

std::string with_text(std::string head, std::string_view text) {
  if (!text.empty()) head += ' ';
  return head += text;
}

std::string print_reply(const Statement& statement, const Hear& hear) {
  const std::string head =
      marker('S', statement, hear.optional ? '?' : ':') + " " + show_codes(hear.codes);
  std::string out;
  for (std::size_t i = 0; i + 1 < hear.lines.size(); ++i)
    out += head + "-" + print_text(hear.lines[i]) + "\n";
  return out + with_text(head, print_text(hear.lines.back())) + "\n";
}

std::string escape_star(std::string_view line) {
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line.substr(i).starts_with("\\*")) out += '\\';
    out += line[i];
  }
  return out;
}

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

void add_option(std::string& line, std::string_view key, const std::string& value) {
  if (!value.empty()) line += fmt::format(" {}={}", key, word(value));
}

bool fits_on_a_line(std::string_view line) {
  return std::ranges::all_of(base::split(line, '\t'), base::is_printable);
}

}  // namespace

std::string print(const Statement& statement) {
  return std::visit(
      Overloaded{
          [](const Blank&) { return std::string("\n"); },
          [](const Comment& comment) { return "#" + comment.text + "\n"; },
          [&](const Say& say) {
            return with_text(marker('C', statement, ':'), print_text(say.text)) + "\n";
          },
          [&](const Hear& hear) { return print_reply(statement, hear); },
          [](const Check& check) { return "? " + print_condition(check.condition) + "\n"; },
          [](const Capture& capture) {
            return fmt::format("@capture {} {}\n", capture.name, print_captured(capture.from));
          },
          [](const SkipUnless& skip) {
            return "@skip-unless " + print_condition_or_subject(skip.condition) + "\n";
          },
          [&](const Directive& directive) { return print_directive(statement, directive) + "\n"; },
      },
      statement.what);
}

std::string print(const Script& script) {
  std::string out;
  for (const Statement& statement : script.statements) out += print(statement);
  return out;
}

std::string client_line(std::string_view line) {
  if (!fits_on_a_line(line)) return send_line(std::string(line) + "\r\n");
  return with_text("C:", escape_text(escape_star(line)));
}

std::string server_lines(const smtp::Reply& reply) {
  if (reply.lines.empty()) return fmt::format("S: {}", reply.code);
  std::string out;
  for (std::size_t i = 0; i < reply.lines.size(); ++i) {
    const std::string text = escape_text(base::printable(reply.lines[i]));
    const bool last = i + 1 == reply.lines.size();
    const std::string head = fmt::format("S: {}", reply.code);
    out += last ? with_text(head, text) : head + "-" + text + "\n";
  }
  return out;
}

std::string send_line(std::string_view bytes) {
  return "@send " + print_quoted(Template::literal(bytes));
}

std::string shown_send_line(std::string_view bytes) {
  if (bytes.size() <= kShownBytes) return send_line(bytes);
  return fmt::format("{} ... ({} bytes)", send_line(bytes.substr(0, kShownBytes)),
                     base::show_count(bytes.size()));
}

std::string told_send_line(std::string_view bytes) {
  return bytes.size() <= kToldWhole ? send_line(bytes) : "# " + shown_send_line(bytes);
}

std::string told_server_send_line(std::string_view bytes) {
  const std::string line = told_send_line(bytes);
  const std::size_t at = line.find('@');
  return line.substr(0, at) + "@S " + line.substr(at + 1);
}

std::string word(std::string_view text) { return print_word(Template::literal(text)); }

std::string connect_line(const smtp::event::Connecting& connecting) {
  const std::string name = connecting.name.empty() ? "" : connecting.name + "=";
  std::string line = fmt::format("@connect {}{}", name, word(connecting.target));
  add_option(line, "from", connecting.from);
  return line;
}

std::string tls_line(const net::TlsOptions& options) {
  const bool by_dane = static_cast<bool>(options.accept);
  std::string line = fmt::format("@tls verify={}", by_dane ? "dane" : verify_word(options.verify));
  const auto& protocols = options.protocols;
  const bool names =
      by_dane || options.verify == net::Verify::full || options.verify == net::Verify::name;
  add_option(line, "name", names ? options.verify_name : "");
  if (options.sni != net::default_sni(options.verify_name)) line += " sni=" + word(options.sni);
  add_option(line, "min", protocols.empty() ? options.min_version : protocols.front());
  add_option(line, "max", protocols.empty() ? options.max_version : protocols.back());
  add_option(line, "ciphers", options.ciphers);
  add_option(line, "groups", options.groups);
  add_option(line, "cert", options.certificate_file);
  add_option(line, "key", options.key_file);
  if (options.staple == net::Staple::required) line += " ocsp=require";
  return line;
}

std::string auth_line(const smtp::event::AuthBegun& begun) {
  std::string line = "@auth " + word(begun.mechanism);
  add_option(line, "user", begun.user);
  if (!begun.secret.empty()) line += fmt::format(" {}={{{{{}}}}}", begun.secret, begun.secret);
  add_option(line, "authorization", begun.authorization);
  add_option(line, "realm", begun.realm);
  add_option(line, "domain", begun.domain);
  return line;
}

std::string login_line(const smtp::event::AuthLine& line) {
  return with_text(line.side == smtp::Side::client ? "C:" : "S:", line.line);
}

}  // namespace session
