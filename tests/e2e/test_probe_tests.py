"""What `ehlo probe` does to a server when it is asked to: recipients, relaying, STARTTLS, smuggling, TLS."""

import base64
import json
import re

import pytest

from serve_fixture import Sink

GREETING = "S: 220 mx.example.com ESMTP"
KEYWORDS = ("PIPELINING", "SIZE 50000000", "8BITMIME", "ENHANCEDSTATUSCODES")
BYE = ["C: QUIT", "S: 221 bye"]
NOBODY = "C*"  # a random recipient


def hello(*keywords):
    *others, last = ["mx.example.com", *keywords]
    return ["C: EHLO client.test", *(f"S: 250-{line}" for line in others), f"S: 250 {last}"]


CLEAR = [GREETING, *hello(*KEYWORDS)]
LOOK = [*CLEAR, *BYE, "@connect"]


@pytest.fixture
def probe(ehlo, certificates):
    def run(*arguments, **more):
        return ehlo("probe", "--helo", "client.test", "--timeout", "5s", "--skip", "starttls-offered",
                    "--tls-ca-path", certificates.path("root.crt"), *arguments, **more)

    return run


def found(done):
    """check -> [(verdict, reason)] of all that was found at addresses."""
    findings = {}
    for host in json.loads(done.stdout)["hosts"]:
        for address in host["addresses"]:
            for each in address["findings"]:
                findings.setdefault(each["check"], []).append((each["verdict"], each["reason"]))
    return findings


# ---- recipients


def asked(random, bob, *more):
    """The conversation that `--only recipient --rcpt bob@example.com` leads to, and the rest of the envelope."""
    return [*CLEAR, "C: MAIL FROM:<>", "S: 250 ok", NOBODY, f"S: {random}",
            *(["C: RSET", "S: 250 ok", "C: MAIL FROM:<>", "S: 250 ok"] if random.startswith("2") else []),
            "C: RCPT TO:<bob@example.com>", f"S: {bob}", *more]


def envelope_end(after_ok):
    """postmaster, abuse, VRFY, EXPN."""
    again = ["C: RSET", "S: 250 ok", "C: MAIL FROM:<>", "S: 250 ok"]
    return [*(again if after_ok else []), "C: RCPT TO:<postmaster@example.com>", "S: 250 ok", *again,
            "C: RCPT TO:<abuse@example.com>", "S: 550 5.1.1 no such user", "C: RSET", "S: 250 ok",
            "C: VRFY bob@example.com", "S: 252 cannot tell", "C*", "S: 252 cannot tell",
            "C: EXPN bob@example.com", "S: 502 no", "C*", "S: 502 no", *BYE]


@pytest.mark.parametrize("random, bob, verdict, reason", [
    ("550 5.1.1 no such user", "250 2.1.5 ok", "pass", "bob@example.com: 250 2.1.5 ok"),
    ("550 5.1.1 no such user", "550 5.1.1 no such user", "fail", "refused: bob@example.com: 550 5.1.1 no such user"),
    ("250 ok", "250 ok", "unknown",
     "cannot tell whether bob@example.com exists: the server takes any recipient of that domain"),
    ("450 4.2.0 greylisted", "450 4.2.0 greylisted", "unknown", "greylisted: bob@example.com: 450 4.2.0 greylisted"),
    ("550 5.1.1 no such user", "452 4.2.2 mailbox full", "unknown",
     "refused for now: bob@example.com: 452 4.2.2 mailbox full"),
])
def test_a_recipient_is_taken_or_refused_or_cannot_be_told(probe, wire, random, bob, verdict, reason):
    script = [*LOOK, *asked(random, bob, *envelope_end(bob.startswith("2")))]
    with wire(*script) as server:
        done = probe(server.address, "--rcpt", "bob@example.com", "--json")
    findings = found(done)
    assert findings["recipient"] == [(verdict, reason)]
    assert findings["postmaster"][0][0] == "pass"
    assert findings["abuse"] == [("hint", "refused: <abuse@example.com>: 550 5.1.1 no such user")]
    assert (findings["vrfy-closed"][0][0], findings["expn-closed"][0][0]) == ("pass", "pass")
    assert findings["smtputf8"][0][0] == "hint"
    assert done.status == {"fail": 1, "unknown": 75}.get(verdict, 0)
    assert b"DATA" not in b"".join(connection.received for connection in server.connections)


