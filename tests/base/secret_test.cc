#include "base/secret.h"

#include <doctest/doctest.h>

#include <sstream>

using base::Secret;

TEST_CASE("a secret is shown as three stars") {
  const Secret secret("hunter2");
  std::ostringstream out;
  out << secret;
  CHECK(out.str() == "***");
  CHECK(fmt::format("{}", secret) == "***");
  CHECK(secret.reveal() == "hunter2");
}

TEST_CASE("a secret that was moved away leaves nothing behind") {
  Secret from("short");
  const Secret to = std::move(from);
  CHECK(to.reveal() == "short");
  CHECK(from.empty());  // NOLINT(bugprone-use-after-move): this is what is tested
}
