// A hostile server against the client's player. The first byte picks a script, the second says how
// much a read gives; the rest is what the server says, 0x1E where it waits for the client to speak.
//
// Whatever comes, the run ends, the secret is shown nowhere, and the conversation beside a failure
// is a session file.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "session/parser.h"
#include "session/player.h"

namespace {

constexpr std::string_view kSecret = "correct-horse-battery";
constexpr char kTurn = '\x1E';
constexpr std::size_t kMostInput = 64 * 1024;

constexpr std::array<std::string_view, 7> kScripts{
    // what every session does
    "@connect mx:25\nS: 220\n? text not contains \"no UBE\"\nC: EHLO {{helo}}\nS: 250\n? ehlo SIZE "
    "exists\n? lines >= 2\n? line 2 matches /^\\S+/\n@capture name line 1 /^(\\S+)/\nC: MAIL "
    "FROM:<a@{{name}}>\nC: RCPT TO:<b@x>\nC: DATA\nS: 250 2.1.0\nS: 250|251 2.1.x\nS: "
    "354\n@message "
    "m\nS: 250\n@capture id text /as (\\w+)/\n? var id not contains x\nC: QUIT\nS: 221\n@expect "
    "close "
    "within 1s\n",
    // replies that may come
    "@connect mx:25\nS? 220\nS? 2xx\nS: 220\nC: HELP\nS? 214\nS: 250|214\nC: NOOP\nS? 250\nC: "
    "QUIT\n"
    "S: 2xx\n? bytes < 1KiB\n? status == 2.0.0\n",
    // TLS, and what may lie in front of it
    "@connect mx:25\nS: 220\nC: STARTTLS\nS: 220\n@tls\n? tls.version >= TLSv1.2\n? cert.names "
    "contains "
    "mx\nC: EHLO a\nS: 250\n@skip-unless ehlo AUTH contains PLAIN\n@plain\nC: QUIT\nS: 221\n",
    // logins
    "@connect mx:25\nS: 220\n@auth PLAIN user=bob password={{secret}}\nS: 535\n@auth LOGIN "
    "user=bob "
    "password={{secret}}\nS: 2xx\n@auth CRAM-MD5 user=bob password={{secret}}\nC: NOOP "
    "{{secret}}\nS: 250\n",
    "@connect mx:25\nS: 220\n@auth SCRAM-SHA-256 user=bob password={{secret}}\n",
    // bytes that are no lines
    "@connect mx:25\n@proxy v2 from=192.0.2.1:9 to=192.0.2.2:25\n@S send \"220 x\\r\"\n@xclient "
    "NAME=a\nS: 220\n@bdat m chunk=4\nS: 250\n@send \"NOOP\\n\"\n@expect silence 1s\n@S close\n",
    // two at once
    "@connect a=mx:25\nS: 220\n@connect b=mx:25\nS b: 220\nC a: ONE\nC b: TWO\nS b: 250\nS a: "
    "250\n@use "
    "a\n@reset\nC b: QUIT\nS b: 221\n"};

// Every read takes what is said so far; a wait that would be one for ever is a time-out at once.
class HostileStream final : public net::Stream {
 public:
  HostileStream(std::string_view bytes, std::size_t piece) : rest_(bytes), piece_(piece) { turn(); }

  base::Result<std::size_t> read(std::span<char> into, base::Deadline) override {
    if (said_.empty())
      return rest_.empty() ? base::Result<std::size_t>(0)
                           : base::fail(base::ErrorKind::timeout, "timeout");
    const std::size_t count = std::min({said_.size(), piece_, into.size()});
    std::copy_n(said_.begin(), count, into.begin());
    said_.remove_prefix(count);
    return count;
  }
  base::Result<void> write(std::span<const std::string_view>, base::Deadline) override {
    if (said_.empty()) turn();
    return {};
  }
  bool has_input() override { return !said_.empty(); }
  base::Result<net::TlsFacts> start_tls(const net::TlsOptions&, base::Deadline) override {
    net::TlsFacts facts;
    facts.version = "TLSv1.3";
    return facts;
  }
  base::Result<net::TlsFacts> accept_tls(const net::TlsIdentity&, base::Deadline) override {
    return base::fail(base::ErrorKind::tls, "not here");
  }
  base::Result<void> stop_tls(base::Deadline) override { return {}; }
  void close() override {}
  void reset() override {}

 private:
  void turn() {
    said_ = rest_.substr(0, rest_.find(kTurn));
    rest_.remove_prefix(std::min(rest_.size(), said_.size() + 1));
  }

  std::string_view rest_, said_;
  std::size_t piece_;
};

class HostileDialer final : public net::Dialer {
 public:
  HostileDialer(std::string_view bytes, std::size_t piece) : bytes_(bytes), piece_(piece) {}
  base::Result<std::unique_ptr<net::Stream>> dial(const net::Address&, const net::DialOptions&,
                                                  base::Deadline) override {
    return std::make_unique<HostileStream>(bytes_, piece_);
  }

 private:
  std::string_view bytes_;
  std::size_t piece_;
};

session::Variables variables() {
  session::World world;
  world.builtin = [](std::string_view name) {
    return name == "helo" ? std::optional<std::string>("client.example.org") : std::nullopt;
  };
  world.getenv = [](const std::string&) -> std::optional<std::string> { return std::nullopt; };
  world.read_file = [](const std::string&) -> base::Result<std::string> {
    return "Subject: x\n\n.y\n";
  };
  session::Variables made(std::move(world));
  made.set_secret("secret", session::Origin::command_line, base::Secret(std::string(kSecret)));
  return made;
}

void must(bool holds) {
  if (!holds) std::abort();
}

void judge(const session::Played& played) {
  for (const session::Failure& failure : played.failures) {
    must(show(failure).find(kSecret) == std::string::npos);
    must(failure.dialogue.find(kSecret) == std::string::npos);
    must(session::parse(failure.dialogue, "dialogue").has_value());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2 || size > kMostInput) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  static const std::vector<session::Script> scripts = [] {
    std::vector<session::Script> all;
    for (const std::string_view text : kScripts)
      all.push_back(session::parse(text, "fuzz.smtp").value());
    return all;
  }();
  HostileDialer dialer(bytes, data[1] + 1U);
  session::ClientOptions options{
      dialer,
      [](const std::string&) {
        return base::Result<std::vector<net::Address>>({net::UnixAddress{"hostile"}});
      },
      [](base::Duration) {},
      std::chrono::seconds(30),
      {}};
  session::Variables values = variables();
  judge(session::play_client(scripts[data[0] % scripts.size()], options, values, {}));
  return 0;
}