def test_a_greylisted_recipient_is_asked_for_again(probe, wire):
    later = [*CLEAR, "C: MAIL FROM:<>", "S: 250 ok", "C: RCPT TO:<bob@example.com>", "S: 250 ok", *BYE]
    script = [*LOOK, *asked("550 5.1.1 none", "451 4.7.1 try again later", *envelope_end(False)), "@connect", *later]
    with wire(*script) as server:
        done = probe(server.address, "--rcpt", "bob@example.com", "--retry-greylist", "10ms", "--json")
    assert found(done)["recipient"] == [
        ("pass", "bob@example.com: 250 ok (greylisted at first; asked again after 10 ms)")]


def test_a_greylisting_server_that_then_takes_anybody_tells_nothing(probe, wire):
    later = [*CLEAR, "C: MAIL FROM:<>", "S: 250 ok", NOBODY, "S: 250 ok", "C: RSET", "S: 250 ok",
             "C: MAIL FROM:<>", "S: 250 ok", "C: RCPT TO:<bob@example.com>", "S: 250 ok", *BYE]
    grey = "451 4.7.1 try again later"
    script = [*LOOK, *asked(grey, grey, *envelope_end(False)), "@connect", *later]
    with wire(*script) as server:
        done = probe(server.address, "--rcpt", "bob@example.com", "--retry-greylist", "10ms", "--json")
    assert found(done)["recipient"] == [
        ("unknown", "cannot tell whether bob@example.com exists: the server takes any recipient of that domain "
                    "(greylisted at first; asked again after 10 ms)")]
    assert done.status == 75


def test_a_server_that_refuses_bounces_and_tells_who_is_there(probe, wire):
    script = [*LOOK, *CLEAR, "C: MAIL FROM:<>", "S: 550 no bounces", "C: MAIL FROM:<>", "S: 550 no bounces",
              "C: VRFY postmaster", "S: 250 <postmaster@example.com>", "C*", "S: 550 unknown",
              "C: EXPN postmaster", "S: 250 <alice@example.com>", "C*", "S: 550 unknown", *BYE]
    with wire(*script) as server:
        done = probe(server.address, "--envelope")
    assert "fail     null-sender: MAIL FROM:<> is refused: 550 no bounces" in done.stdout
    assert "warn     vrfy-closed: VRFY tells who is there: 250 <postmaster@example.com>" in done.stdout
    assert "warn     expn-closed: EXPN tells who is there: 250 <alice@example.com>" in done.stdout
    assert done.status == 1


def test_a_server_that_has_enough_is_left_in_peace(probe, wire):
    script = [*LOOK, *CLEAR, "C: MAIL FROM:<>", "S: 250 ok", NOBODY, "S: 421 4.7.0 too many errors", "@hang-up"]
    with wire(*script) as server:
        done = probe(server.address, "--rcpt", "bob@example.com", "--json")
    findings = found(done)
    assert findings["null-sender"] == [("pass", "250 ok")]
    assert findings["recipient"] == [("unknown", "bob@example.com: not answered: 421 4.7.0 too many errors")]
    assert findings["postmaster"][0][0] == findings["expn-closed"][0][0] == "unknown"
    assert done.status == 75


