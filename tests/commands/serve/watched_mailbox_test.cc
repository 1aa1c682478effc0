#include "commands/serve/watched_mailbox.h"

#include <doctest/doctest.h>

#include <sstream>

using commands::WatchedMailbox;

namespace {

// A mailbox on a disk that is full, or gone.
class Broken : public smtp::Mailbox {
 public:
  base::Result<std::unique_ptr<smtp::Delivery>> begin(const smtp::Envelope&) override {
    if (gone) return base::fail(base::ErrorKind::io, "no directory");
    return std::make_unique<Full>();
  }

  bool gone = false;

 private:
  class Full : public smtp::Delivery {
   public:
    base::Result<void> write(std::string_view) override { return {}; }
    base::Result<std::string> commit() override {
      return base::fail(base::ErrorKind::io, "no space left");
    }
  };
};

}  // namespace

TEST_CASE("a message that is kept is nothing to speak of") {
  smtp::NoMailbox whole;
  std::ostringstream err;
  WatchedMailbox box(whole, err);
  auto delivery = box.begin({});
  REQUIRE(delivery);
  CHECK((*delivery)->write("Hi"));
  CHECK((*delivery)->commit());
  CHECK(err.str().empty());
  CHECK_FALSE(box.failed());
}

TEST_CASE("a message that cannot be kept is told to whoever runs the server, once") {
  Broken broken;
  std::ostringstream err;
  WatchedMailbox box(broken, err);
  for (int i = 0; i < 3; ++i) CHECK_FALSE((*box.begin({}))->commit());
  CHECK(err.str() == "ehlo: serve: a message was not kept: no space left\n");
  CHECK(box.failed());
  broken.gone = true;
  CHECK_FALSE(box.begin({}));
  CHECK(err.str().ends_with("not kept: no directory\n"));
}
