// What the tests of a conversation share: the events of a transcript, one line each.
#pragma once

#include <fmt/format.h>

#include <string>
#include <variant>
#include <vector>

#include "base/text.h"
#include "net/scripted_stream.h"
#include "smtp/connection.h"
#include "smtp/transcript.h"

namespace test {

using Lines = std::vector<std::string>;

// Keeps what a transcript is told: "C: EHLO me", "S: 250 mx", "note: ...", "closed".
class Told {
 public:
  explicit Told(smtp::Transcript& transcript) {
    transcript.listen([this](const smtp::Event& event) {
      std::visit([this](const auto& one) { lines.push_back(line(one)); }, event);
    });
  }

  // Those that start with `prefix`.
  Lines only(std::string_view prefix) const {
    Lines found;
    for (const std::string& one : lines)
      if (one.starts_with(prefix)) found.push_back(one);
    return found;
  }
  bool has(std::string_view prefix) const { return !only(prefix).empty(); }

  Lines lines;

 private:
  static char letter(smtp::Side side) { return side == smtp::Side::client ? 'C' : 'S'; }
  static std::string line(const smtp::event::Connecting& one) { return "connect " + one.target; }
  static std::string line(const smtp::event::Connected& one) { return "connected " + one.peer; }
  static std::string line(const smtp::event::Ahead& one) {
    return "ahead: " + base::printable(one.bytes);
  }
  static std::string line(const smtp::event::Command& one) { return "C: " + one.line; }
  static std::string line(const smtp::event::Heard& one) { return "S: " + one_line(one.reply); }
  static std::string line(const smtp::event::Content& one) {
    return "content: " + base::printable(one.bytes);
  }
  static std::string line(const smtp::event::ContentEnd& one) {
    return fmt::format("content end: '{}', {} lines, {} bytes", one.file, one.lines, one.bytes);
  }
  static std::string line(const smtp::event::TlsUp&) { return "tls"; }
  static std::string line(const smtp::event::TlsFailed&) { return "no tls"; }
  static std::string line(const smtp::event::AuthBegun& one) {
    return fmt::format("auth {} as {}", one.mechanism, one.user);
  }
  static std::string line(const smtp::event::AuthLine& one) {
    return fmt::format("auth {}: {}", letter(one.side), one.line);
  }
  static std::string line(const smtp::event::SessionLine& one) { return one.line; }
  static std::string line(const smtp::event::Note& one) {
    return (one.warning ? "warning: " : "note: ") + one.text;
  }
  static std::string line(const smtp::event::Raw& one) {
    return fmt::format("raw {}: {}", letter(one.side), base::printable(one.bytes));
  }
  static std::string line(const smtp::event::Closed& one) {
    return one.error == nullptr ? "closed" : "closed: " + one.error->text;
  }
};

// A connection to a script.
struct Talking {
  explicit Talking(const std::vector<Step>& steps, base::Duration limit = std::chrono::seconds(30))
      : Talking(steps, smtp::Patience{limit, limit}) {}
  Talking(const std::vector<Step>& steps, smtp::Patience patience)
      : peer(steps), connection(peer.stream(), transcript, patience) {}

  ScriptedPeer peer;
  smtp::Transcript transcript;
  Told told{transcript};
  smtp::Connection connection;
};

}  // namespace test
