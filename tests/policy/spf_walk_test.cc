#include "policy/spf_walk.h"

#include <doctest/doctest.h>

#include "dns/fake_resolver.h"
#include "policy/finding_text.h"

using namespace policy;

namespace {

SpfTree walk(dns::FakeResolver& dns) {
  return walk_spf(dns, "example.com", {MailRule::mx}, base::Deadline::never());
}

std::string findings(const SpfTree& tree) {
  std::vector<Finding> all = tree.findings;
  for (Finding& finding : all) finding.column.reset();
  return show(all);
}

std::string findings(const char* record) {
  dns::FakeResolver dns;
  dns.txt("example.com", record).address("example.com", "192.0.2.1");
  dns.mx("example.com", 10, "example.com");
  return findings(walk(dns));
}

}  // namespace

TEST_CASE("the tree has every record on the way and counts its lookups") {
  dns::FakeResolver dns;
  dns.txt("example.com", "v=spf1 a include:one.example exists:%{i}.example ip4:192.0.2.1 -all");
  dns.txt("one.example", "v=spf1 mx include:two.example ?all").mx("one.example", 10, "mx.example");
  dns.txt("two.example", "v=spf1 redirect=three.example").txt("three.example", "v=spf1 -all");
  dns.address("example.com", "192.0.2.1");
  const SpfTree tree = walk(dns);
  CHECK(findings(tree) == "");
  CHECK(tree.published());
  CHECK(tree.root.lookups == 6);
  REQUIRE(tree.root.terms.size() == 5);
  CHECK(tree.root.terms[1].term == "include:one.example");
  CHECK(tree.root.terms[1].lookups == 4);
  CHECK(tree.root.terms[2].target.empty());
  REQUIRE(tree.root.terms[1].inner.size() == 1);
  const SpfNode& one = tree.root.terms[1].inner.front();
  CHECK(one.record == "v=spf1 mx include:two.example ?all");
  CHECK(one.lookups == 3);
  CHECK(one.terms[1].inner.front().terms.front().inner.front().domain == "three.example");
}

TEST_CASE("a record that needs more than ten lookups fails") {
  const std::string four = " a a a a";
  dns::FakeResolver dns;
  dns.txt("example.com", "v=spf1 include:one.example include:one.example" + four + " -all");
  dns.txt("one.example", "v=spf1 a:example.com a:example.com ?all");
  dns.address("example.com", "192.0.2.1");
  CHECK(walk(dns).root.lookups == 10);
  CHECK(findings(walk(dns)) == "");
  dns.txt("one.example", "nothing to do with it");
  dns::FakeResolver more;
  more.txt("example.com", "v=spf1" + four + four + four + " -all").address("example.com", "::1");
  CHECK(
      findings(walk(more)) ==
      "fail: evaluation needs up to 12 terms that ask the DNS, and 10 are allowed: receivers give "
      "permerror => remove includes that nobody needs, or name networks by ip4: and ip6:\n");
}

TEST_CASE("terms that find nothing are named, and more than two fail") {
  dns::FakeResolver dns;
  dns.txt("example.com", "v=spf1 a:x.example mx:y.example exists:z.example -all");
  CHECK(findings(walk(dns)) ==
        "fail: 3 lookups find nothing, and 2 are allowed: receivers give permerror => remove the "
        "terms that find nothing\n"
        "warn: a:x.example finds nothing: x.example has no address => remove a:x.example\n"
        "name first whoever sends: without that nobody may\n"
        "warn: mx:y.example finds nothing: y.example has no MX record => remove mx:y.example\n"
        "warn: exists:z.example finds nothing: z.example has no A record => remove "
        "exists:z.example\n");
}

TEST_CASE("nothing published, and too much, fail") {
  dns::FakeResolver none;
  CHECK(findings(walk(none)) ==
        "fail: example.com publishes no SPF record => publish: example.com. IN TXT \"v=spf1 mx "
        "~all\"\n");
  CHECK_FALSE(walk(none).published());
  dns::FakeResolver two;
  two.txt("example.com", "v=spf1 -all").txt("example.com", "v=spf1 mx -all");
  CHECK(findings(walk(two)) ==
        "fail: example.com publishes 2 SPF records, and one is allowed => merge them into one\n");
}

TEST_CASE("a DNS that does not tell is no fault of the record, wherever it is asked") {
  dns::FakeResolver dns;
  dns.txt("example.com", "v=spf1 a:x.example mx:x.example include:x.example -all");
  for (const auto type : {dns::Type::a, dns::Type::mx, dns::Type::txt})
    dns.fails("x.example", type, dns::Status::timeout);
  const SpfTree tree = walk(dns);
  CHECK(findings(tree) == "");
  CHECK(tree.trouble == std::vector<std::string>{
                            "A lookup for x.example: no answer in time; receivers put mail off",
                            "MX lookup for x.example: no answer in time; receivers put mail off",
                            "TXT lookup for x.example: no answer in time; receivers put mail off"});
}

