// The peer of a unit test: a script instead of a network.
//
//   test::ScriptedPeer peer({test::reply("220 mx\r\n"), test::expect("QUIT\r\n"),
//                            test::reply("221 2.0.0 ", "bye\r\n"), test::end()});
//   smtp::Connection connection(peer.stream(), transcript, 30s);
//   ...
//   CHECK(peer.written() == "QUIT\r\n");
//   CHECK(peer.finished());
//
// Steps follow one another. A reply is there as soon as all that was expected before it has been
// written; each read() takes one fragment of it. What is written must be what is expected, in
// writes of any size; the first byte that differs fails the test. A read() while the script still
// expects bytes would wait for ever: it fails the test and is a timeout. The script's end hangs.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "net/stream.h"

namespace test {

struct Step {
  enum class Kind { expect, expect_rest, reply, end, fail, deaf, hang, tls, no_tls, note };
  Kind kind = Kind::hang;
  std::deque<std::string> fragments;
  base::Error error{base::ErrorKind::lost, base::Stage::none, ""};
  net::TlsFacts facts{};
};

// The client writes exactly this.
inline Step expect(std::string bytes) { return {Step::Kind::expect, {std::move(bytes)}}; }

// The client may write anything from here on until the next read: it is only recorded.
inline Step expect_anything() { return {Step::Kind::expect_rest, {}}; }

// The server sends this, in these fragments.
template <typename... Fragments>
Step reply(Fragments... fragments) {
  return {Step::Kind::reply, {std::string(std::move(fragments))...}};
}

// The server closes: each read() from now on gives 0.
inline Step end() { return {Step::Kind::end, {}}; }

// Each call from now on gives this Error.
inline Step lose(base::ErrorKind kind, std::string text) {
  return {Step::Kind::fail, {}, {kind, base::Stage::none, std::move(text)}};
}
inline Step reset() { return lose(base::ErrorKind::lost, "connection reset by the peer"); }

// The server takes no more bytes, as after close(2); what it says next can still be read. An
// expectation behind it is met by what was lost.
inline Step deaf() { return {Step::Kind::deaf, {}}; }

// The server falls silent, and takes nothing either: each call from now on is a timeout.
inline Step hang() { return {Step::Kind::hang, {}}; }

// The handshake that start_tls() or accept_tls() asks for succeeds, or fails.
inline Step tls(net::TlsFacts facts = {}) {
  return {Step::Kind::tls, {}, {base::ErrorKind::tls, base::Stage::none, ""}, std::move(facts)};
}
inline Step no_tls(std::string text) {
  return {Step::Kind::no_tls, {}, {base::ErrorKind::tls, base::Stage::none, std::move(text)}};
}

// The transport has a line of its own to tell (a child's standard error).
inline Step note(std::string line) { return {Step::Kind::note, {std::move(line)}}; }

// What outlives the stream: the script, and what the client did.
struct Wire {
  std::deque<Step> steps;
  std::string written;              // all of it
  std::vector<std::string> writes;  // each call's bytes
  std::string unmatched;            // written, and not expected yet
  std::vector<net::TlsOptions> tls_asked;
  std::vector<std::string> notes;
  bool in_tls = false, closed = false, was_reset = false, deaf = false;

  // The step that is due, once bytes that were written have met their expectations.
  Step* due() {
    while (!steps.empty() && pass(steps.front())) steps.pop_front();
    return steps.empty() ? nullptr : &steps.front();
  }

 private:
  bool pass(Step& step) {
    switch (step.kind) {
      case Step::Kind::expect:
        return matched(step.fragments.front());
      case Step::Kind::expect_rest:
        return !std::exchange(unmatched, {}).empty() && steps.size() > 1;
      case Step::Kind::deaf:
        return deaf = true;
      case Step::Kind::note:
        notes.push_back(step.fragments.front());
        return true;
      case Step::Kind::reply:
        return step.fragments.empty();
      case Step::Kind::end:
      case Step::Kind::fail:
      case Step::Kind::hang:
      case Step::Kind::tls:
      case Step::Kind::no_tls:
        return false;
    }
    return false;
  }

  bool matched(const std::string& wanted) {
    const std::size_t size = std::min(wanted.size(), unmatched.size());
    if (unmatched.compare(0, size, wanted, 0, size) != 0) {
      FAIL_CHECK("expected '", base::printable(wanted), "', written was '",
                 base::printable(unmatched), "'");
      unmatched.clear();
      return true;
    }
    if (size < wanted.size()) return false;
    unmatched.erase(0, size);
    return true;
  }
};

class ScriptedStream : public net::Stream {
 public:
  explicit ScriptedStream(std::shared_ptr<Wire> wire) : wire_(std::move(wire)) {}
  ~ScriptedStream() override { ScriptedStream::close(); }

