// The world of a command's unit test: streams in memory, a table for the environment and the DNS,
// and servers that are scripts.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <deque>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "commands/env.h"
#include "dns/fake_resolver.h"
#include "net/scripted_stream.h"

namespace test {

// Each dial() takes the next script; without one it is refused.
class ScriptedDialer : public net::Dialer {
 public:
  void add(const ScriptedPeer& peer) { peers_.push_back(peer.stream()); }
  void refuse() { peers_.push_back(nullptr); }

  base::Result<std::unique_ptr<net::Stream>> dial(const net::Address& address,
                                                  const net::DialOptions&,
                                                  base::Deadline) override {
    dialled.push_back(net::show(address));
    std::unique_ptr<net::Stream> stream;
    if (!peers_.empty()) {
      stream = std::move(peers_.front());
      peers_.pop_front();
    }
    if (!stream) return base::fail(base::ErrorKind::connect, "connection refused");
    return stream;
  }

  std::vector<std::string> dialled;

 private:
  std::deque<std::unique_ptr<net::Stream>> peers_;
};

// Lets a command own a resolver that the test keeps.
class BorrowedResolver : public dns::Resolver {
 public:
  explicit BorrowedResolver(dns::Resolver& lender) : lender_(lender) {}
  dns::Answer ask(std::string_view name, dns::Type type, base::Deadline deadline) override {
    return lender_.ask(name, type, deadline);
  }
  base::Result<std::vector<net::IpAddress>> addresses(std::string_view host, net::Family family,
                                                      base::Deadline deadline) override {
    return lender_.addresses(host, family, deadline);
  }

 private:
  dns::Resolver& lender_;
};

struct World {
  std::istringstream in;
  std::ostringstream out, err;
  std::map<std::string, std::string> variables;
  std::vector<std::string> prompts;
  std::string secret = "typed";
  dns::FakeResolver dns;
  ScriptedDialer dialer;
  commands::Env env{
      .in = in,
      .out = out,
      .err = err,
      .out_is_writable = true,
      .out_is_terminal = false,
      .err_is_terminal = false,
      .columns = 80,
      .getenv = [this](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        if (found == variables.end()) return std::nullopt;
        return found->second;
      },
      .now = [] { return std::chrono::system_clock::from_time_t(1795311276); },
      .host_name = [] { return std::string("me.example"); },
      .ask_secret = [this](const std::string& prompt) -> base::Result<std::string> {
        prompts.push_back(prompt);
        if (secret.empty())
          return base::fail(base::ErrorKind::usage, "there is no terminal to ask");
        return secret;
      },
      .dialer = dialer,
      .resolver = [this](const dns::CaresOptions&) -> base::Result<std::unique_ptr<dns::Resolver>> {
        return std::make_unique<BorrowedResolver>(dns);
      }};
};

// A file that goes with the test.
class File {
 public:
  explicit File(const std::string& bytes) {
    const int fd = ::mkstemp(path.data());
    REQUIRE(fd >= 0);
    ::close(fd);
    std::ofstream(path, std::ios::binary) << bytes;
  }
  ~File() { ::unlink(path.c_str()); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  std::string path = "/tmp/ehlo-test.XXXXXX";
};

}  // namespace test
