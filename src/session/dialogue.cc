#include "session/dialogue.h"

#include <fmt/format.h>

#include "base/text.h"
#include "session/overloaded.h"
#include "session/printer.h"

namespace session {
namespace {

constexpr std::size_t kShown = 200;  // of a directive

std::string abridged(const std::string& line) {
  return line.size() <= kShown ? line : line.substr(0, kShown) + "...";
}

}  // namespace

void Dialogue::add(std::string line) {
  lines_.push_back(std::move(line));
  if (lines_.size() <= kMostLines) return;
  lines_.pop_front();
  cut_ = true;
}

void Dialogue::tell(const smtp::Event& event) {
  using namespace smtp::event;
  std::visit(Overloaded{
                 [this](const Connecting& one) { add(connect_line(one)); },
                 [this](const Connected& one) {
                   add(fmt::format("# connected to {} in {}", base::printable(one.peer),
                                   base::show_duration(one.took)));
                 },
                 [this](const Ahead& one) { add(shown_send_line(one.bytes)); },
                 [this](const Command& one) { add(client_line(one.line)); },
                 [this](const Heard& one) { add(server_lines(one.reply)); },
                 [](const Content&) {},
                 [this](const ContentEnd& one) {
                   add(one.file.empty() ? fmt::format("# {}", base::show_size(one.bytes))
                                        : "@message " + word(one.file));
                 },
                 [this](const TlsUp& one) {
                   add(tls_line(one.options));
                   add("# " + base::printable(net::summary(one.facts)));
                 },
                 [this](const TlsFailed& one) { add(tls_line(one.options) + " expect=fail"); },
                 [this](const AuthBegun& one) { add(auth_line(one)); },
                 [this](const AuthLine& one) { add("# " + base::printable(login_line(one))); },
                 [this](const SessionLine& one) { add(abridged(one.line)); },
                 [this](const Note& one) { add("# " + base::printable(one.text)); },
                 [](const Raw&) {},
                 [](const Closed&) {},
             },
             event);
}

std::string Dialogue::text() const {
  std::string out = cut_ ? "# ...\n" : "";
  for (const std::string& line : lines_) out += line + "\n";
  return out;
}

}  // namespace session
