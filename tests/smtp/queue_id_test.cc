#include "smtp/queue_id.h"

#include <doctest/doctest.h>

using namespace smtp;

namespace {

std::string id_of(const std::string& text) { return queue_id({250, {text}}).value_or(""); }

}  // namespace

TEST_CASE("the queue id is found in the words of the servers that people run") {
  CHECK(id_of("2.0.0 Ok: queued as 4F1cX23bZz9rxN") == "4F1cX23bZz9rxN");
  CHECK(id_of("OK id=1tE3Xy-000000004Qf-2abc") == "1tE3Xy-000000004Qf-2abc");
  CHECK(id_of("2.0.0 4AM1YaZk012345 Message accepted for delivery") == "4AM1YaZk012345");
  CHECK(id_of("2.0.0 5c8b1234 Message accepted for delivery") == "5c8b1234");
  CHECK(
      id_of("2.6.0 <a@b> [InternalId=123456, Hostname=X.PROD] 8 bytes Queued mail for delivery") ==
      "123456");
  CHECK(id_of("ok 1700000000 qp 12345") == "12345");
  CHECK(id_of("2.0.0 OK  1700000000 ab12-34cd.5 - gsmtp") == "ab12-34cd.5");
  CHECK(id_of("2.0.0 <bob@b.example> 4AbC+xx/yy Saved") == "4AbC+xx/yy");
  CHECK(id_of("Message queued (X1)") == "X1");
}

TEST_CASE("a queue id ends where its word does, and its marks are known in any case") {
  CHECK(id_of("ok QUEUED AS <X1>; thanks") == "X1");
  CHECK(id_of("ok: queued as X1, thanks") == "X1");
}

TEST_CASE("where there is none, none is made up") {
  CHECK(id_of("2.0.0 ok") == "");
  CHECK(id_of("queued as ") == "");
  CHECK(id_of("") == "");
  CHECK(id_of(" Saved") == "");
  CHECK_FALSE(queue_id({550, {"not queued as X1"}}));
}

TEST_CASE("a queue id is printable and no longer than 128 bytes") {
  CHECK(id_of("queued as X\x1b[1m") == "X\\x1B[1m");
  CHECK(id_of("queued as " + std::string(128, 'x')).size() == 128);
  CHECK(id_of("queued as " + std::string(129, 'x')) == "");
}
