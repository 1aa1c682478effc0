#include "banner/look.h"

#include <doctest/doctest.h>

#include "net/scripted_stream.h"

using banner::EarlyTalk;
using banner::look;
using test::end;
using test::expect;
using test::reply;
using test::ScriptedPeer;
using namespace std::chrono_literals;

namespace {

const banner::Wish kPlain{.timeout = 1000ms};
const banner::Wish kEhlo{.helo = "me.example", .timeout = 1000ms};

}  // namespace

TEST_CASE("a look takes the greeting and says goodbye") {
  const ScriptedPeer peer({reply("220 mx.example.com ESMTP Postfix\r\n"), expect("QUIT\r\n"),
                           reply("221 bye\r\n"), end()});
  const auto seen = look(peer.stream(), kPlain);
  CHECK(seen.greeting.name == "mx.example.com");
  CHECK(seen.software.id == "postfix");
  CHECK(seen.findings.empty());
  CHECK_FALSE(seen.error);
  CHECK(peer.finished());
}

TEST_CASE("EHLO is said when it is wished") {
  const ScriptedPeer peer({reply("220 mx.example.com\r\n"), expect("EHLO me.example\r\n"),
                           reply("250-mx.example.com\r\n250 SIZE 100\r\n"), expect("QUIT\r\n"),
                           reply("221 bye\r\n"), end()});
  const auto seen = look(peer.stream(), kEhlo);
  CHECK(seen.extensions.has("SIZE"));
  CHECK(seen.findings.empty());
}

TEST_CASE("LMTP is asked with LHLO") {
  const ScriptedPeer peer({reply("220 mx.example.com\r\n"), expect("LHLO me.example\r\n"),
                           reply("250 mx.example.com\r\n"), expect("QUIT\r\n"),
                           reply("221 bye\r\n"), end()});
  auto wish = kEhlo;
  wish.lmtp = true;
  CHECK_FALSE(look(peer.stream(), wish).error);
  CHECK(peer.finished());
}

TEST_CASE("TLS comes first when it is wished") {
  const ScriptedPeer peer({test::tls(), reply("220 mx.example.com\r\n"), expect("QUIT\r\n"),
                           reply("221 bye\r\n"), end()});
  auto wish = kPlain;
  wish.tls = true;
  CHECK(look(peer.stream(), wish).greeting.code == 220);
  CHECK(peer.in_tls());
}

TEST_CASE("who refuses is not asked for more, and told QUIT all the same") {
  const ScriptedPeer peer({reply("554 no\r\n"), expect("QUIT\r\n"), end()});
  const auto seen = look(peer.stream(), kEhlo);
  CHECK(seen.findings.size() == 1);
  CHECK_FALSE(seen.hello);
  CHECK(peer.finished());
}

TEST_CASE("who is busy at EHLO may hang up behind its 421") {
  const ScriptedPeer peer({reply("220 mx.example.com\r\n"), expect("EHLO me.example\r\n"),
                           reply("421 4.3.2 busy\r\n"), end()});
  const auto seen = look(peer.stream(), kEhlo);
  REQUIRE(seen.findings.size() == 1);
  CHECK(seen.findings.front().text == "refuses EHLO: 421 4.3.2 busy");
}

TEST_CASE("who refuses EHLO for good is asked with HELO") {
  const ScriptedPeer old({reply("220 mx.example.com\r\n"), expect("EHLO me.example\r\n"),
                          reply("502 what?\r\n"), expect("HELO me.example\r\n"),
                          reply("250 mx.example.com\r\n"), expect("QUIT\r\n"), reply("221 bye\r\n"),
                          end()});
  const auto seen = look(old.stream(), kEhlo);
  REQUIRE(seen.findings.size() == 1);
  CHECK(seen.findings.front().level == policy::Level::warn);
  CHECK(seen.hello->code == 502);
  CHECK(old.finished());
}

