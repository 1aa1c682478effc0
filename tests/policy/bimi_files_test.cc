#include "policy/bimi_files.h"

#include <doctest/doctest.h>

#include <map>

#include "policy/finding_text.h"

using namespace policy;

namespace {

const std::string kLogo = R"(<svg version="1.2" baseProfile="tiny-ps"></svg>)";
constexpr const char* kLogoUrl = "https://example.com/logo.svg";
constexpr const char* kMarkUrl = "https://example.com/mark.pem";

using Web = std::map<std::string, base::Result<net::HttpAnswer>>;

net::HttpAnswer file(std::string body) { return {200, "", "", std::move(body)}; }

BimiRecord with_logo(std::string url) {
  BimiRecord record;
  record.logo = std::move(url);
  return record;
}

BimiRecord with_mark(std::string url) {
  BimiRecord record;
  record.evidence = std::move(url);
  return record;
}

Row look(const BimiRecord& record, const Web& web) {
  const Fetch fetch = [&](const std::string& host, const std::string& path, base::Deadline) {
    return web.at(host + path);
  };
  Row row{.topic = Topic::bimi, .summary = ""};
  look_at_bimi_files(record, fetch, base::Deadline::never(), row);
  return row;
}

std::string of_logo(base::Result<net::HttpAnswer> answer) {
  return show(look(with_logo(kLogoUrl), {{"example.com/logo.svg", std::move(answer)}}).findings);
}

std::string of_mark(base::Result<net::HttpAnswer> answer) {
  return show(look(with_mark(kMarkUrl), {{"example.com/mark.pem", std::move(answer)}}).findings);
}

}  // namespace

TEST_CASE("a logo of the right profile is told with its size") {
  const Row row = look(with_logo(kLogoUrl), {{"example.com/logo.svg", file(kLogo)}});
  CHECK(row.findings.empty());
  CHECK(row.details == std::vector<std::string>{"logo: https://example.com/logo.svg (47 bytes)"});
}

TEST_CASE("a URL without a path is that of the root") {
  CHECK(look(with_logo("https://example.com"), {{"example.com/", file(kLogo)}}).findings.empty());
}

TEST_CASE("a logo that is not shown is told why") {
  CHECK(of_logo(file("<html>")) == "warn: the logo is no SVG => serve an SVG Tiny PS file\n");
  CHECK(of_logo(file("<svg></svg>")) ==
        "warn: the logo is not of the profile SVG Tiny PS, the only one that is shown => export it "
        "with baseProfile=\"tiny-ps\" and version=\"1.2\"\n");
  CHECK(of_logo(file(kLogo + std::string(40000, ' '))) ==
        "hint: the logo has 40.0 kB, and 32.8 kB is the most that mailbox providers ask for => "
        "simplify its paths\n");
}

TEST_CASE("a logo or certificate that is not to be had is told why") {
  CHECK(of_logo(base::fail(base::ErrorKind::tls, "the certificate has expired")) ==
        "warn: the logo cannot be fetched: the certificate has expired => serve it at "
        "https://example.com/logo.svg\n");
  CHECK(of_mark(net::HttpAnswer{404, "", "", ""}) ==
        "warn: the mark certificate's server answers 404 => serve it at "
        "https://example.com/mark.pem\n");
  CHECK(of_mark(file("hello")) ==
        "warn: what a= names holds no certificate => serve the VMC or CMC as PEM, with its issuers "
        "behind it\n");
}
