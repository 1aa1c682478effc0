#include "report/session_log.h"

#include <doctest/doctest.h>

#include <optional>
#include <sstream>

using report::SessionLog;

namespace {

struct Log {
  std::ostringstream out;
  SessionLog log{out, {}};
  std::string text() const { return out.str(); }
};

void say(SessionLog::Session& session, std::string line) {
  session.tell(smtp::event::Command{base::Stage::other, std::move(line)});
}

}  // namespace

TEST_CASE("a session that is alone is shown while it happens") {
  Log log;
  SessionLog::Session one(log.log, "a");
  say(one, "NOOP");
  CHECK(log.text() == "");
  one.waiting();
  CHECK(log.text() == "# a\nC: NOOP\n");
}

TEST_CASE("sessions that are open together are shown one behind the other") {
  Log log;
  {
    SessionLog::Session one(log.log, "a"), two(log.log, "b");
    say(one, "NOOP 1");
    say(two, "NOOP 2");
    one.waiting();
    say(one, "NOOP 3");
    CHECK(log.text() == "");
  }
  CHECK(log.text() == "# b\nC: NOOP 2\n# a\nC: NOOP 1\nC: NOOP 3\n");
}

TEST_CASE("a session that was interrupted says that it goes on") {
  Log log;
  SessionLog::Session one(log.log, "a");
  say(one, "NOOP 1");
  one.waiting();
  {
    SessionLog::Session two(log.log, "b");
    say(two, "NOOP 2");
  }
  say(one, "NOOP 3");
  one.waiting();
  CHECK(log.text() == "# a\nC: NOOP 1\n# b\nC: NOOP 2\n# a, continued\nC: NOOP 3\n");
}

TEST_CASE("what is held for a session is bounded") {
  Log log;
  SessionLog::Session one(log.log, "a"), two(log.log, "b");
  for (std::size_t held = 0; held <= SessionLog::kMaxHeld; held += 1000)
    say(one, std::string(1000, 'x'));
  CHECK(log.text().size() > SessionLog::kMaxHeld);
}
