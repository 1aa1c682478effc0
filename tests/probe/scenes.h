// Facts and scenes for the tests of checks: what a sound server shows, to be spoiled by one fault.
//
//   test::Probed probed;
//   probed.facts().greeting = test::reply_of("554 go away");
//   CHECK(probed.finding("greeting-refused") == "fail: the greeting turns everybody away: 554 go
//   away");
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "base/text.h"
#include "net/certificates.h"
#include "probe/checks.h"
#include "probe/judge.h"
#include "probe/result.h"
#include "probe/wish.h"

namespace test {

// "250-mx.example.com\n250 SIZE 10": each line with its code.
inline smtp::Reply reply_of(std::string_view text) {
  smtp::ReplyParser parser;
  for (const std::string_view line : base::split(text, '\n'))
    parser.feed(std::string(line) + "\r\n");
  return parser.next().value().value();
}

// One host with one address, that is all in order: STARTTLS, TLS 1.3, a good certificate.
class Probed {
 public:
  Probed()
      : root_(authority("Test Root")),
        directory_(std::make_unique<TemporaryDirectory>()),
        ca_path_(directory_->write("root.pem", root_.pem())) {
    probe::HostResult host;
    host.facts.place.name = "mx.example.com";
    host.facts.place.shown = "mx.example.com:25";
    probe::AddressResult address;
    address.facts.address = net::TcpAddress{*net::IpAddress::parse("8.8.8.8"), 25};
    address.facts.shown = "8.8.8.8";
    host.addresses.push_back(std::move(address));
    result.hosts.push_back(std::move(host));
    result.target = "mx.example.com:25";
    greets("220 mx.example.com ESMTP");
    says(
        "250-mx.example.com\n250-PIPELINING\n250-SIZE 50000000\n250-8BITMIME\n"
        "250-ENHANCEDSTATUSCODES\n250 STARTTLS");
    in_tls(
        "250-mx.example.com\n250-PIPELINING\n250-SIZE 50000000\n250-8BITMIME\n"
        "250 ENHANCEDSTATUSCODES");
    shows_certificate({});
  }

  probe::HostResult& host() { return result.hosts.front(); }
  probe::AddressFacts& facts() { return host().addresses.front().facts; }

  void greets(std::string_view text) {
    facts().times.connect = base::Duration(1);
    facts().times.greeting = base::Duration(2);
    facts().greeting = reply_of(text);
  }
  void says(std::string_view text) {
    facts().hello = reply_of(text);
    facts().plain = smtp::Extensions::parse(*facts().hello);
  }
  void in_tls(std::string_view text) {
    facts().starttls = reply_of("220 ready");
    facts().times.tls = base::Duration(3);
    if (!facts().tls) facts().tls.emplace();
    facts().tls->version = "TLSv1.3";
    facts().tls->cipher = "TLS_AES_256_GCM_SHA384";
    facts().tls->group = "X25519";
    facts().secure_hello = reply_of(text);
    facts().secure = smtp::Extensions::parse(*facts().secure_hello);
  }
  // Signed by a root that is trusted.
  void shows_certificate(const test::Wish& wanted) {
    const Issued own = issue(wanted, &root_);
    shows({&own});
  }
  void shows(std::initializer_list<const Issued*> chain) {
    facts().tls->chain.clear();
    for (const Issued* each : chain)
      facts().tls->chain.push_back(net::describe_certificate(*each->certificate));
    net::TlsOptions options;
    options.verify_name = host().facts.place.name;
    options.ca_path = ca_path_;
    facts().chain = net::look_at_chain(facts().tls->chain, options).value();
  }
  const Issued& root() const { return root_; }
  // The conversation ended at this stage; nothing behind it happened.
  void lost(base::Stage stage, base::ErrorKind kind, std::string text) {
    facts().error = base::Error{kind, stage, std::move(text)};
    if (stage <= base::Stage::tls) facts().tls.reset(), facts().secure_hello.reset();
    if (stage < base::Stage::tls) facts().starttls.reset();
    if (stage < base::Stage::starttls) facts().hello.reset();
    if (stage < base::Stage::ehlo) facts().greeting.reset();
    if (stage < base::Stage::greeting) facts().times.connect.reset();
  }
  void in_clear_alone() {
    facts().tls.reset();
    facts().starttls.reset();
    facts().secure_hello.reset();
    facts().chain = {};
  }

  // All findings but those that pass, "ID verdict", a line each.
  std::string alarms() {
    std::string text;
    judged();
    for_each_finding(result, [&](const probe::Spot&, const probe::Finding& finding) {
      if (finding.verdict != probe::Verdict::pass)
        text += fmt::format("{} {}\n", finding.check->id, policy::verdict_name(finding.verdict));
    });
    return text;
  }
  // "fail: reason"; empty when the check says nothing.
  std::string finding(std::string_view id) {
    std::string text;
    judged();
    for_each_finding(result, [&](const probe::Spot&, const probe::Finding& found) {
      if (found.check->id == id && text.empty())
        text = fmt::format("{}: {}", policy::verdict_name(found.verdict), found.reason);
    });
    return text;
  }
  // What its first finding says to do.
  std::string fix(std::string_view id) {
    std::string text;
    judged();
    for_each_finding(result, [&](const probe::Spot&, const probe::Finding& found) {
      if (found.check->id == id && text.empty()) text = found.fix;
    });
    return text;
  }

  probe::Wish wish;
  probe::TargetResult result;

 private:
  void judged() {
    if (!std::exchange(done_, true)) probe::judge(result, wish);
  }

  Issued root_;
  std::unique_ptr<TemporaryDirectory> directory_;
  std::string ca_path_;
  bool done_ = false;
};

}  // namespace test
