#include "probe/tls_session_judges.h"

#include <doctest/doctest.h>

#include "probe/scenes.h"

using namespace probe;

namespace {

net::TlsFacts tls(std::string version, std::string certificate = "a") {
  net::TlsFacts facts;
  facts.version = std::move(version);
  facts.chain.resize(1);
  facts.chain.front().sha256 = certificate;
  facts.chain.front().subject = "CN=" + certificate;
  return facts;
}

Shaken shaken(net::TlsFacts facts) { return {std::move(facts)}; }
Shaken refused() { return {{}, "handshake failure", true}; }
Shaken lost() { return {{}, "connection refused"}; }

// Each "VERDICT: REASON"; "broken" stands for the severity of the check.
std::string told(const Judgements& judgements) {
  std::string text;
  for (const Judgement& each : judgements)
    text += fmt::format("{}{}: {}", text.empty() ? "" : "; ",
                        each.verdict ? policy::verdict_name(*each.verdict) : "broken", each.reason);
  return text;
}

}  // namespace

TEST_CASE("TLS 1.2 has what binds it to its handshake, or lacks it") {
  net::TlsFacts old = tls("TLSv1.2");
  CHECK(told(judge_master_secret(old)) == "broken: it is not in TLSv1.2");
  CHECK(told(judge_secure_renegotiation(old)) ==
        "broken: the server does not know RFC 5746: who stands on the way can put commands ahead "
        "of a client's");
  old.extended_master_secret = old.secure_renegotiation = true;
  CHECK(told(judge_master_secret(old)) == "pass: it is in TLSv1.2");
  CHECK(told(judge_secure_renegotiation(old)) == "pass: the server knows RFC 5746");
}

TEST_CASE("TLS 1.3 has nothing else") {
  CHECK(told(judge_master_secret(tls("TLSv1.3"))) == "");
  CHECK(told(judge_secure_renegotiation(tls("TLSv1.3"))) == "");
}

TEST_CASE("a ticket lives 7 days at most") {
  net::TlsTicket ticket;
  CHECK(told(judge_lifetime(ticket)) == "pass: for no stated time");
  ticket.lifetime = 604'800;
  CHECK(told(judge_lifetime(ticket)) == "pass: for 604800 s");
  ++ticket.lifetime;
  CHECK(told(judge_lifetime(ticket)) == "broken: for 604801 s");
}

TEST_CASE("a session is resumed, is forgotten, or breaks the next handshake") {
  net::TlsTicket ticket;
  net::TlsFacts again = tls("TLSv1.3");
  CHECK(told(judge_resumption(ticket, shaken(again))) ==
        "broken: the server gives a session and does not know it afterwards: each connection costs "
        "a whole handshake");
  again.resumed = true;
  CHECK(told(judge_resumption(ticket, shaken(again))) == "pass: by ticket");
  ticket.by_id = true;
  CHECK(told(judge_resumption(ticket, shaken(again))) == "pass: by session ID");
  CHECK(told(judge_resumption(ticket, refused())) ==
        "fail: a client that offers its session meets a failure: handshake failure");
  CHECK(told(judge_resumption(ticket, lost())) == "unknown: connection refused");
}

TEST_CASE("renegotiation is refused, taken, or not there at all") {
  const Shaken old = shaken(tls("TLSv1.2"));
  CHECK(told(judge_renegotiation(old, refused())) == "pass: it is refused");
  CHECK(told(judge_renegotiation(old, old)) ==
        "broken: TLSv1.2 is negotiated anew as often as a client asks");
  CHECK(told(judge_renegotiation(refused(), {})) ==
        "pass: TLS 1.3 alone is spoken, which has none");
  CHECK(told(judge_renegotiation(lost(), {})) == "unknown: connection refused");
  CHECK(told(judge_renegotiation(old, lost())) == "unknown: connection refused");
}

TEST_CASE("the same certificate is shown whatever the name, or another, or none") {
  const net::TlsFacts named = tls("TLSv1.3");
  CHECK(told(judge_names(named, shaken(named), shaken(named))) ==
        "pass: without a server name the same certificate is shown; "
        "pass: for an unknown server name the same certificate is shown");
  CHECK(told(judge_names(named, shaken(tls("TLSv1.3", "b")), refused())) ==
        "broken: without a server name another certificate is shown: CN=b; "
        "warn: for an unknown server name the handshake fails: handshake failure");
  CHECK(told(judge_names(named, lost(), lost())) ==
        "unknown: connection refused; unknown: connection refused");
}
