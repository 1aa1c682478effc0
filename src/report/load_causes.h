// Why messages of many were not accepted: each cause once, in the words of the first that met it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "smtp/conversation.h"

namespace report {

class LoadCauses {
 public:
  static constexpr std::size_t kMostCauses = 20;  // told apart; the rest is counted as others

  // A message that reached all of its recipients has no cause, and changes nothing. Refusals are
  // alike when stage, reply code and enhanced status are, whatever the server's words.
  void add(const smtp::Outcome& outcome);
  // A connection that did not come to its first message.
  void add_connection(const smtp::Outcome& outcome);

  // The most frequent first: "3 messages: MAIL FROM refused: 421 4.3.2 busy", and on a line of its
  // own what a refusal means and what to do. Printable.
  std::vector<std::string> lines() const;

 private:
  struct Cause {
    std::uint64_t times = 0;
    std::string of, words, meaning;  // of "message" or "connection"
  };
  void count(std::string_view of, const smtp::Outcome& outcome);

  std::map<std::string, Cause> causes_;
  std::uint64_t others_ = 0;
};

}  // namespace report
