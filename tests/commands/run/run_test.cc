#include "commands/run/run.h"

#include <doctest/doctest.h>

#include <atomic>

#include "commands/app.h"
#include "commands/pool.h"
#include "commands/world.h"

using namespace commands;
using test::File;
using test::ScriptedPeer;
using test::World;

namespace {

struct Ran : World {
  int run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "run");
    return run_app(std::move(arguments), env);
  }
};

}  // namespace

TEST_CASE("a file that holds is one line and status 0") {
  const File file("S: 220\nC: EHLO {{helo}}\nS: 250\n");
  Ran ran;
  ran.dialer.add(ScriptedPeer{test::reply("220 mx\r\n"), test::expect("EHLO me.example\r\n"),
                              test::reply("250 mx\r\n"), test::end()});
  CHECK(ran.run({file.path, "--server", "192.0.2.1:2525"}) == 0);
  CHECK(ran.out.str().starts_with("ok   " + file.path + ": 2 checks in "));
  CHECK(ran.dialer.dialled == std::vector<std::string>{"192.0.2.1:2525"});
  CHECK(ran.err.str().empty());
}

TEST_CASE("standard input can be run again and again") {
  Ran ran;
  ran.in.str("S: 220\n");
  for (int i = 0; i < 2; ++i) ran.dialer.add(ScriptedPeer{test::reply("220 mx\r\n"), test::end()});
  CHECK(ran.run({"-", "-s", "192.0.2.1", "--repeat", "2"}) == 0);
  CHECK(ran.out.str().find("ok   - #2: 1 check in ") != std::string::npos);
}

TEST_CASE("once one has failed, --fail-fast begins no other") {
  Ran ran;
  ran.in.str("S: 220\n");
  CHECK(ran.run({"-", "-s", "192.0.2.1", "--repeat", "3", "--fail-fast"}) == 75);
  CHECK(ran.dialer.dialled.size() == 1);
  CHECK(ran.out.str().find("3 files: 0 passed, 1 failed, 0 skipped, 2 not run;") !=
        std::string::npos);
}

TEST_CASE("a verbose run shows conversations on standard error, headed by their file") {
  Ran ran;
  ran.in.str("S: 220\n");
  ran.dialer.add(ScriptedPeer{test::reply("220 mx\r\n"), test::end()});
  CHECK(ran.run({"-", "-s", "192.0.2.1", "-v", "-q"}) == 0);
  CHECK(ran.err.str().starts_with("# -\n@connect 192.0.2.1\n# connected to 192.0.2.1:25 in "));
  CHECK(ran.err.str().ends_with("S: 220 mx\n"));
  CHECK(ran.out.str().starts_with("1 file: 1 passed"));
}

TEST_CASE("a secret of the command line is not shown with the configuration") {
  Ran ran;
  CHECK(ran.run({"-", "--secret", "a=hidden", "--show-config"}) == 0);
  CHECK(ran.out.str().find("hidden") == std::string::npos);
}

TEST_CASE("work is done once each, in order on one thread, and stops when it is told to") {
  std::vector<std::size_t> done;
  CHECK(work_through(3, 1, [&](std::size_t task, std::size_t worker) {
          CHECK(worker == 0);
          done.push_back(task);
          return true;
        }) == 3);
  CHECK(done == std::vector<std::size_t>{0, 1, 2});
  CHECK(work_through(9, 1, [](std::size_t task, std::size_t) { return task < 3; }) == 4);
  CHECK(work_through(0, 8, [](std::size_t, std::size_t) { return true; }) == 0);
}

TEST_CASE("many threads share the work") {
  std::atomic<int> sum{0};
  CHECK(work_through(100, 8, [&](std::size_t task, std::size_t worker) {
          CHECK(worker < 8);
          sum += static_cast<int>(task);
          return true;
        }) == 100);
  CHECK(sum == 4950);
}
