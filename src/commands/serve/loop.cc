#include "commands/serve/loop.h"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <system_error>
#include <utility>

namespace commands {
namespace {

using base::Deadline;
using base::ErrorKind;

constexpr base::Duration kFarewell = std::chrono::seconds(2);

class CountedDelivery final : public smtp::Delivery {
 public:
  CountedDelivery(std::unique_ptr<smtp::Delivery> inner, std::function<void()> count)
      : inner_(std::move(inner)), count_(std::move(count)) {}

  base::Result<void> write(std::string_view content) override { return inner_->write(content); }
  base::Result<std::string> commit() override {
    auto kept = inner_->commit();
    if (kept) count_();
    return kept;
  }

 private:
  std::unique_ptr<smtp::Delivery> inner_;
  std::function<void()> count_;
};

}  // namespace

class ServeLoop::CountingMailbox final : public smtp::Mailbox {
 public:
  explicit CountingMailbox(ServeLoop& loop) : loop_(loop) {}

  base::Result<std::unique_ptr<smtp::Delivery>> begin(const smtp::Envelope& envelope) override {
    auto inner = loop_.mailbox_.begin(envelope);
    if (!inner || loop_.limits_.count == 0) return inner;
    return std::make_unique<CountedDelivery>(std::move(*inner), [this] {
      if (++loop_.messages_ >= loop_.limits_.count) loop_.listener_.stop();
    });
  }

 private:
  ServeLoop& loop_;
};

ServeLoop::ServeLoop(net::Listener& listener, const smtp::ServerSettings& settings,
                     smtp::Mailbox& mailbox, report::SessionLog* log, Limits limits)
    : listener_(listener), settings_(settings), mailbox_(mailbox), log_(log), limits_(limits) {}

void ServeLoop::stop() {
  stop_.request_stop();
  listener_.stop();
}

base::Result<void> ServeLoop::run() {
  base::Result<void> result;
  for (bool more = true; more && !stop_.stop_requested();) {
    auto client = listener_.accept(Deadline::never());
    if (!client) {
      if (client.error().kind != ErrorKind::lost) result = base::fail(client.error());
      break;
    }
    workers_.remove_if([](const Worker& worker) { return worker.done.load(); });
    start(std::move(*client));
    more = !limits_.once;
  }
  const bool counted = limits_.count != 0 && messages_ >= limits_.count;
  wait_for_all(limits_.once && !counted ? base::Duration::zero() : kFarewell);
  stop_.request_stop();
  workers_.clear();
  return result;
}

// Zero: as long as it takes.
void ServeLoop::wait_for_all(base::Duration patience) {
  std::unique_lock lock(mutex_);
  const auto none_open = [this] { return open_ == 0; };
  if (patience == base::Duration::zero())
    ended_.wait(lock, none_open);
  else if (!stop_.stop_requested())
    ended_.wait_for(lock, patience, none_open);
}

void ServeLoop::start(net::Accepted client) {
  {
    const std::lock_guard lock(mutex_);
    if (open_ >= limits_.sessions) return turn_away(client);
    ++open_;
  }
  const auto held = std::make_shared<net::Accepted>(std::move(client));
  Worker& worker = workers_.emplace_back();
  try {
    worker.thread = std::jthread([this, &worker, held] { serve(*held, worker); });
  } catch (const std::system_error&) {  // no thread is to be had
    turn_away(*held);
    end(worker);
  }
}

void ServeLoop::end(Worker& worker) {
  worker.done = true;
  const std::lock_guard lock(mutex_);
  --open_;
  ended_.notify_all();
}

void ServeLoop::serve(net::Accepted& client, Worker& worker) {
  CountingMailbox mailbox(*this);
  smtp::Server server(settings_, mailbox);
  smtp::Transcript transcript;
  if (log_ == nullptr) {
    server.serve(*client.stream, transcript, stop_.get_token());
  } else {
    report::SessionLog::Session session(*log_, client.peer);
    transcript.listen([&](const smtp::Event& event) { session.tell(event); });
    transcript.tell(smtp::event::Connecting{net::show(listener_.address())});
    server.serve(*client.stream, transcript, stop_.get_token(), [&] { session.waiting(); });
  }
  end(worker);
}

void ServeLoop::turn_away(net::Accepted& client) const {
  (void)net::write_all(*client.stream, "421 4.3.2 too many connections\r\n",
                       Deadline::after(std::chrono::milliseconds(100)));
}

}  // namespace commands
