#include "commands/system_env.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <fcntl.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <sstream>

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

int terminal_columns() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

bool is_writable(int fd) {
  const int flags = ::fcntl(fd, F_GETFL);
  return flags != -1 && (flags & O_ACCMODE) != O_RDONLY;
}

// The line of /etc/hosts that has `name` says the full one first. The DNS is not asked: a mute name
// server would hold up every command for half a minute, whatever its --timeout says.
std::string name_in_hosts(const std::string& name) {
  std::ifstream hosts("/etc/hosts");
  for (std::string line; std::getline(hosts, line);) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string address, full;
    words >> address >> full;
    std::string alias = full;
    do {
      if (alias == name && full.find('.') != std::string::npos) return full;
    } while (words >> alias);
  }
  return name;
}

std::string fully_qualified_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "localhost";
  if (std::strchr(name.data(), '.') != nullptr) return name.data();
  return name_in_hosts(name.data());
}

// A signal that came while a secret was typed; 0: none. A handler can reach nothing else.
volatile std::sig_atomic_t caught_signal = 0;

extern "C" void catch_signal(int number) { caught_signal = number; }

// While it lives, what would kill us only ends a wait, and nothing stops us: with the terminal's
// echo still off the shell behind us would be typed into blindly. Its end lets the signal have its
// way. The signals are blocked but for the wait itself: one that came just ahead of a read() would
// be caught, and the read() would wait on.
class HeldSignals {
 public:
  HeldSignals() {
    caught_signal = 0;
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      struct sigaction hold {};  // and no SA_RESTART
      hold.sa_handler = kSignals.at(i) == SIGTSTP ? SIG_IGN : catch_signal;
      ::sigaction(kSignals.at(i), &hold, &before_.at(i));
    }
    sigset_t signals;
    ::sigemptyset(&signals);
    for (const int signal : kSignals) ::sigaddset(&signals, signal);
    ::pthread_sigmask(SIG_BLOCK, &signals, &mask_before_);
    open_ = mask_before_;
    for (const int signal : kSignals) ::sigdelset(&open_, signal);
  }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;
  ~HeldSignals() {
    for (std::size_t i = 0; i < kSignals.size(); ++i)
      ::sigaction(kSignals.at(i), &before_.at(i), nullptr);
    ::pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
    if (caught_signal != 0) ::raise(caught_signal);
  }

  // False: a signal came first.
  bool wait_for_input(int fd) const {
    pollfd wanted{fd, POLLIN, 0};
    return ::ppoll(&wanted, 1, nullptr, &open_) == 1;
  }

 private:
  static constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
  std::array<struct sigaction, kSignals.size()> before_{};
  sigset_t mask_before_{}, open_{};
};

// Echo off for as long as it lives.
class QuietTerminal {
 public:
  explicit QuietTerminal(int fd) : fd_(fd) {
    if (::tcgetattr(fd_, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(fd_, TCSAFLUSH, &quiet) == 0;
  }
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;
  ~QuietTerminal() {
    if (changed_) ::tcsetattr(fd_, TCSAFLUSH, &before_);
  }

 private:
  int fd_;
  termios before_{};
  bool changed_ = false;
};

// From the terminal itself: standard input may be the message.
Result<std::string> ask_on_terminal(const std::string& prompt) {
  const int fd = ::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (fd < 0)
    return fail(ErrorKind::usage,
                fmt::format("{} is needed, and there is no terminal to ask for it", prompt));
  std::string answer;
  {
    const HeldSignals held;  // ends behind the next one: first the echo, then the signal
    const QuietTerminal quiet(fd);
    const std::string question = prompt + ": ";
    (void)!::write(fd, question.data(), question.size());
    char c = 0;
    while (held.wait_for_input(fd) && ::read(fd, &c, 1) == 1 && c != '\n') answer += c;
    (void)!::write(fd, "\n", 1);
  }
  ::close(fd);
  if (caught_signal != 0)
    return fail(ErrorKind::usage, fmt::format("{} was asked for, and not answered", prompt));
  return answer;
}

}  // namespace

std::vector<std::string> variable_names() {
  std::vector<std::string> names;
  for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    names.emplace_back(text.substr(0, text.find('=')));
  }
  return names;
}

Env system_env() {
  static const std::unique_ptr<net::Dialer> dialer = net::system_dialer();
  return Env{
      .in = std::cin,
      .out = std::cout,
      .err = std::cerr,
      .out_is_writable = is_writable(STDOUT_FILENO),
      .out_is_terminal = ::isatty(STDOUT_FILENO) != 0,
      .err_is_terminal = ::isatty(STDERR_FILENO) != 0,
      .columns = terminal_columns(),
      .getenv = [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        if (value == nullptr) return std::nullopt;
        return value;
      },
      .now = [] { return std::chrono::system_clock::now(); },
      .host_name = fully_qualified_name,
      .ask_secret = ask_on_terminal,
      .dialer = *dialer,
      .resolver =
          [](dns::CaresOptions options) {
            options.interrupt = dialer->interruption();
            return dns::cares_resolver(options);
          },
  };
}

}  // namespace commands
