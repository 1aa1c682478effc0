#include "commands/run/places.h"

#include <doctest/doctest.h>

#include "commands/world.h"

using namespace commands;

namespace {

RunPlaces places(RunOptions options) {
  auto made = RunPlaces::from(options);
  REQUIRE_MESSAGE(made, made.error().text);
  return std::move(*made);
}

RunOptions with_server(const std::string& server) {
  RunOptions options;
  options.server = server;
  return options;
}

RunOptions with_detour(const std::string& detour) {
  RunOptions options;
  options.connect_to = {detour};
  return options;
}

std::string where(const RunOptions& options, const std::string& target) {
  dns::FakeResolver dns;
  dns.address("mx.example", "192.0.2.1").address("other.example", "192.0.2.2");
  const auto found = places(options).addresses(target, dns);
  return found ? net::show(found->front()) : found.error().text;
}

std::string wrong(const RunOptions& options) {
  const auto made = RunPlaces::from(options);
  REQUIRE_FALSE(made);
  return made.error().text;
}

}  // namespace

TEST_CASE("without options a target is where it says it is, port 25 if it says none") {
  CHECK(where({}, "mx.example") == "192.0.2.1:25");
  CHECK(where({}, "mx.example:587") == "192.0.2.1:587");
  CHECK(where({}, "[::1]:2525") == "[::1]:2525");
  CHECK(where({}, "unix:/run/lmtp") == "unix:/run/lmtp");
  CHECK(where({}, "exec:exim -bs") == "exec:exim -bs");
  CHECK(places({}).redirect("mx.example:25") == "mx.example:25");
  CHECK(places({}).server().empty());
}

TEST_CASE("--server takes a target's place, and its port only if it has one itself") {
  CHECK(places(with_server("mx")).redirect("a.example:465") == "mx:465");
  CHECK(places(with_server("mx:2525")).redirect("a.example:465") == "mx:2525");
  CHECK(places(with_server("::1")).redirect("a.example:25") == "[::1]:25");
  CHECK(places(with_server("::1")).server() == "[::1]");
  CHECK(places(with_server("unix:/s")).redirect("a.example:25") == "unix:/s");
}

TEST_CASE("--connect-to leads elsewhere what fits, and the first that fits is taken") {
  CHECK(where(with_detour("MX.example:25:other.example:2525"), "mx.example") == "192.0.2.2:2525");
  CHECK(where(with_detour("mx.example:26:other.example:2525"), "mx.example") == "192.0.2.1:25");
  CHECK(where(with_detour(":::2525"), "mx.example") == "192.0.2.1:2525");
  CHECK(where(with_detour("::[::1]:"), "mx.example:587") == "[::1]:587");
  RunOptions two = with_detour("mx.example::other.example:");
  two.connect_to.emplace_back(":::1");
  CHECK(where(two, "mx.example") == "192.0.2.2:25");
  CHECK(where(with_detour(":::2525"), "unix:/s") == "unix:/s");
}

TEST_CASE("a name is looked up once") {
  const RunPlaces once = places({});
  dns::FakeResolver dns, empty;
  dns.address("mx.example", "192.0.2.1");
  CHECK(once.addresses("mx.example", dns));
  CHECK(once.addresses("mx.example:25", empty));
  CHECK_FALSE(once.addresses("mx.example:26", empty));
}

TEST_CASE("a family leaves out the other's addresses") {
  RunOptions options;
  options.ipv6 = true;
  dns::FakeResolver dns;
  dns.address("mx.example", "192.0.2.1").address("mx.example", "2001:db8::1");
  const auto found = places(options).addresses("mx.example", dns);
  REQUIRE(found);
  CHECK(found->size() == 1);
  CHECK(net::show(found->front()) == "[2001:db8::1]:25");
}

// All errors of the places follow.

TEST_CASE("what is no place is said to be none") {
  CHECK(wrong(with_server("a b")).starts_with("--server: "));
  CHECK(wrong(with_server("lmtp://mx")) ==
        "--server: a session file says itself where TLS begins: write HOST[:PORT]");
  CHECK(wrong(with_detour("a:25:b")) ==
        "--connect-to: 'a:25:b' has not four parts: write HOST:PORT:ADDR:PORT");
  CHECK(wrong(with_detour("a:25:b:c d")) ==
        "--connect-to: 'a:25:b:c d' has a port that is none: write HOST:PORT:ADDR:PORT");
  RunOptions options;
  options.ipv4 = options.ipv6 = true;
  CHECK(wrong(options) == "-4 and -6 exclude each other");
  options = {};
  options.timeout = "soon";
  CHECK(wrong(options).starts_with("--timeout: 'soon' is not a duration"));
}
