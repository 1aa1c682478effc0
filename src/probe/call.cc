#include "probe/call.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "probe/bounded_stream.h"

namespace probe {
namespace {

using base::Deadline;
using base::Duration;
using Clock = std::chrono::steady_clock;

Duration since(Clock::time_point begun) {
  return std::chrono::duration_cast<Duration>(Clock::now() - begun);
}

// The quietest server must not outlast the whole: the rest of the time, when that is less.
Duration patience(const Wish& wish) {
  if (wish.timeout == Duration::zero()) return wish.max_time;
  if (wish.max_time == Duration::zero()) return wish.timeout;
  return std::min(wish.timeout, wish.max_time);
}

}  // namespace

Call::Call(net::Dialer& dialer, const Place& place, const Wish& wish,
           smtp::Transcript::Listener listener)
    : dialer_(dialer),
      place_(place),
      wish_(wish),
      end_(Deadline::after(wish.max_time)),
      begun_(Clock::now()) {
  if (listener) transcript_.listen(std::move(listener));
}

bool Call::fails(base::Error error) {
  facts_.error = std::move(error);
  return false;
}

bool Call::prepare(const net::Address& address) {
  if (!connect(address)) return false;
  if (place_.tls_first) return handshake() && greet() && hello_in_tls();
  if (!greet() || !hello()) return false;
  if (!ask_for_tls()) return !facts_.error;
  return handshake() && hello_in_tls();
}

bool Call::connect(const net::Address& address) {
  facts_.address = address;
  const auto begun = Clock::now();
  net::DialOptions options;
  options.on_obstacle = [this](net::Obstacle met) { facts_.obstacle = met; };
  auto stream = dialer_.dial(address, options, Deadline::after(patience(wish_)));
  const bool reset = !stream && stream.error().kind == base::ErrorKind::lost;
  if (stream || reset) facts_.times.connect = since(begun);
  if (!stream) {
    stream.error().stage = reset ? base::Stage::greeting : base::Stage::connect;
    return fails(std::move(stream.error()));
  }
  transcript_.tell(smtp::event::Connecting{place_.shown});
  transcript_.tell(smtp::event::Connected{net::show(address), *facts_.times.connect});
  const Duration each = patience(wish_);
  auto ending = bounded(std::move(*stream), end_, facts_.heard);
  stream_ = ending.get();
  connection_ = std::make_unique<smtp::Connection>(std::move(ending), transcript_,
                                                   smtp::Patience{each, each});
  return true;
}

bool Call::greet() {
  const auto begun = Clock::now();
  auto reply = connection_->receive(base::Stage::greeting);
  if (!reply) return fails(reply.error());
  facts_.times.greeting = since(begun);
  facts_.greeting = std::move(*reply);
  return facts_.greeting->ok();
}

std::optional<smtp::Reply> Call::ask(base::Stage stage, const std::string& line) {
  if (auto sent = connection_->send(stage, line); !sent) {
    fails(sent.error());
    return std::nullopt;
  }
  auto reply = connection_->receive(stage);
  if (!reply) {
    fails(reply.error());
    return std::nullopt;
  }
  return std::move(*reply);
}

std::optional<smtp::Reply> Call::say_hello(base::Stage stage, std::string_view verb) {
  return ask(stage, fmt::format("{} {}", verb, wish_.helo));
}

bool Call::hello() {
  const auto begun = Clock::now();
  facts_.hello =
      place_.lmtp ? say_hello(base::Stage::lhlo, "LHLO") : say_hello(base::Stage::ehlo, "EHLO");
  if (!facts_.hello) return false;
  facts_.times.ehlo = since(begun);
  if (facts_.hello->ok()) {
    facts_.plain = smtp::Extensions::parse(*facts_.hello);
    return true;
  }
  if (!facts_.hello->permanent() || place_.lmtp) return false;
  const auto old = say_hello(base::Stage::helo, "HELO");
  facts_.only_helo = old && old->ok();
  return facts_.only_helo;
}

bool Call::ask_for_tls() {
  if (!facts_.plain.has("STARTTLS")) return false;
  facts_.starttls = ask(base::Stage::starttls, "STARTTLS");
  return facts_.starttls && facts_.starttls->code == 220;
}

net::TlsOptions Call::tls_options() {
  net::TlsOptions options = wish_.tls;
  options.sni = wish_.sni.value_or(net::default_sni(place_.name));
  options.verify_name = wish_.verify_name.value_or(place_.name);
  options.verify = net::Verify::off;
  options.on_ticket = [this](const net::TlsTicket& ticket) { facts_.ticket = ticket; };
  return options;
}

bool Call::handshake() {
  const auto begun = Clock::now();
  const net::TlsOptions options = tls_options();
  auto tls = connection_->start_tls(options);
  if (!tls) return fails(tls.error());
  facts_.times.tls = since(begun);
  facts_.tls = std::move(*tls);
  if (auto chain = net::look_at_chain(facts_.tls->chain, options)) facts_.chain = std::move(*chain);
  return true;
}

bool Call::hello_in_tls() {
  facts_.secure_hello =
      place_.lmtp ? say_hello(base::Stage::lhlo, "LHLO") : say_hello(base::Stage::ehlo, "EHLO");
  if (!facts_.secure_hello || !facts_.secure_hello->ok()) return false;
  facts_.secure = smtp::Extensions::parse(*facts_.secure_hello);
  return true;
}

AddressFacts Call::finish() {
  // A client may not speak before it has been greeted.
  if (connection_ && !facts_.greeting) connection_->close();
  if (connection_) connection_->quit();
  facts_.times.total = since(begun_);
  return std::move(facts_);
}

}  // namespace probe