def test_a_server_that_hangs_up_on_commands_is_asked_for_the_rest(probe, wire):
    """As Exim (smtp_accept_max_nonmail), which counts RSET and VRFY."""
    again = ["C: RSET", "S: 250 ok"]
    script = [*CLEAR, "C: MAIL FROM:<>", "S: 250 ok", "C: RCPT TO:<postmaster>", "S: 250 ok", *again,
              "C: VRFY postmaster", "@hang-up", "@connect",
              *CLEAR, "C: VRFY postmaster", "S: 252 no", "C*", "@hang-up", "@connect",
              *CLEAR, "C: EXPN postmaster", "S: 502 no", "C*", "S: 502 no", *BYE]
    with wire(*LOOK, *script) as server:
        done = probe(server.address, "--envelope", "--json")
    findings = found(done)
    assert findings["postmaster"] == [("pass", "<postmaster>: 250 ok")]
    assert findings["vrfy-closed"] == [
        ("unknown", "VRFY: not answered: connection closed by the peer waiting for the reply to command")]
    assert findings["expn-closed"] == [("pass", "502 no")]


def test_a_server_that_takes_one_connection_leaves_the_recipients_open(probe, wire):
    with wire(*LOOK, "S: 421 4.3.2 one at a time", "C: QUIT", "S: 221 bye") as server:
        done = probe(server.address, "--only", "recipient", "--rcpt", "bob@example.com", "--rcpt", "eve@example.com",
                     "--json")
    assert found(done)["recipient"] == [
        ("unknown", f"{who}@example.com: not answered: the server did not take a second connection")
        for who in ("bob", "eve")]
    assert done.status == 75


NOT_ASKED = "not asked: josé@example.com is not ASCII, and the server does not offer SMTPUTF8 (RFC 6531)"


def test_a_recipient_that_is_not_ascii_is_named_only_where_it_may_be(probe, wire):
    again = ["C: RSET", "S: 250 ok"]
    script = [*CLEAR, "C: MAIL FROM:<>", "S: 250 ok", "C: RCPT TO:<postmaster@example.com>", "S: 250 ok", *again,
              "C: MAIL FROM:<>", "S: 250 ok", "C: RCPT TO:<abuse@example.com>", "S: 250 ok", *again,
              "C: VRFY postmaster", "S: 252 no", "C*", "S: 252 no", "C: EXPN postmaster", "S: 502 no", "C*", "S: 502 no",
              *BYE]
    with wire(*LOOK, *script) as server:
        done = probe(server.address, "--only", "recipient", "--rcpt", "josé@example.com", "--json")
    assert found(done) == {"recipient": [("unknown", NOT_ASKED)]}
    assert done.status == 75


def test_a_recipient_that_is_not_ascii_is_named_with_smtputf8(probe):
    with Sink("--on", "RCPT TO:<ehlo-probe-*>", "550 5.1.1 no such user") as sink:
        done = probe(f"127.0.0.1:{sink.port}", "--only", "recipient", "--rcpt", "josé@bücher.example", "--json")
    assert found(done) == {"recipient": [("pass", "josé@xn--bcher-kva.example: 250 2.1.5 ok")]}
    assert "MAIL FROM:<> SMTPUTF8" in sink.out and "RCPT TO:<josé@xn--bcher-kva.example>" in sink.out


# ---- relaying


def test_a_real_server_relays_for_nobody(probe):
    rules = ["--on", "RCPT TO:<*@example.com>", "554 5.7.1 relay access denied"]
    for pattern in ("*%*", "*!*", '"*', "@*", "*@example.com@*"):
        rules += ["--on", f"RCPT TO:<{pattern}>", "554 5.7.1 relay access denied"]
    with Sink(*rules, "--on", "RCPT TO:<ehlo-probe-*>", "550 5.1.1 no such user") as sink:
        done = probe(f"127.0.0.1:{sink.port}", "--only", "open-relay", "--open-relay", "--json", "--insecure")
    assert found(done) == {"open-relay": [("pass", "all 16 forms are refused")]}
    assert "RCPT TO:<relay-test@example.com>" in sink.out and "DATA" not in sink.out
    assert done.stderr == (
        "ehlo: probe: --open-relay: on one connection to each address (6 where the server hangs up) MAIL and RCPT name "
        "foreign recipients, with RSET between; no DATA, no message is sent\n")


