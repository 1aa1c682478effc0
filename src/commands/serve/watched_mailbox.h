// A mailbox whose troubles are told to whoever runs the server too: a client hears 452 and no more,
// and with --quiet nobody would see that nothing is kept.
#pragma once

#include <atomic>
#include <mutex>
#include <ostream>
#include <string>

#include "smtp/mailbox.h"

namespace commands {

class WatchedMailbox final : public smtp::Mailbox {
 public:
  // Both must outlive it. A trouble that comes again and again is told once.
  WatchedMailbox(smtp::Mailbox& inner, std::ostream& err) : inner_(inner), err_(err) {}

  base::Result<std::unique_ptr<smtp::Delivery>> begin(const smtp::Envelope& envelope) override;

  // Some message was not kept.
  bool failed() const { return failed_; }

 private:
  class Watched;
  void note(const base::Error& trouble);

  smtp::Mailbox& inner_;
  std::ostream& err_;
  std::mutex mutex_;
  std::string told_;  // last
  std::atomic<bool> failed_{false};
};

}  // namespace commands
