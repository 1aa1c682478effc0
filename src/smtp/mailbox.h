// Where a server keeps what it accepted.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "smtp/path.h"

namespace smtp {

struct Envelope {
  Path sender;
  std::vector<Path> recipients;
};

// One message on its way into a mailbox. It is written while it is received. Destroyed without
// commit() it leaves no trace. Errors have kind io.
class Delivery {
 public:
  virtual ~Delivery() = default;
  virtual base::Result<void> write(std::string_view content) = 0;
  // The message is on the disk, and will be there after a crash, when this returns. Where it is,
  // in words for a person.
  virtual base::Result<std::string> commit() = 0;
};

// Used by many threads at once.
class Mailbox {
 public:
  virtual ~Mailbox() = default;
  virtual base::Result<std::unique_ptr<Delivery>> begin(const Envelope& envelope) = 0;
};

// Keeps nothing.
class NoMailbox final : public Mailbox {
 public:
  base::Result<std::unique_ptr<Delivery>> begin(const Envelope&) override {
    return std::make_unique<Nothing>();
  }

 private:
  class Nothing final : public Delivery {
   public:
    base::Result<void> write(std::string_view) override { return {}; }
    base::Result<std::string> commit() override { return std::string(); }
  };
};

}  // namespace smtp