def test_forms_of_a_domain_that_is_not_the_servers_tell_nothing(probe):
    denied, unknown = "554 5.7.1 relay access denied", "550 5.1.1 no such user"
    with Sink("--on", "RCPT TO:<*@own.test>", unknown, "--on", "RCPT TO:<*>", denied) as sink:
        place = f"127.0.0.1:{sink.port}"
        nowhere = probe(place, "--only", "open-relay", "--open-relay", "--json")
        at_home = probe(place, "--only", "open-relay", "--open-relay", "--rcpt", "joe@own.test", "--json")
    assert found(nowhere) == {"open-relay": [
        ("unknown", "9 of 16 forms tell nothing: they assume a domain of the server's own, and it takes no mail for "
                    "[127.0.0.1]; the others are refused")]}
    assert found(at_home) == {"open-relay": [("pass", "all 16 forms are refused")]}
    assert (nowhere.status, at_home.status) == (75, 0)


def test_an_open_relay_is_told_from_a_sink(probe):
    with Sink("--on", "RCPT TO:<ehlo-probe-*>", "550 5.1.1 no such user") as relay, Sink() as sink:
        open_relay = probe(f"127.0.0.1:{relay.port}", "--only", "open-relay", "--open-relay", "--json")
        takes_all = probe(f"127.0.0.1:{sink.port}", "--only", "open-relay", "--open-relay", "--json")
    verdict, reason = found(open_relay)["open-relay"][0]
    assert verdict == "fail" and "of 16 forms are taken, as <> to <relay-test@example.com>: 250" in reason
    assert found(takes_all)["open-relay"][0][0] == "unknown"
    assert (open_relay.status, takes_all.status) == (1, 75)


@pytest.mark.parametrize("answer, verdict", [("554 5.7.1 denied", "pass"), ("250 ok", "fail"), ("450 later", "unknown")])
def test_an_envelope_of_ones_own_is_tried(probe, wire, answer, verdict):
    script = [*LOOK, *CLEAR, "C: MAIL FROM:<>", "S: 250 ok", NOBODY, "S: 550 none", "C: RSET", "S: 250 ok",
              "C: MAIL FROM:<a@example.org>", "S: 250 ok", "C: RCPT TO:<b@example.net>", f"S: {answer}", *BYE]
    with wire(*script) as server:
        done = probe("--json", "--relay-test", "a@example.org", "b@example.net", server.address)
    assert found(done)["relay"][0][0] == verdict


def test_a_server_that_hangs_up_on_errors_is_asked_for_the_rest(probe, wire):
    """As Exim, after some: a sender that was refused is not named again, and the forms are all tried."""
    null = ["C: MAIL FROM:<>", "S: 250 ok"]
    refused = [NOBODY, "S: 550 no"]
    again = ["C: RSET", "S: 250 ok", NOBODY, "S: 501 no"]
    first = [*CLEAR, *null, *2 * refused, *again, *null, *refused, *again, *null, *2 * refused, "@hang-up"]
    rest = [*CLEAR, *null, *6 * refused, "@hang-up"]
    with wire(*LOOK, *first, "@connect", *rest, "@connect", *rest) as server:
        done = probe(server.address, "--only", "open-relay", "--open-relay", "--json")
    assert found(done) == {"open-relay": [("pass", "all 16 forms are refused")]}


@pytest.mark.parametrize("refusal, why", [
    ("550 5.7.1 Service unavailable; Client host [127.0.0.1] blocked using zen.spamhaus.org",
     "the server refuses this client"),
    ("556 5.1.10 Recipient address rejected: Domain example.com does not accept mail (nullMX)",
     "the server says that the domain takes no mail"),
])
def test_a_refusal_of_something_else_is_no_all_clear(probe, refusal, why):
    with Sink("--on", "RCPT TO:<*>", refusal) as sink:
        done = probe(f"127.0.0.1:{sink.port}", "--only", "open-relay,relay", "--open-relay", "--relay-test", "a@x.test",
                     "b@example.com", "--json")
    for check in "relay", "open-relay":
        [(verdict, reason)] = found(done)[check]
        assert verdict == "unknown" and f"cannot tell, as {why}: " in reason


