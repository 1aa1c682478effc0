#include "report/json_banner.h"

#include <doctest/doctest.h>

using report::json_of;

TEST_CASE("a target that led to several servers numbers them") {
  banner::ServerReport report;
  report.target = "example.com";
  CHECK(json_of(report, 2, 3, {75}) ==
        R"({"target":"example.com","part":2,"parts":3,"verdict":"pass","findings":[],"exit":75})"
        "\n");
}

TEST_CASE("a status that --fail-on decides is told for both") {
  banner::ServerReport report;
  report.look.findings.push_back({policy::Level::warn, "x", "", {}});
  CHECK(json_of(report, 1, 1, {0, 1, 0}) ==
        R"({"target":"","verdict":"warn","findings":[{"verdict":"warn","text":"x"}],)"
        R"("exit":0,"exits":{"warn":1,"fail":0}})"
        "\n");
}

TEST_CASE("a long greeting is cut, and its length is told") {
  banner::ServerReport report;
  report.look.reply = smtp::Reply{220, std::vector<std::string>(512, std::string(4000, 'x'))};
  report.look.greeting = banner::read_greeting(*report.look.reply);
  const std::string text = json_of(report, 1, 1, {});
  CHECK(text.size() < 15'000);
  CHECK(text.find("\"lines\":512") != std::string::npos);
}

TEST_CASE("a reply to EHLO, reverse names and early talk are told when there are some") {
  banner::ServerReport report;
  report.look.hello = smtp::Reply{250, {"mx.example.com", "SIZE 100"}};
  report.look.extensions = smtp::Extensions::parse(*report.look.hello);
  report.look.early_talk = banner::EarlyTalk::tolerated;
  report.reverse.looked_up = true;
  report.reverse.names = {{"mx.example.com", true}};
  CHECK(json_of(report, 1, 1, {}) ==
        R"({"target":"","verdict":"pass","ehlo_code":250,"ehlo_name":"mx.example.com",)"
        R"("extensions":["SIZE 100"],"reverse_names":[{"name":"mx.example.com",)"
        R"("leads_back":true}],"early_talk":"tolerated","findings":[],"exit":0})"
        "\n");
}
