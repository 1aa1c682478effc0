#include "net/network.h"

#include <doctest/doctest.h>

using net::Network;

TEST_CASE("a network is counted through from its first address to its last") {
  const auto v4 = Network::parse("192.0.2.248/29");
  REQUIRE(v4);
  CHECK(v4->size() == 8);
  CHECK(v4->at(0).show() == "192.0.2.248");
  CHECK(v4->at(7).show() == "192.0.2.255");
  CHECK(Network::parse("10.1.0.0/16")->at(65535).show() == "10.1.255.255");
  CHECK(Network::parse("2001:db8::/112")->at(256).show() == "2001:db8::100");
  CHECK(Network::parse("192.0.2.1/32")->size() == 1);
}

TEST_CASE("what is meant as a network is told from hosts, URLs and sockets") {
  for (const char* text : {"192.0.2.0/24", "2001:db8::/64", "10/8", "192.0.2/24"})
    CHECK(Network::looks_like_one(text));
  for (const char* text : {"192.0.2.1", "smtp://192.0.2.1/", "unix:/run/lmtp", "mx.example/24",
                           "192.0.2.0/", "192.0.2.0/x"})
    CHECK_FALSE(Network::looks_like_one(text));
}

// All error paths follow.

TEST_CASE("a network names its first address in full") {
  CHECK(Network::parse("10/8").error().text ==
        "'10/8': a network is written with its first address in full: 192.0.2.0/24");
  CHECK(Network::parse("192.0.2.5/24").error().text ==
        "'192.0.2.5/24': bits are set behind the prefix; the network is 192.0.2.0/24");
  CHECK(Network::parse("192.0.2.0/33").error().text ==
        "'192.0.2.0/33': the prefix is a number from 0 to 32");
  CHECK(Network::parse("192.0.2.0").error().text ==
        "'192.0.2.0': the prefix is a number from 0 to 32");
}

TEST_CASE("a network is not larger than anybody means") {
  CHECK(Network::parse("10.0.0.0/8").error().text ==
        "'10.0.0.0/8': a network of more than 65,536 addresses; name the parts that are meant");
  CHECK_FALSE(Network::parse("2001:db8::/64"));
  CHECK_FALSE(Network::parse("0.0.0.0/0"));
}