def test_a_blocked_client_learns_nothing_of_postmaster(probe):
    refusal = "550 5.7.1 Service unavailable; Client host [127.0.0.1] blocked using zen.spamhaus.org"
    with Sink("--on", "RCPT TO:<*>", refusal) as sink:
        done = probe(f"127.0.0.1:{sink.port}", "--only", "recipient,postmaster,abuse", "--rcpt", "bob@mx.test")
    told = " ".join(done.stdout.split())
    assert "fix: find the list in the text and ask for removal there; look for abuse first (zen.spamhaus.org)" in told
    assert "add the address, and read what comes to it" not in done.stdout
    assert told.count("cannot tell, as the server refuses this client: <") == 2


@pytest.mark.parametrize("arguments, error", [
    (["example.com", "--open-relay"], "--open-relay is for servers that you name: write HOST:PORT or smtp://HOST"),
    (["127.0.0.1", "--smuggling"], "--smuggling sends messages: name a recipient of your own with --rcpt"),
    (["127.0.0.1", "--retry-greylist", "5m"], "--retry-greylist asks again for --rcpt, which is not given"),
])
def test_a_test_needs_what_it_needs(probe, arguments, error):
    done = probe(*arguments)
    assert (done.stderr, done.status) == (f"ehlo: probe: {error}\n", 64)


# ---- STARTTLS

SECURE = [GREETING, *hello(*KEYWORDS, "STARTTLS"), "C: STARTTLS", "S: 220 go on", "@tls", *hello(*KEYWORDS), *BYE,
          "@connect"]
MAIL = [GREETING, *hello(*KEYWORDS, "STARTTLS"), "C: MAIL FROM:<>", "S: 530 5.7.0 STARTTLS first", *BYE, "@connect"]
SLIPPED = [GREETING, *hello(*KEYWORDS, "STARTTLS"), "C: STARTTLS", "C+ NOOP"]


@pytest.mark.parametrize("rest, verdict, reason", [
    (["S: 220 go on", "@tls", *hello(*KEYWORDS), *BYE], "pass", "dropped"),
    (["S: 220 go on", "@tls", "S: 250 noop", *hello(*KEYWORDS), "C: QUIT", "S: 221 bye"], "fail",
     'obeyed: inside TLS EHLO got "250 noop", and QUIT "250 mx.example.com PIPELINING SIZE 50000000 8BITMIME '
     'ENHANCEDSTATUSCODES"'),
    (["S: 554 5.5.0 no pipelining behind STARTTLS", "@hang-up"], "pass",
     "refused: 554 5.5.0 no pipelining behind STARTTLS"),
    (["@hang-up"], "pass", "the server hangs up"),
])
def test_a_command_behind_starttls_is_dropped_or_obeyed(probe, wire, rest, verdict, reason):
    with wire(*SECURE, *MAIL, *SLIPPED, *rest) as server:
        done = probe(server.address, "--starttls-test", "--json")
    assert found(done)["starttls-command-injection"] == [(verdict, reason)]
    assert found(done)["starttls-enforced"][0][0] == "hint"


# ---- smuggling


def message(*replies):
    return [*CLEAR, "C: MAIL FROM:<>", "S: 250 ok", "C: RCPT TO:<me@example.com>", "S: 250 ok", "C: DATA", "S: 354 go",
            "C.", *replies]


