// Work on many things, some of them at a time.
#pragma once

#include <cstddef>
#include <functional>

namespace commands {

// One piece of work; `worker` is the thread's number, from 0. False: nothing more is begun.
using Work = std::function<bool(std::size_t task, std::size_t worker)>;

// Does tasks 0 to `tasks` - 1, begun in this order, on `workers` threads, of which the calling one
// is the first; on fewer where the machine gives no more. How many were begun. An exception of
// `work` ends the program.
std::size_t work_through(std::size_t tasks, std::size_t workers, const Work& work);

}  // namespace commands
