#include "commands/system_env.h"

#include <fmt/format.h>
#include <netdb.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <fcntl.h>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iostream>

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

// The name alone where it has a dot already; else what /etc/hosts or the DNS make of it.
std::string fully_qualified_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "localhost";
  if (std::strchr(name.data(), '.') != nullptr) return name.data();
  addrinfo hints{};
  hints.ai_flags = AI_CANONNAME;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(name.data(), nullptr, &hints, &found) != 0) return name.data();
  std::string full = found->ai_canonname != nullptr ? found->ai_canonname : name.data();
  ::freeaddrinfo(found);
  return full;
}

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
    const QuietTerminal quiet(fd);
    const std::string question = prompt + ": ";
    (void)!::write(fd, question.data(), question.size());
    char c = 0;
    while (::read(fd, &c, 1) == 1 && c != '\n') answer += c;
    (void)!::write(fd, "\n", 1);
  }
  ::close(fd);
  return answer;
}

}  // namespace

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
      .resolver = dns::cares_resolver,
  };
}

}  // namespace commands
