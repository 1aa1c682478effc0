#include "net/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>

#include "net/fd_stream.h"
#include "net/socket_address.h"

namespace net {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxLines = 100;
constexpr std::size_t kMaxLine = 4096;
constexpr base::Duration kTimeToEnd = 2s;
constexpr base::Duration kTimeToTerminate = 1s;

struct Pipe {
  UniqueFd read_end, write_end;
};

base::Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return base::fail(base::ErrorKind::io, "cannot make a pipe: " + cause(errno));
  return Pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

// What posix_spawn is told. The child has SIGPIPE as everybody knows it, though we may ignore it,
// and no signal blocked.
class SpawnPlan {
 public:
  SpawnPlan() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    sigset_t signals;
    ::sigemptyset(&signals);
    ::posix_spawnattr_setsigmask(&attributes_, &signals);
    ::sigaddset(&signals, SIGPIPE);
    ::posix_spawnattr_setsigdefault(&attributes_, &signals);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  void give(const UniqueFd& fd, int as) {
    ::posix_spawn_file_actions_adddup2(&actions_, fd.get(), as);
  }

  base::Result<pid_t> run(std::string command) {
    std::string shell = "/bin/sh", option = "-c";
    std::array<char*, 4> arguments{shell.data(), option.data(), command.data(), nullptr};
    pid_t pid = 0;
    const int failed =
        ::posix_spawn(&pid, shell.c_str(), &actions_, &attributes_, arguments.data(), ::environ);
    if (failed != 0)
      return base::fail(base::ErrorKind::io, "cannot start /bin/sh: " + cause(failed));
    return pid;
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

class ChildStream final : public FdStream {
 public:
  ChildStream(pid_t pid, UniqueFd from_child, UniqueFd to_child, UniqueFd errors)
      : FdStream(std::move(from_child), std::move(to_child)),
        process_(pid),
        notes_(std::move(errors)) {
    plain().watch(notes_.fd(), [this] { return notes_.drain(); });
  }
  ~ChildStream() override { ChildStream::close(); }

  base::Result<std::size_t> read(std::span<char> into, base::Deadline deadline) override {
    auto got = FdStream::read(into, deadline);
    if (!got || *got > 0) spoke_ = true;
    if (spoke_ || !process_.ended_within(deadline.slice(kTimeToEnd))) return got;
    finish();
    if (!process_.was_no_command()) return got;
    return base::fail(base::ErrorKind::io, "the command cannot be executed");
  }

  void close() override {
    FdStream::close();
    finish();
  }

  void reset() override {
    process_.terminate();
    ChildStream::close();
  }

  std::vector<std::string> take_notes() override {
    notes_.drain();
    return notes_.take();
  }

 private:
  void finish() {
    if (plain().is_interrupted()) process_.terminate();
    const std::string end = process_.finish();
    notes_.drain();
    if (!end.empty()) notes_.add(end);
  }

  ChildProcess process_;
  LineCollector notes_;
  bool spoke_ = false;
};

}  // namespace

base::Result<std::unique_ptr<FdStream>> start_child(const std::string& command) {
  auto input = make_pipe();
  auto output = make_pipe();
  auto errors = make_pipe();
  for (const auto* pipe : {&input, &output, &errors})
    if (!*pipe) return base::fail(pipe->error());
  SpawnPlan plan;
  plan.give(input->read_end, STDIN_FILENO);
  plan.give(output->write_end, STDOUT_FILENO);
  plan.give(errors->write_end, STDERR_FILENO);
  const auto pid = plan.run(command);
  if (!pid) return base::fail(pid.error());
  return std::make_unique<ChildStream>(*pid, std::move(output->read_end),
                                       std::move(input->write_end), std::move(errors->read_end));
}

LineCollector::LineCollector(UniqueFd fd) : fd_(std::move(fd)) {
  ::fcntl(fd_.get(), F_SETFL, ::fcntl(fd_.get(), F_GETFL) | O_NONBLOCK);
}

bool LineCollector::drain() {
  std::array<char, 4096> buffer;
  for (;;) {
    const ssize_t count = ::read(fd_.get(), buffer.data(), buffer.size());
    if (count > 0)
      take_in({buffer.data(), static_cast<std::size_t>(count)});
    else if (count == 0 || (errno != EINTR && errno != EAGAIN))
      break;
    else if (errno == EAGAIN)
      return true;
  }
  if (!line_.empty()) add(std::exchange(line_, {}));
  return false;
}

void LineCollector::take_in(std::string_view bytes) {
  for (const char c : bytes) {
    if (c == '\n')
      add(std::exchange(line_, {}));
    else if (line_.size() < kMaxLine)
      line_ += c;
  }
}

void LineCollector::add(std::string line) {
  if (line.ends_with('\r')) line.pop_back();
  if (lines_.size() < kMaxLines) lines_.push_back(std::move(line));
}

std::vector<std::string> LineCollector::take() { return std::exchange(lines_, {}); }

ChildProcess::ChildProcess(pid_t pid)
    : pid_(pid), handle_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))) {}

ChildProcess::~ChildProcess() { finish(); }

void ChildProcess::terminate() {
  if (pid_ > 0) ::kill(pid_, SIGTERM);
  terminated_ = true;
}

bool ChildProcess::ended_within(base::Deadline deadline) const {
  pollfd entry{handle_.get(), POLLIN, 0};
  int ready = 0;
  do {
    ready = ::poll(&entry, 1, deadline.poll_ms());
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

std::string ChildProcess::finish() {
  if (pid_ <= 0) return "";
  const bool ended = !terminated_ && ended_within(base::Deadline::after(kTimeToEnd));
  if (!ended) terminate();
  if (!ended && !ended_within(base::Deadline::after(kTimeToTerminate))) ::kill(pid_, SIGKILL);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
  pid_ = -1;
  if (WIFSIGNALED(status)) return "killed by signal " + std::to_string(WTERMSIG(status));
  exit_status_ = WEXITSTATUS(status);
  return exit_status_ == 0 ? "" : "exit status " + std::to_string(exit_status_);
}

}  // namespace net
