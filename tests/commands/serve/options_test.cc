#include "commands/serve/options.h"

#include <doctest/doctest.h>

using commands::parse_listen;

namespace {

std::string read(const std::string& text) {
  const auto address = parse_listen(text);
  if (address) return net::show(*address);
  CHECK(address.error().kind == base::ErrorKind::parse);
  return address.error().text;
}

}  // namespace

TEST_CASE("an address to listen on has forms with and without its parts") {
  CHECK(read("127.0.0.1:25") == "127.0.0.1:25");
  CHECK(read("0.0.0.0") == "0.0.0.0:2525");
  CHECK(read("26") == "127.0.0.1:26");
  CHECK(read("0") == "127.0.0.1:0");
  CHECK(read("127.0.0.2:0") == "127.0.0.2:0");
  CHECK(read("[::1]:0") == "[::1]:0");
  CHECK(read("::1") == "[::1]:2525");
  CHECK(read("fe::0") == "[fe::]:2525");
  CHECK(read("localhost:smtp") == "127.0.0.1:25");
  CHECK(read("unix:/run/x:0") == "unix:/run/x:0");
}

TEST_CASE("what is no address to listen on is told") {
  CHECK(read("mx.example.com") ==
        "--listen mx.example.com: an IP address of this machine is needed, not a name");
  CHECK(read("exec:cat") == "--listen exec:cat: this is no address");
  CHECK(read("127.0.0.1:99999").starts_with("--listen 127.0.0.1:99999: "));
}