TEST_CASE("who refuses EHLO and hangs up behind it has refused, and no more") {
  const ScriptedPeer peer({reply("220 mx.example.com\r\n"), expect("EHLO me.example\r\n"),
                           reply("550 5.7.1 go away\r\n"), end()});
  const auto seen = look(peer.stream(), kEhlo);
  CHECK_FALSE(seen.error);
  REQUIRE_FALSE(seen.findings.empty());
  CHECK(seen.findings.front().level == policy::Level::fail);
  CHECK(seen.findings.front().text == "refuses EHLO: 550 5.7.1 go away");
}

TEST_CASE("of another service nothing is told but that it is one") {
  const ScriptedPeer ftp({reply("220 ProFTPD Server (Debian) [192.0.2.1]\r\n"),
                          expect("EHLO me.example\r\n"), reply("500 EHLO not understood\r\n"),
                          expect("HELO me.example\r\n"), reply("500 HELO not understood\r\n"),
                          expect("QUIT\r\n"), reply("221 Goodbye.\r\n"), end()});
  const auto seen = look(ftp.stream(), kEhlo);
  CHECK(seen.another_service);
  REQUIRE(seen.findings.size() == 1);
  CHECK(seen.findings.front() ==
        policy::Finding{policy::Level::fail,
                        "refuses EHLO: 500 EHLO not understood",
                        "another service listens on this port (FTP, NNTP): name the port of SMTP",
                        {}});
}

TEST_CASE("who says more than was asked does not part in order") {
  const ScriptedPeer peer({reply("220 mx.example.com\r\n250 and more\r\n"), end()});
  const auto seen = look(peer.stream(), kPlain);
  REQUIRE(seen.findings.size() == 1);
  CHECK(seen.findings.front().text ==
        "does not part in order: unasked reply \"250 and more\" before QUIT: the server is out of "
        "step, so no later reply could be trusted");
}

TEST_CASE("what was said before an EHLO that is lost still holds") {
  const ScriptedPeer peer(
      {reply("220 mx.example.com ESMTP Postfix\r\n"), expect("EHLO me.example\r\n"), end()});
  const auto seen = look(peer.stream(), kEhlo);
  CHECK(seen.software.id == "postfix");
  REQUIRE(seen.error);
  CHECK(seen.error->text == "connection closed by the peer waiting for the reply to EHLO");
}

TEST_CASE("a mute server is a time-out at the greeting") {
  const ScriptedPeer peer({test::hang()});
  const auto seen = look(peer.stream(), kPlain);
  REQUIRE(seen.error);
  CHECK(seen.error->text == "timeout after 1 s waiting for the greeting");
  CHECK(peer.written().empty());
}

TEST_CASE("who talks early is refused or not") {
  auto wish = kEhlo;
  wish.talk_early = true;
  const ScriptedPeer strict(
      {expect("EHLO me.example\r\n"), reply("521 wait\r\n"), expect("QUIT\r\n"), end()});
  const auto refused = look(strict.stream(), wish);
  CHECK(refused.early_talk == EarlyTalk::refused);
  CHECK(refused.findings.empty());
  const ScriptedPeer listed({expect("EHLO me.example\r\n"),
                             reply("554 5.7.1 192.0.2.1 blocked using zen.spamhaus.org\r\n"),
                             expect("QUIT\r\n"), end()});
  const auto not_told = look(listed.stream(), wish);
  CHECK(not_told.early_talk == EarlyTalk::not_told);
  CHECK(not_told.findings.size() == 1);
  const ScriptedPeer lax({expect("EHLO me.example\r\n"), reply("220 mx.example.com\r\n"),
                          reply("250 mx.example.com\r\n"), expect("QUIT\r\n"), reply("221 bye\r\n"),
                          end()});
  const auto tolerated = look(lax.stream(), wish);
  CHECK(tolerated.early_talk == EarlyTalk::tolerated);
  REQUIRE(tolerated.findings.size() == 1);
  CHECK(tolerated.findings.front().text ==
        "takes EHLO before its greeting: many senders of spam do not wait");
  CHECK(lax.finished());
}
