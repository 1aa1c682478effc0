#include "commands/descriptors.h"

#include <doctest/doctest.h>
#include <sys/resource.h>

using commands::raise_descriptor_limit;

namespace {

rlimit limits() {
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  return limit;
}

}  // namespace

TEST_CASE("the limit of descriptors is raised as far as is wanted, and never lowered") {
  const rlimit before = limits();
  rlimit low = before;
  low.rlim_cur = 100;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &low) == 0);
  CHECK(raise_descriptor_limit(120) == 120);
  CHECK(raise_descriptor_limit(50) == 120);
  CHECK(limits().rlim_cur == 120);
  CHECK(raise_descriptor_limit() == before.rlim_max);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
}
