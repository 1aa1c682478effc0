#include "base/mask.h"

#include <doctest/doctest.h>

#include "base/base64.h"

using namespace base;
using namespace std::string_literals;

namespace {

Mask mask_of(const std::string& value) {
  Mask mask;
  mask.add("{{pw}}", base::Secret(value));
  return mask;
}

}  // namespace

TEST_CASE("a secret is shown by its name") {
  CHECK(mask_of("hunter2")("x hunter2 y hunter2") == "x {{pw}} y {{pw}}");
  CHECK(mask_of("")("x") == "x");
  CHECK(Mask()("x") == "x");
}

TEST_CASE("base64 that holds a secret is shown by its name") {
  const Mask mask = mask_of("hunter2");
  CHECK(mask(base::base64_encode("hunter2")) == "{{pw}}");
  CHECK(mask("AUTH PLAIN " + base::base64_encode("\0alice\0hunter2"s)) == "AUTH PLAIN {{pw}}");
  CHECK(mask("AUTH PLAIN " + base::base64_encode("\0alic\0hunter2"s) + "!") ==
        "AUTH PLAIN {{pw}}!");
}

TEST_CASE("base64 that was cut short or lost its padding is hidden too") {
  std::string blob = base::base64_encode("\0alice\0hunter2zz"s);
  while (blob.ends_with('=')) blob.pop_back();
  CHECK(mask_of("hunter2")(blob) == "{{pw}}");
  CHECK(mask_of("hunter2")(blob + "QUJ") == "{{pw}}");
}

TEST_CASE("a secret in another case or in hexadecimal is hidden, unless it is a short word") {
  CHECK(mask_of("hunter2")("upper HUNTER2, mixed Hunter2") == "upper {{pw}}, mixed {{pw}}");
  CHECK(mask_of("hunter2")("url 68756e74657232, 68756E74657232") == "url {{pw}}, {{pw}}");
  CHECK(mask_of("abc")("abc ABC 616263") == "{{pw}} ABC 616263");
}

TEST_CASE("the longest secret goes first, and other base64 stays") {
  Mask mask;
  mask.add("{{short}}", base::Secret("abc"));
  mask.add("{{long}}", base::Secret("abcdef"));
  CHECK(mask("abcdef abc") == "{{long}} {{short}}");
  CHECK(mask("QUJDREVGRw==") == "QUJDREVGRw==");
}
