#include "commands/pool.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>
#include <vector>

namespace commands {

std::size_t work_through(std::size_t tasks, std::size_t workers, const Work& work) {
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> begun{0};
  std::atomic<bool> going{true};
  const auto run = [&](std::size_t worker) noexcept {
    while (going) {
      const std::size_t task = next++;
      if (task >= tasks) return;
      ++begun;
      if (!work(task, worker)) going = false;
    }
  };
  {
    std::vector<std::jthread> others;
    try {
      for (std::size_t worker = 1; worker < std::min(workers, tasks); ++worker)
        others.emplace_back(run, worker);
    } catch (const std::system_error&) {
      // The machine has no more threads to give: those that there are do the work.
    }
    run(0);
  }
  return begun;
}

}  // namespace commands