TEST_CASE("a record that names thousands of hosts makes us ask for thirty of its terms") {
  dns::FakeResolver dns;
  std::string record = "v=spf1";
  for (int i = 0; i < 3000; ++i) record += " exists:h" + std::to_string(i) + ".example";
  dns.txt("example.com", record + " -all");
  CHECK(walk(dns).root.lookups == 3000);
  CHECK(dns.asked.size() == 31);
}

TEST_CASE("a record that is nearly one is told, in an include with what can be done about it") {
  dns::FakeResolver dns;
  dns.txt("example.com", "v=spf1 include:a.example -all").txt("a.example", " v=spf1 mx -all");
  CHECK(findings(walk(dns)) ==
        "fail: in a.example: \" v=spf1 mx -all\" at a.example is no SPF record: a blank stands in "
        "front of it => have its owner mend it, or remove include:a.example\n");
}

TEST_CASE(
    "a redirect that leads nowhere may be mistyped, and gets no line that locks its senders out") {
  dns::FakeResolver dns;
  dns.txt("example.com", "v=spf1 mx redirect=none.example").mx("example.com", 10, "a.example.com");
  CHECK(findings(walk(dns)) ==
        "fail: redirect=none.example leads to no record: none.example does not exist => correct or "
        "remove redirect=none.example\n");
}

TEST_CASE("no whole record is told that keeps or drops an include that leads nowhere") {
  dns::FakeResolver dns;
  dns.txt("example.com", "v=spf1 include:_spf.gogle.example moo=x -all");
  CHECK(findings(walk(dns)) ==
        "fail: include:_spf.gogle.example leads to no record: _spf.gogle.example does not exist => "
        "correct or remove include:_spf.gogle.example\n"
        "hint: moo=x is a modifier that nobody knows, and is ignored => remove moo=x\n");
}

TEST_CASE("no line is told that lets nobody send, but for a record that says so already") {
  CHECK(findings("v=spf1 include:example.com -all") ==
        "fail: include:example.com leads back to a record that leads here => remove "
        "include:example.com\n"
        "name first whoever sends: without that nobody may\n");
  CHECK(findings("v=spf1") ==
        "warn: there is no \"all\" at the end, so whoever is not named gets neutral => add ~all at "
        "the end\n"
        "name first whoever sends: without that nobody may\n");
  CHECK(findings("v=spf1 a:gone.example mx -all") ==
        "warn: a:gone.example finds nothing: gone.example has no address => remove a:gone.example\n"
        "publish in its place: example.com. IN TXT \"v=spf1 mx -all\"\n");
}

TEST_CASE("faults of an included record are named with it") {
  dns::FakeResolver dns;
  dns.txt("example.com", "v=spf1 include:bad.example include:none.example -all");
  dns.txt("bad.example", "v=spf1 ip4:1 -all");
  CHECK(findings(walk(dns)) ==
        "fail: include:none.example leads to no record: none.example does not exist => correct or "
        "remove include:none.example\n"
        "fail: in bad.example: 1 is not an IPv4 address\n");
  dns.txt("none.example", "hello");
  CHECK(findings(walk(dns)) ==
        "fail: include:none.example leads to no record: none.example publishes no SPF record => "
        "correct or remove include:none.example\n"
        "fail: in bad.example: 1 is not an IPv4 address\n");
  dns.txt("none.example", "v=spf1 -all").txt("none.example", "v=spf1 ?all");
  CHECK(
      findings(walk(dns)) ==
      "fail: in bad.example: 1 is not an IPv4 address\n"
      "fail: in none.example: none.example publishes 2 SPF records, and one is allowed => have its "
      "owner merge them into one, or remove include:none.example\n");
}

TEST_CASE("a loop is found and not walked twice") {
  dns::FakeResolver dns;
  dns.txt("example.com", "v=spf1 include:a.example -all");
  dns.txt("a.example", "v=spf1 redirect=Example.com");
  CHECK(findings(walk(dns)) ==
        "fail: in a.example: redirect=Example.com leads back to a record that leads here => have "
        "its owner remove redirect=Example.com\n");
}

TEST_CASE("a tree without end is cut") {
  dns::FakeResolver dns;
  dns.txt("example.com", "v=spf1 include:a.example include:b.example -all");
  dns.txt("a.example", "v=spf1 include:b.example include:c.example include:d.example ?all");
  dns.txt("b.example", "v=spf1 include:c.example include:d.example ?all");
  dns.txt("c.example", "v=spf1 include:d.example include:d.example include:d.example ?all");
  dns.txt("d.example", "v=spf1 include:e.example include:e.example include:e.example ?all");
  dns.txt("e.example", "v=spf1 ?all");
  (void)walk(dns);
  CHECK(dns.asked.size() == 30);
}

