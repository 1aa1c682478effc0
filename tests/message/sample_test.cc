#include "message/sample.h"

#include <doctest/doctest.h>

using namespace message;

TEST_CASE("a sample is found by its name, in any case") {
  CHECK(find_sample("EICAR")->name == "eicar");
  CHECK(find_sample("gtube")->body ==
        "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n");
  CHECK(find_sample("empty")->no_header);
  CHECK(find_sample("bare-lf")->raw);
  CHECK_FALSE(find_sample("8bit")->seven_bit);
}

TEST_CASE("a sample that is none is told with those that are") {
  CHECK(find_sample("x\n").error().text ==
        "'x\\n' is not one of eicar, gtube, 8bit, smtputf8, long-lines, nested-mime, empty, "
        "bare-lf");
}
