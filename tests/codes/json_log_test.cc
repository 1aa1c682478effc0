#include "codes/json_log.h"

#include <doctest/doctest.h>

using codes::line_in_json;

TEST_CASE("a line of Docker's log is what the container wrote") {
  CHECK(line_in_json(R"({"log":"Nov 22 01:02:03 mx postfix/smtp[1]: x\n","stream":"stdout",)"
                     R"("time":"2026-11-22T01:02:03.4Z"})") ==
        "Nov 22 01:02:03 mx postfix/smtp[1]: x");
  CHECK(line_in_json(R"({"log":"x\r\n","time":"2026-11-22T01:02:03.4Z"})") ==
        "2026-11-22T01:02:03.4Z x");
}

TEST_CASE("an entry of journald has its program in a field") {
  CHECK(line_in_json(R"({"__REALTIME_TIMESTAMP":"1795413600000000","_HOSTNAME":"mx",)"
                     R"("SYSLOG_IDENTIFIER":"postfix/smtp","SYSLOG_PID":"12","MESSAGE":"x"})") ==
        "2026-11-23T06:00:00Z mx postfix/smtp[12]: x");
}

TEST_CASE("log shippers call the fields by other names") {
  CHECK(line_in_json(R"({"@timestamp":"2026-11-22 01:02:03","host":"mx","program":"exim",)"
                     R"("pid":7,"message":"x"})") == "2026-11-22T01:02:03 mx exim[7]: x");
}

TEST_CASE("what is no entry of a log gives nothing") {
  for (const char* text : {"", "{", "[]", "7", "{\"a\":1}", "{\"log\":7e1}", "{\"log\":\"\"}"})
    CHECK(line_in_json(text).empty());
  CHECK(line_in_json(R"({"__REALTIME_TIMESTAMP":"99999999999999999999","log":"x"})") == " x");
}