// What lint_spf finds follows.

TEST_CASE("everybody may send by +all and by a wide network") {
  CHECK(findings("v=spf1 all") ==
        "fail: all lets everybody send => write ~all in its place, later -all\n"
        "name first whoever sends: without that nobody may\n");
  CHECK(findings("v=spf1 ip4:0.0.0.0/1 -ip4:0.0.0.0/0 -all") ==
        "warn: ip4:0.0.0.0/1 lets a large part of the Internet send => name only the networks that "
        "send\n");
  for (const std::string term : {"ip4:0.0.0.0/0", "a/0", "mx/0"})
    CHECK(findings(("v=spf1 " + term + " -all").c_str()) ==
          "fail: " + term + " lets everybody send over IPv4 => name only the networks that send\n");
  CHECK(findings("v=spf1 a//0 -all") ==
        "fail: a//0 lets everybody send over IPv6 => name only the networks that send\n");
}

TEST_CASE("ptr is discouraged") {
  CHECK(
      findings("v=spf1 ptr -all") ==
      "warn: ptr is slow, and large receivers do not ask for it (RFC 7208 section 5.5) => replace "
      "ptr by ip4: and ip6:\n");
}

TEST_CASE("an end that is missing, soft or doubled is named") {
  CHECK(findings("v=spf1 mx") ==
        "warn: there is no \"all\" at the end, so whoever is not named gets neutral => add ~all at "
        "the end\n"
        "publish in its place: example.com. IN TXT \"v=spf1 mx ~all\"\n");
  CHECK(findings("v=spf1 mx ?all") ==
        "hint: ?all says nothing about who may not send => write ~all in its place, later -all\n"
        "publish in its place: example.com. IN TXT \"v=spf1 mx ~all\"\n");
  CHECK(findings("v=spf1 -all mx") ==
        "warn: mx is never tried, for -all matches everybody => put -all at the end\n"
        "publish in its place: example.com. IN TXT \"v=spf1 mx -all\"\n");
  CHECK(findings("v=spf1 ~all -all") ==
        "warn: -all is never tried, for ~all matches everybody => keep one of the two, the "
        "one that is meant, and put it at the end\n");
  CHECK(findings("v=spf1 ?all mx moo=x +all") ==
        "fail: +all lets everybody send => write ~all in its place, later -all\n"
        "warn: mx is never tried, for ?all matches everybody => keep one of the two, the one that "
        "is meant, and put it at the end\n"
        "hint: ?all says nothing about who may not send => write ~all in its place, later -all\n"
        "hint: moo=x is a modifier that nobody knows, and is ignored => remove moo=x\n");
  CHECK(findings("v=spf1 -all redirect=%{d}.example") ==
        "warn: redirect=%{d}.example is ignored, for -all matches everybody => remove "
        "redirect=%{d}.example\n"
        "publish in its place: example.com. IN TXT \"v=spf1 -all\"\n");
}

TEST_CASE("what is ignored is named, the more so when it was meant") {
  CHECK(
      findings("v=spf1 ip4=192.0.2.1 -all") ==
      "fail: ip4=192.0.2.1 is a modifier that nobody knows, and is ignored => write ip4:192.0.2.1\n"
      "publish in its place: example.com. IN TXT \"v=spf1 ip4:192.0.2.1 -all\"\n");
  CHECK(findings("v=spf1 moo=x -all") ==
        "hint: moo=x is a modifier that nobody knows, and is ignored => remove moo=x\n"
        "publish in its place: example.com. IN TXT \"v=spf1 -all\"\n");
}

TEST_CASE("a second record inside the first is named") {
  CHECK(findings("v=spf1 mx v=spf1 a -all") ==
        "fail: a second record begins inside this one => merge them into one, without the second "
        "v=spf1\n");
}

TEST_CASE("too many mail hosts fail, a long record is a hint") {
  dns::FakeResolver dns;
  dns.txt("example.com", "v=spf1 mx" + std::string(450, ' ') + "-all");
  for (std::uint16_t i = 0; i < 11; ++i) dns.mx("example.com", i, "mx.example.com");
  CHECK(findings(walk(dns)) ==
        "fail: mx leads to 11 mail hosts, and 10 are allowed => replace mx by ip4: and ip6:\n"
        "hint: the record has 463 bytes, and above 450 an answer may not fit into a datagram => "
        "move a part of it into an include\n");
}
