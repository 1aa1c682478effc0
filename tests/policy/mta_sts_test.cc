#include "policy/mta_sts.h"

#include <doctest/doctest.h>

#include "policy/finding_text.h"

using namespace policy;

namespace {

constexpr std::time_t kNow = 1795392000;  // 2026-11-23 00:00:00 UTC

constexpr std::string_view kPolicy =
    "version: STSv1\r\nmode: enforce\r\nmx: Mail.example.com\r\nmx: *.example.net\r\n"
    "max_age: 604800\r\n";

StsPolicy parsed(std::string_view text) {
  auto policy = parse_sts_policy(text);
  REQUIRE(policy);
  return *policy;
}

std::string error(std::string_view text) {
  const auto policy = parse_sts_policy(text);
  REQUIRE_FALSE(policy);
  return show(policy.error());
}

std::string record_error(std::string_view text) {
  const auto record = parse_sts_record(text, "example.com", kNow);
  REQUIRE_FALSE(record);
  return show(record.error());
}

}  // namespace

TEST_CASE("a TXT record has an id") {
  CHECK(parse_sts_record("v=STSv1; id=20160831085700Z;", "example.com", kNow)->id ==
        "20160831085700Z");
  CHECK(parse_sts_record("v=STSv1;id=1;other=x", "example.com", kNow)->id == "1");
  CHECK_FALSE(is_mta_sts("v=STSv2; id=1"));
}

TEST_CASE("a domain has a record, a host and a URL") {
  CHECK(sts_record_name("example.com") == "_mta-sts.example.com");
  CHECK(sts_policy_url("example.com") == "https://mta-sts.example.com/.well-known/mta-sts.txt");
}

TEST_CASE("a policy is read whatever ends its lines") {
  const StsPolicy policy = parsed(kPolicy);
  CHECK(policy.mode == StsMode::enforce);
  CHECK(policy.mx == std::vector<std::string>{"mail.example.com", "*.example.net"});
  CHECK(policy.max_age == 604800);
  CHECK(policy.findings.empty());
  CHECK(parsed("version:STSv1\nmode: none\nmax_age: 0").mode == StsMode::none);
}

TEST_CASE("a star stands for exactly one label, as in RFC 8461 section 4.1") {
  CHECK(sts_matches("*.example.com", "mail.example.com"));
  CHECK(sts_matches("*.example.com", "MAIL.Example.com."));
  CHECK_FALSE(sts_matches("*.example.com", "example.com"));
  CHECK_FALSE(sts_matches("*.example.com", "foo.bar.example.com"));
  CHECK_FALSE(sts_matches("*.example.com", ".example.com"));
  CHECK(sts_matches("mail.example.com", "mail.example.com"));
  CHECK(sts_covers(parsed(kPolicy), "b.example.net"));
  CHECK_FALSE(sts_covers(parsed(kPolicy), "b.example.org"));
}

TEST_CASE("a policy to publish is a policy") {
  const std::string text = sts_policy_for({"mx1.example.com", "mx2.example.com"}, StsMode::enforce);
  CHECK(text ==
        "version: STSv1\nmode: enforce\nmx: mx1.example.com\nmx: mx2.example.com\n"
        "max_age: 604800\n");
  CHECK(parsed(text).findings.empty());
}

TEST_CASE("what is weak in a policy is named") {
  CHECK(show(parsed("version: STSv1\nmode: testing\nmx: a.example\nmax_age: 60\n").findings) ==
        "warn 52: max_age: is 60 seconds, and less than a day protects hardly => write max_age: "
        "604800 or more\n"
        "hint: mode: testing protects nobody, failures are only reported => write mode: enforce, "
        "once the reports show no failures\n");
  CHECK(show(parsed("version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 99999999\n"
                    "mode: none\nfuture: x\n")
                 .findings) ==
        "warn 52: max_age: is more than a year, and 31557600 seconds are the most => write "
        "max_age: 31557600\n"
        "warn 61: mode stands twice, and the first one counts => keep one of the two\n");
}

TEST_CASE("a policy that is taken back protects nobody, and may end soon") {
  CHECK(show(parsed("version: STSv1\nmode: none\nmax_age: 60\n").findings) ==
        "hint: mode: none protects nobody, it takes an older policy back => write mode: testing, "
        "and mode: enforce later\n");
}

TEST_CASE("a short max_age is named wherever it stands") {
  CHECK(show(parsed("version: STSv1\nmax_age: 60\nmode: enforce\nmx: a.example\n").findings) ==
        "warn 24: max_age: is 60 seconds, and less than a day protects hardly => write max_age: "
        "604800 or more\n");
}

// All error paths of the parsers follow.

TEST_CASE("what is no MTA-STS record is named") {
  const std::string fix =
      " => publish in its place: _mta-sts.example.com. IN TXT \"v=STSv1; id=20261123000000;\"";
  CHECK(record_error("STSv1") == "fail 0: an MTA-STS record begins with v=STSv1;" + fix);
  CHECK(record_error("v=STSv1;") == "fail: id= is missing, so senders ignore the record" + fix);
  CHECK(record_error("v=STSv1; id=a-b") == "fail 12: id= must be 1 to 32 letters and digits" + fix);
  CHECK(record_error("v=STSv1; id=" + std::string(33, '1')) ==
        "fail 12: id= must be 1 to 32 letters and digits" + fix);
  CHECK(record_error("v=STSv1; id") == "fail 9: \"id\" has no equals sign" + fix);
}

TEST_CASE("what is no policy is named with its column") {
  CHECK(error("<html>") == "fail 0: \"<html>\" is not KEY: VALUE");
  CHECK(error("version: STSv2") ==
        "fail 9: version: must be STSv1, not \"STSv2\" => write version: STSv1");
  CHECK(error("mode: forced") == "fail 6: mode: must be none, testing or enforce, not \"forced\"");
  CHECK(error("mode: Enforce") ==
        "fail 6: mode: must be none, testing or enforce, not \"Enforce\" => write mode: enforce");
  CHECK(error("max_age: 1d") ==
        "fail 9: max_age: must be a number of seconds, not \"1d\" => write max_age: 604800");
  CHECK(error("mx: mx.*.example") ==
        "fail 4: mx: \"mx.*.example\" is neither a host name nor \"*.\" and one => "
        "write the name of a host, or \"*.\" and the name above it");
  CHECK(error("mx: 1.2.3.4:25").starts_with("fail 4: mx: \"1.2.3.4:25\""));
  CHECK(error("mx: mx.example.") ==
        "fail 4: mx: \"mx.example.\" is neither a host name nor \"*.\" and one => write mx: "
        "mx.example");
  CHECK(error("\xEF\xBB\xBFversion: STSv1") ==
        "fail 0: a byte order mark stands in front of the first line => save the file without it");
  CHECK(error("") == "fail: version: is missing => write version: STSv1");
  CHECK(error("version: STSv1") == "fail: mode: is missing => write mode: testing");
  CHECK(error("version: STSv1\nmode: none") ==
        "fail: max_age: is missing => write max_age: 604800");
  CHECK(error("version: STSv1\nmode: enforce\nmax_age: 86400") ==
        "fail: mx: is missing, so no mail host is allowed => write a line mx: NAME for each mail "
        "host");
  CHECK(error(std::string(65537, '\n')) == "fail: the policy has more than 65536 bytes");
}
