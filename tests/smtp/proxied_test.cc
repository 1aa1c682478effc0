#include "smtp/proxied.h"

#include <doctest/doctest.h>

using namespace smtp;
using base::ErrorKind;

namespace {

Proxied xclient() {
  return {"XCLIENT", {{{{"NAME", "spike"}, {"ADDR", "192.0.2.1"}}, ""}, {{}, "FOO=bar  X"}}};
}

std::string why(const Proxied& proxied, const std::string& offer) {
  const auto good = check_offered(proxied, Extensions::parse({250, {"mx", offer}}));
  if (good) return "";
  CHECK(good.error().kind == ErrorKind::unsupported);
  return good.error().text;
}

}  // namespace

TEST_CASE("a group is one command, and free-form text goes as it is") {
  const Proxied proxied = xclient();
  CHECK(command_of(proxied, proxied.groups[0]) == "XCLIENT NAME=spike ADDR=192.0.2.1");
  CHECK(command_of(proxied, proxied.groups[1]) == "XCLIENT FOO=bar  X");
}

TEST_CASE("each attribute must be offered, in any case") {
  CHECK(why(xclient(), "XCLIENT name ADDR PROTO").empty());
  CHECK(why(xclient(), "XCLIENT ADDR") == "the server offers XCLIENT without NAME (it has: ADDR)");
  CHECK(why(xclient(), "SIZE") == "the server does not offer XCLIENT to this client");
  Proxied unverified = xclient();
  unverified.verify = false;
  CHECK(why(unverified, "XCLIENT").empty());
  CHECK(why(unverified, "SIZE") == "the server does not offer XCLIENT to this client");
}
