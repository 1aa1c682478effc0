#include "report/banner_text.h"

#include <doctest/doctest.h>

using report::banner_text;
using report::BannerStyle;

namespace {

banner::ServerReport greeted(const std::string& greeting) {
  banner::ServerReport report;
  report.target = report.host = "mx.example.com:25";
  report.look.reply = smtp::Reply{220, {greeting}};
  report.look.greeting = banner::read_greeting(*report.look.reply);
  report.look.delay = base::Duration(1500);
  return report;
}

}  // namespace

TEST_CASE("the columns of a line are those of the header") {
  auto report = greeted("mx.example.com ESMTP");
  report.look.software = {"exim", "Exim", "4.96", banner::Confidence::certain};
  CHECK(
      report::banner_header({}) + banner_text(report, {}) ==
      "SERVER                   CODE NAME                       SOFTWARE                 DELAY\n"
      "mx.example.com:25        220  mx.example.com             Exim 4.96                1.5 s\n");
}

TEST_CASE("how far a program can be trusted is a mark behind it") {
  auto report = greeted("mx.example.com ESMTP");
  report.look.software = {"exim", "Exim", "", banner::Confidence::likely};
  CHECK(banner_text(report, {}).find(" Exim? ") != std::string::npos);
  report.look.software.confidence = banner::Confidence::guess;
  CHECK(banner_text(report, {}).find(" Exim?? ") != std::string::npos);
}

TEST_CASE("what there is to say stands below, wrapped, the remedy on its own line") {
  auto report = greeted("mx");
  report.look.findings.push_back(
      {policy::Level::warn, "this is wrong in many ways", "mend it", {}});
  report.reverse.trouble = "no answer";
  const std::string text = banner_text(report, {.columns = 30});
  CHECK(text.substr(text.find('\n')) ==
        "\n  warn     this is wrong in many ways\n           mend it\n  unknown  no answer\n");
}

TEST_CASE("a server that cannot be reached has dashes and the reason") {
  banner::ServerReport report;
  report.target = "a b";
  report.look.error = base::Error{base::ErrorKind::parse, base::Stage::none, "no host"};
  CHECK(banner_text(report, {.target_width = 5}) ==
        "a b   -    -                                                       -\n"
        "  fail     no host\n");
}

TEST_CASE("only the verdict is coloured, and the columns stay") {
  const auto report = greeted("mx.example.com ESMTP");
  const std::string text = banner_text(report, {.paint = report::Style(true), .target_width = 5});
  CHECK(text.find("\x1b[32m220 \x1b[0m") != std::string::npos);
}

TEST_CASE("a server that offers nothing says so") {
  auto report = greeted("mx.example.com");
  report.look.hello = smtp::Reply{250, {"mx.example.com"}};
  CHECK(banner_text(report, {}).ends_with("\n  no extensions\n"));
}