  base::Result<std::size_t> read(std::span<char> into, base::Deadline deadline) override {
    Step* step = wire_->due();
    if (step == nullptr || step->kind == Step::Kind::hang) return timed_out(deadline);
    if (step->kind == Step::Kind::end) return 0;
    if (step->kind == Step::Kind::fail) return base::fail(step->error);
    if (step->kind != Step::Kind::reply) {
      FAIL_CHECK("read() while the script waits; written so far: '",
                 base::printable(wire_->written), "'");
      return timed_out(deadline);
    }
    std::string& fragment = step->fragments.front();
    const std::size_t size = std::min(into.size(), fragment.size());
    std::copy_n(fragment.begin(), size, into.begin());
    fragment.erase(0, size);
    if (fragment.empty()) step->fragments.pop_front();
    return size;
  }

  base::Result<void> write(std::span<const std::string_view> pieces,
                           base::Deadline deadline) override {
    const Step* step = wire_->due();
    if (step != nullptr && step->kind == Step::Kind::hang) return timed_out(deadline);
    if (step != nullptr && step->kind == Step::Kind::fail) return base::fail(step->error);
    std::string bytes;
    for (const std::string_view piece : pieces) bytes += piece;
    if (wire_->deaf) {
      if (step != nullptr && step->kind == Step::Kind::expect) wire_->unmatched += bytes;
      return base::fail(base::ErrorKind::lost, "connection reset by the peer");
    }
    wire_->written += bytes;
    wire_->unmatched += bytes;
    wire_->writes.push_back(std::move(bytes));
    return {};
  }

  bool wrote_nothing() const override { return wire_->deaf; }

  bool has_input() override {
    const Step* step = wire_->due();
    return step != nullptr && (step->kind == Step::Kind::reply || step->kind == Step::Kind::end ||
                               step->kind == Step::Kind::fail);
  }

  base::Result<net::TlsFacts> start_tls(const net::TlsOptions& options,
                                        base::Deadline deadline) override {
    wire_->tls_asked.push_back(options);
    return handshake(deadline);
  }

  base::Result<net::TlsFacts> accept_tls(const net::TlsIdentity&,
                                         base::Deadline deadline) override {
    return handshake(deadline);
  }

  base::Result<void> stop_tls(base::Deadline) override {
    wire_->in_tls = false;
    return {};
  }

  void close() override { wire_->closed = true; }
  void reset() override { wire_->was_reset = wire_->closed = true; }

  std::vector<std::string> take_notes() override {
    wire_->due();
    return std::exchange(wire_->notes, {});
  }

 private:
  static tl::unexpected<base::Error> timed_out(base::Deadline deadline) {
    return base::fail(base::ErrorKind::timeout,
                      "timeout after " + base::show_duration(deadline.span()));
  }

  base::Result<net::TlsFacts> handshake(base::Deadline deadline) {
    Step* step = wire_->due();
    if (step == nullptr || step->kind == Step::Kind::hang) return timed_out(deadline);
    if (step->kind != Step::Kind::tls) return base::fail(step->error);
    wire_->in_tls = true;
    net::TlsFacts facts = std::move(step->facts);
    wire_->steps.pop_front();
    return facts;
  }

  std::shared_ptr<Wire> wire_;
};

class ScriptedPeer {
 public:
  ScriptedPeer(std::initializer_list<Step> steps) : ScriptedPeer(std::vector<Step>(steps)) {}
  explicit ScriptedPeer(const std::vector<Step>& steps) : wire_(std::make_shared<Wire>()) {
    wire_->steps.assign(steps.begin(), steps.end());
  }

  // One stream for one script; the peer may be asked after the stream is gone.
  std::unique_ptr<net::Stream> stream() const { return std::make_unique<ScriptedStream>(wire_); }

  const std::string& written() const { return wire_->written; }
  const std::vector<std::string>& writes() const { return wire_->writes; }
  const std::vector<net::TlsOptions>& tls_asked() const { return wire_->tls_asked; }
  bool in_tls() const { return wire_->in_tls; }
  bool closed() const { return wire_->closed; }
  bool was_reset() const { return wire_->was_reset; }

  // Nothing is left of the script but its end, and nothing unexpected was written.
  bool finished() const {
    const Step* step = wire_->due();
    const bool at_end = step == nullptr || step->kind == Step::Kind::end ||
                        step->kind == Step::Kind::fail || step->kind == Step::Kind::hang ||
                        step->kind == Step::Kind::no_tls || step->kind == Step::Kind::expect_rest;
    return at_end && wire_->unmatched.empty();
  }

 private:
  std::shared_ptr<Wire> wire_;
};

}  // namespace test
