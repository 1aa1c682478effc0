#include "commands/pool.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <mutex>
#include <vector>

using commands::work_through;

TEST_CASE("every task is done once, whatever the number of workers") {
  for (const std::size_t workers : {1U, 3U, 50U}) {
    std::mutex mutex;
    std::vector<std::size_t> done;
    CHECK(work_through(20, workers, [&](std::size_t task, std::size_t worker) {
            const std::lock_guard lock(mutex);
            CHECK(worker < std::min<std::size_t>(workers, 20));
            done.push_back(task);
            return true;
          }) == 20);
    std::ranges::sort(done);
    for (std::size_t i = 0; i < 20; ++i) CHECK(done.at(i) == i);
  }
}

TEST_CASE("one worker does the tasks in their order, and none behind the one that says stop") {
  std::vector<std::size_t> done;
  const auto work = [&](std::size_t task, std::size_t) {
    done.push_back(task);
    return task < 2;
  };
  CHECK(work_through(9, 1, work) == 3);
  CHECK(done == std::vector<std::size_t>{0, 1, 2});
}

TEST_CASE("nothing to do is done at once") {
  CHECK(work_through(0, 4, [](std::size_t, std::size_t) { return true; }) == 0);
}
