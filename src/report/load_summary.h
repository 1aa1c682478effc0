// What became of many messages: how many were accepted, deferred and refused, by which codes, and
// how long each stage took.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "base/deadline.h"
#include "smtp/conversation.h"

namespace report {

class LoadSummary {
 public:
  // A reply to this stage came after so long.
  void heard(base::Stage stage, std::chrono::microseconds took);
  // A message has had its outcome.
  void add(const smtp::Outcome& outcome);
  // What another thread has counted.
  void add(const LoadSummary& other);

  std::uint64_t messages() const { return accepted_ + in_part_ + deferred_ + refused_ + failed_; }

  // "1,234 messages, 567/s, not accepted: 12 (550: 12)".
  std::string progress(base::Duration took) const;
  // Several lines, each ended; `missing`: messages that were not tried.
  std::string text(base::Duration took, std::uint64_t missing) const;

 private:
  bool count_codes(const smtp::Outcome& outcome);
  std::string codes() const;

  std::uint64_t accepted_ = 0;
  std::uint64_t in_part_ = 0;  // for some of their recipients
  std::uint64_t deferred_ = 0, refused_ = 0, failed_ = 0;
  std::uint64_t unknown_ = 0;           // of failed_: may have been delivered
  std::map<int, std::uint64_t> codes_;  // of what was not accepted
  std::map<base::Stage, std::map<std::int64_t, std::uint64_t>> times_;  // by microseconds
};

// The reply by which this recipient was refused; null when there is none.
const smtp::Reply* refusal_of(const smtp::RecipientResult& recipient);

// The reply for which a message did not reach all of its recipients; null when there is none.
const smtp::Reply* refusal_of(const smtp::Outcome& outcome);

}  // namespace report
