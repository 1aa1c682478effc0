#include "session/chat_line.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace session {
namespace {

using Kind = ChatLine::Kind;

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// What stands behind an arrow: one blank, and then the line; an empty line may have lost the blank.
bool take_arrow(std::string_view& line, std::string_view arrow) {
  if (line == arrow) return take(line, arrow);
  return line.size() > arrow.size() && line[arrow.size()] == ' ' && take(line, arrow) &&
         take(line, " ");
}

bool is_remark(std::string_view line, std::string_view prefix) {
  return line.empty() || line.starts_with(prefix);
}

std::string_view up_to(std::string_view text, std::string_view end) {
  return text.substr(0, text.find(end));
}

// swaks: ` -> said`, `<-  heard`; `~` inside TLS, `*` where the reply was not the wanted one.
ChatLine read_swaks(std::string_view line) {
  for (const std::string_view arrow : {" ->", " ~>", "**>", "*~>"})
    if (take_arrow(line, arrow)) return {Kind::client, line};
  for (const std::string_view arrow : {"<- ", "<~ ", "<**", "<~*"})
    if (take_arrow(line, arrow)) return {Kind::server, line};
  if (take(line, "=== Trying ")) return {Kind::connected, up_to(line, "...")};
  if (line.starts_with("=== TLS started")) return {Kind::tls};
  return {line.empty() || line.starts_with("=== ") || line.starts_with("*** ") ? Kind::blank
                                                                               : Kind::unknown};
}

// curl -v: `> said`, `< heard`, `* remark`; the message itself is not shown.
ChatLine read_curl(std::string_view line) {
  line.remove_prefix(line.rfind('\r') + 1);  // the progress meter writes over itself
  if (const auto progress = line.find("*   Trying "); progress != std::string_view::npos)
    line.remove_prefix(progress);
  if (take_arrow(line, ">")) return {Kind::client, line};
  if (take_arrow(line, "<")) return {Kind::server, line};
  if (take(line, "*   Trying ")) return {Kind::connected, up_to(line, "...")};
  if (line.starts_with("* SSL connection using")) return {Kind::tls};
  const bool counts =
      line.starts_with("  % ") || line.starts_with("   ") ||
      (!line.empty() && line.find_first_not_of("0123456789 .:-kMG") == std::string_view::npos);
  return {counts || is_remark(line, "* ") || line.starts_with("{ [") || line.starts_with("} [")
              ? Kind::blank
              : Kind::unknown};
}

// posttls-finger: `posttls-finger: < heard`.
ChatLine read_posttls_finger(std::string_view line) {
  if (!take(line, "posttls-finger: ")) return {line.empty() ? Kind::blank : Kind::unknown};
  if (take_arrow(line, ">")) return {Kind::client, line};
  if (take_arrow(line, "<")) return {Kind::server, line};
  if (take(line, "Connected to ")) return {Kind::connected, line};
  return {line.find("TLS connection established") == std::string_view::npos ? Kind::blank
                                                                            : Kind::tls};
}

// Postfix' mail to postmaster: ` Out: heard`, ` In:  said`.
ChatLine read_postfix(std::string_view line) {
  if (take(line, " Out: ")) return {Kind::server, line};
  if (take(line, " In:  ")) return {Kind::client, line};
  if (line == " In:") return {Kind::client};
  return {line.empty() ? Kind::blank : Kind::unknown};
}

// What an RFC says in <...> or (...) instead of a line: <opens connection>, <starts TLS
// negotiation>.
ChatLine read_stage_direction(bool by_client, std::string_view text) {
  if (text.find("TLS") != std::string_view::npos && by_client) return {Kind::tls};
  return {by_client && text.find("onnection") != std::string_view::npos ? Kind::connected
                                                                        : Kind::blank};
}

// RFC text: `C: said`, `S: heard`, indented; a deeper line goes on with the one before.
ChatLine read_rfc_as(std::string_view line, std::string_view client, std::string_view server) {
  const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
  std::string_view text = line.substr(indent);
  if (take(text, "C & S:")) return {Kind::blank};
  for (const std::string_view side : {client, server}) {
    if (!take(text, side)) continue;
    take(text, " ");
    const bool by_client = side == client;
    if (text.starts_with("<") || text.starts_with("("))
      return read_stage_direction(by_client, text);
    if (text.ends_with("<CR><LF>")) text.remove_suffix(8);
    return {by_client ? Kind::client : Kind::server, text};
  }
  if (text.empty() || text.starts_with("...") || line.starts_with("RFC ") ||
      line.ends_with("]"))  // the head and foot of a page
    return {Kind::blank};
  return indent >= 5 ? ChatLine{Kind::more, text} : ChatLine{};
}

ChatLine read_rfc(std::string_view line) { return read_rfc_as(line, "C:", "S:"); }

// RFC 821, RFC 3030: S: is the sender.
ChatLine read_old_rfc(std::string_view line) { return read_rfc_as(line, "S:", "R:"); }

constexpr std::array kStyles{
    ChatStyle{"swaks", "' -> ' and '<-  '", read_swaks},
    ChatStyle{"an RFC", "'C: ' and 'S: '", read_rfc},
    ChatStyle{"an RFC of the sender and receiver kind", "'S: ' and 'R: '", read_old_rfc},
    ChatStyle{"Postfix", "' In:  ' and ' Out: '", read_postfix},
    ChatStyle{"posttls-finger", "'posttls-finger: > ' and 'posttls-finger: < '",
              read_posttls_finger},
    ChatStyle{"curl -v", "'> ' and '< '", read_curl},
};

std::size_t spoken_lines(const ChatStyle& style, const std::vector<std::string>& lines) {
  return static_cast<std::size_t>(std::ranges::count_if(lines, [&](const std::string& line) {
    const Kind kind = style.read(line).kind;
    return kind == Kind::client || kind == Kind::server;
  }));
}

}  // namespace

std::span<const ChatStyle> chat_styles() { return kStyles; }

const ChatStyle* recognise_chat(const std::vector<std::string>& lines) {
  const ChatStyle* best = nullptr;
  std::size_t most = 0;
  for (const ChatStyle& style : kStyles) {
    const std::size_t spoken = spoken_lines(style, lines);
    if (spoken > most) best = &style;
    most = std::max(most, spoken);
  }
  return best;
}

}  // namespace session