def test_near_misses_are_rejected_taken_as_data_or_the_end(probe, wire):
    data, rejects = ["S: 250 queued", *BYE], ["S: 550 5.5.2 bare line feed", *BYE]
    ends = ["S: 250 queued", "S: 250 noop", "S: 500 what", "@hang-up"]
    scripts = [message(*replies) for replies in (data, rejects, ends, *8 * [data])]
    with wire(*LOOK, *[line for script in scripts for line in (*script, "@connect")][:-1]) as server:
        done = probe(server.address, "--smuggling", "--rcpt", "me@example.com", "--only", "smuggling", "--json")
    told = found(done)["smuggling"]
    assert len(told) == 11
    assert told[0] == ("pass", r"\n.\n: treated as data")
    assert told[1] == ("pass", r"\n.\r\n: rejected: 550 5.5.2 bare line feed")
    assert told[2] == ("fail", r"\r\n.\n: ENDS THE MESSAGE: what follows is read as commands")
    assert done.status == 1
    assert "11 connections to each address, and on each a message to me@example.com" in done.stderr


def test_a_recipient_that_is_refused_ends_it(probe, wire):
    refused = [*CLEAR, "C: MAIL FROM:<>", "S: 250 ok", "C: RCPT TO:<me@example.com>", "S: 550 5.1.1 no", *BYE]
    with wire(*LOOK, *refused) as server:
        done = probe(server.address, "--smuggling", "--rcpt", "me@example.com", "--only", "smuggling", "--json")
    assert found(done)["smuggling"] == [("unknown", r"\n.\n: no message could be sent: RCPT: 550 5.1.1 no")]


# ---- TLS


def test_what_tls_accepts_is_enumerated(probe, certificates):
    with Sink("--tls-cert", certificates.path("good.crt"), "--tls-key", certificates.path("good.key")) as sink:
        done = probe(f"127.0.0.1:{sink.port}", "--tls-enumerate", "--only", "tls", "--json", seconds=120)
    findings = found(done)
    assert findings["tls-versions"] == [("pass", "TLSv1.3 TLSv1.2")]
    newest = findings["tls-suites"][0][1]
    assert set(newest.removeprefix("TLSv1.3: ").split()) == {
        "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"}
    assert re.search(r"TLSv1\.2: .*ECDHE-ECDSA-AES256-GCM-SHA384", findings["tls-suites"][1][1])
    assert "X25519" in findings["tls-groups"][0][1]
    assert "--tls-enumerate: at most 105 connections to each address" in done.stderr


# ---- NTLM

NTLM_CHALLENGE = base64.b64encode(
    b"NTLMSSP\0\2\0\0\0\6\0\6\0\x38\0\0\0\1\0\1\2" + bytes(16) + b"\x0e\0\x0e\0\x3e\0\0\0\x0a\0\x7c\x4f\0\0\0\x0f"
    + "LAB".encode("utf-16-le") + b"\1\0\6\0" + "MX1".encode("utf-16-le") + b"\0\0\0\0").decode()
NTLM_ANSWERS = {
    f"334 {NTLM_CHALLENGE}": ("hint", "target LAB, a domain; computer MX1; Windows 10.0, build 20348"),
    "334 aGVsbG8=": ("unknown", "what the server sends is no challenge of NTLM"),
    "535 5.7.8 no": ("unknown", "refused: 535 5.7.8 no"),
}


@pytest.mark.parametrize("answer", NTLM_ANSWERS, ids=["a challenge", "something else", "a refusal"])
def test_ntlm_tells_strangers_the_names_of_the_machine(probe, wire, answer):
    clear = [GREETING, *hello(*KEYWORDS, "AUTH NTLM")]
    given_up = ["C: *", "S: 501 5.7.0 cancelled"] if answer.startswith("334") else []
    script = [*clear, *BYE, "@connect", *clear, "C: AUTH NTLM", "S: 334", "C: TlRMTVNTUAABAAAABYIIogAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
              f"S: {answer}", *given_up, *BYE]
    with wire(*script) as server:
        findings = found(probe(server.address, "--ntlm", "--json"))
    assert findings["auth-ntlm"] == [NTLM_ANSWERS[answer]]


def test_ntlm_that_is_not_offered_tells_nothing(probe, wire):
    with wire(*CLEAR, *BYE) as server:
        assert found(probe(server.address, "--ntlm", "--json"))["auth-ntlm"] == [("pass", "NTLM is not offered")]
