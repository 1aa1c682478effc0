// What tests of the players share: scripts from text, and a dialer that gives scripted peers.
#pragma once

#include <doctest/doctest.h>

#include <deque>
#include <map>
#include <string>

#include "net/scripted_stream.h"
#include "session/parser.h"
#include "session/player.h"

namespace test {

inline session::Script script_of(std::string_view text) {
  auto script = session::parse(text, "t.smtp");
  REQUIRE_MESSAGE(script, script.error().text);
  return *script;
}

// Gives the peers in their order; refuses when none is left.
class PeerDialer : public net::Dialer {
 public:
  void add(const ScriptedPeer& peer) { streams_.push_back(peer.stream()); }

  base::Result<std::unique_ptr<net::Stream>> dial(const net::Address& address,
                                                  const net::DialOptions&,
                                                  base::Deadline) override {
    dialled.push_back(net::show(address));
    if (streams_.empty()) return base::fail(base::ErrorKind::connect, "connection refused");
    auto stream = std::move(streams_.front());
    streams_.pop_front();
    return stream;
  }

  std::vector<std::string> dialled;

 private:
  std::deque<std::unique_ptr<net::Stream>> streams_;
};

inline session::World world(std::map<std::string, std::string> files = {}) {
  session::World made;
  made.builtin = [](std::string_view name) -> std::optional<std::string> {
    if (name == "helo") return "client.example.org";
    if (name == "server") return "127.0.0.1:25";
    return std::nullopt;
  };
  made.getenv = [](const std::string& name) -> std::optional<std::string> {
    if (name == "EHLO_VAR_from_env") return "env";
    if (name == "HOME") return "/home/alice";
    return std::nullopt;
  };
  made.read_file = [files](const std::string& path) -> base::Result<std::string> {
    const auto found = files.find(path);
    if (found == files.end()) return base::fail(base::ErrorKind::no_input, "cannot read " + path);
    return found->second;
  };
  return made;
}

struct Run {
  PeerDialer dialer;
  session::Variables variables{world()};
  smtp::Transcript transcript;
  std::vector<base::Duration> slept;

  // What a test sets beyond the usual.
  std::function<void(session::ClientOptions&)> with;

  session::Played client(std::string_view text) {
    session::ClientOptions options{
        dialer,
        [](const std::string&) -> base::Result<std::vector<net::Address>> {
          return std::vector<net::Address>{
              net::TcpAddress{*net::IpAddress::parse("127.0.0.1"), 25}};
        },
        [this](base::Duration span) { slept.push_back(span); },
        std::chrono::seconds(30),
        {}};
    if (with) with(options);
    return session::play_client(script_of(text), options, variables, transcript);
  }
};

// The client's verdict on one peer: "passed", or the failures' texts with their lines.
inline std::string verdict(const session::Played& played) {
  if (played.passed()) return "passed";
  std::string out;
  for (const auto& failure : played.failures)
    out += (out.empty() ? "" : "; ") + std::to_string(failure.place.line) + ": " + failure.text;
  return out;
}

inline std::string verdict(const ScriptedPeer& peer, std::string_view text) {
  Run run;
  run.dialer.add(peer);
  return verdict(run.client(text));
}

}  // namespace test
