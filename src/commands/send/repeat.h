// The same message many times, without composing it anew each time.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "base/result.h"
#include "message/date.h"
#include "smtp/conversation.h"

namespace commands {

// Made when it is first looked at: few messages tell theirs. Copies have the same.
class Uuid {
 public:
  const std::string& operator*() const;

 private:
  std::shared_ptr<std::string> text_ = std::make_shared<std::string>();
};

// What one message of many has of its own.
struct Own {
  std::uint64_t number = 0;
  message::Moment date{};
  std::string message_id;  // without angle brackets
  Uuid uuid{};
};

// Composes a message for a server that offers this.
using ComposeOwn =
    std::function<base::Result<smtp::Message>(const Own& own, const smtp::Extensions& offered)>;

// A message of up to kMostKept bytes in which nothing but the date and the Message-ID differs from
// the next one is composed twice, to see that this is so, and after that only written over: a
// twentieth of the work. All others are composed each time. For many threads.
class Repeater {
 public:
  static constexpr std::size_t kMostKept = 64 * 1024;

  explicit Repeater(ComposeOwn compose);
  ~Repeater();

  // Errors are those of composing it.
  base::Result<smtp::Message> make(const Own& own, const smtp::Extensions& offered);

 private:
  struct Mould;
  struct Kind {
    std::once_flag once;
    std::unique_ptr<const Mould> mould;  // nothing: it must be composed each time
  };
  std::unique_ptr<const Mould> try_out(const Own& own, const smtp::Extensions& offered) const;

  ComposeOwn compose_;
  std::array<Kind, 2> kinds_;  // for servers without and with 8BITMIME
};

}  // namespace commands
