#include <doctest/doctest.h>

#include "dns/resolver.h"

using namespace dns;
using namespace std::string_literals;

namespace {

std::string ascii(const std::string& name) {
  const auto encoded = to_ascii(name);
  if (encoded) return *encoded;
  CHECK(encoded.error().kind == base::ErrorKind::parse);
  return encoded.error().text;
}

}  // namespace

TEST_CASE("an ASCII name comes out in lower case without its last dot") {
  CHECK(ascii("Example.COM.") == "example.com");
  CHECK(ascii("_dmarc.example.com") == "_dmarc.example.com");
  CHECK(ascii("localhost") == "localhost");
}

TEST_CASE("an international name becomes A-labels, and sharp s stays itself") {
  CHECK(ascii("bücher.example") == "xn--bcher-kva.example");
  CHECK(ascii("BÜCHER.example.") == "xn--bcher-kva.example");
  CHECK(ascii("straße.example") == "xn--strae-oqa.example");
  CHECK(ascii("例え。テスト") == "xn--r8jz45g.xn--zckzah");
}

TEST_CASE("A-labels are shown as people read them") {
  CHECK(to_unicode("xn--bcher-kva.example") == "bücher.example");
  CHECK(to_unicode("example.com") == "example.com");
  CHECK(to_unicode("xn--0.example") == "xn--0.example");
}

// All error paths of to_ascii follow.

TEST_CASE("a name that cannot be is refused with the reason") {
  const std::string label(64, 'a');
  CHECK(ascii("") == "the domain name is empty");
  CHECK(ascii(".") == ". is not a domain name: a label is empty");
  CHECK(ascii("a..example") == "a..example is not a domain name: a label is empty");
  CHECK(ascii("user@example.com") ==
        "user@example.com is not a domain name: '@' cannot stand in one");
  CHECK(ascii("a\nb") == "a\\nb is not a domain name: '\\n' cannot stand in one");
  CHECK(ascii(label + ".com") ==
        label + ".com is not a domain name: a label is longer than 63 bytes");
  std::string lengthy = "a";
  while (lengthy.size() < 254) lengthy += ".a";
  CHECK(ascii(lengthy) == lengthy + " is not a domain name: it is longer than 253 bytes");
}

TEST_CASE("a name that IDNA does not allow is refused with the reason") {
  CHECK(ascii("\xff.example") == "\\xFF.example is not a domain name: it is not UTF-8 text");
  CHECK(ascii("ü\0.example"s) == "ü\\0.example is not a domain name: it is not UTF-8 text");
  CHECK(ascii("\u2028.example") ==
        "\\xE2\\x80\\xA8.example is not a domain name: string contains a disallowed character");
}
