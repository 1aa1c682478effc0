#include "codes/remote_host.h"

#include <doctest/doctest.h>

using codes::host_named_in;

TEST_CASE("the host that refused stands ahead of its address") {
  CHECK(host_named_in("mx.example.net [192.0.2.1] did not like our RCPT TO:") == "mx.example.net");
  CHECK(host_named_in("host mx.example.net[192.0.2.1] said: 550 no") == "mx.example.net");
  CHECK(host_named_in("rejected by the server for example.net by mx.example.net. [192.0.2.1].") ==
        "mx.example.net");
}

TEST_CASE("or behind the words that mailers use") {
  CHECK(host_named_in("... while talking to mx.example.net.:") == "mx.example.net");
  CHECK(host_named_in("Remote server mx.example.net: 550 no") == "mx.example.net");
}

TEST_CASE("an address, a code in brackets and a name without a dot are no hosts") {
  CHECK(host_named_in("a@example.net [192.0.2.1]").empty());
  CHECK(host_named_in("550 5.7.1 [192.0.2.1] blocked").empty());
  CHECK(host_named_in("host mail said: 550 no").empty());
  CHECK(host_named_in("[").empty());
}

TEST_CASE("a text of nothing but marks is soon read") {
  std::string marks;
  for (int i = 0; i < 500'000; ++i) marks += "[1";
  CHECK(host_named_in(marks).empty());
  CHECK(host_named_in(std::string(300, 'x') + ".example[192.0.2.1]").empty());
}
