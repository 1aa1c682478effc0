"""`ehlo probe` against servers with one fault each, and against those that want to hurt it."""

import json
import time

import pytest

from faulty_certificates import FaultyCertificates
from probe_faults import FAULTS, GO_ON, HANDSHAKE, SECOND_LOOK, SOUND, STARTTLS, hello, in_clear, session, up_to
from wire_server import WireServer

ALARMS = ("hint", "unknown", "warn", "fail")


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    return FaultyCertificates(tmp_path_factory.mktemp("faulty"))


def findings(result):
    """All of them, wherever they were made."""
    hosts = result["hosts"]
    yield from result["findings"]
    for host in hosts:
        yield from host["findings"]
        for address in host["addresses"]:
            yield from address["findings"]


def alarms(done):
    found = {}
    for finding in findings(json.loads(done.stdout)):
        if finding["verdict"] in ALARMS:
            found.setdefault(finding["check"], finding["verdict"])
    return found


@pytest.fixture
def probe(ehlo, certificates):
    def run(target, *options, **more):
        return ehlo("probe", target, "--helo", "client.test", "--timeout", "5s",
                    "--tls-ca-path", certificates.path("root.crt"), *options, **more)

    return run


def expected_status(row):
    if row.status is not None:
        return row.status
    return 1 if "fail" in row.alarms.values() else 0


@pytest.mark.parametrize("row", [*SOUND, *FAULTS], ids=lambda row: row.title)
def test_a_fault_is_found_under_its_own_name_and_no_other(probe, certificates, row):
    with WireServer(row.script, certificates) as server:
        done = probe(row.scheme + server.address, "--json", *row.options)
    assert alarms(done) == row.alarms
    assert (done.status, done.stderr) == (expected_status(row), "")


def test_there_are_many_faults_each_with_a_name_of_its_own():
    assert len({row.title for row in FAULTS}) == len(FAULTS) >= 60
    assert len(SOUND) >= 5


def test_a_look_at_what_else_it_may_be_takes_no_time_of_its_own(probe, certificates):
    """The second connection, which asks for TLS, is part of --max-time, and of the time that is told."""
    with WireServer(["@wait", *SECOND_LOOK], certificates) as server:
        begun = time.monotonic()
        done = probe(server.address, "--timeout", "1s", "--max-time", "1500ms", "--json")
        took = time.monotonic() - begun
    assert 1.4 < took < 3
    [host] = json.loads(done.stdout)["hosts"]
    assert 1400 <= host["addresses"][0]["ms"]["total"] <= took * 1000


def test_nobody_listens(probe, unused_port):
    done = probe(f"127.0.0.1:{unused_port}", "--json")
    assert alarms(done) == {"connect-refused": "fail"}
    assert done.status == 75


def test_a_socket_that_is_not_there_is_no_firewall(probe, tmp_path):
    done = probe(f"unix:{tmp_path}/none.sock", "--json")
    assert alarms(done) == {"connect-socket": "fail"}
    assert done.status == 75


def test_a_machine_without_a_route_blames_nobody(ehlo):
    """The broadcast address: the kernel refuses it at once, as it does without IPv6, and nothing is sent."""
    done = ehlo("probe", "255.255.255.255", "--json")
    assert alarms(done) == {"connect-route": "unknown"}
    assert done.status == 75
    told = ehlo("probe", "--nagios", "255.255.255.255")
    assert told.stdout.startswith("SMTP UNKNOWN - 255.255.255.255:25: connect-route: not looked at: nothing left this")
    assert told.status == 3


# ---- what stands on the first screen


def test_cause_and_fix_come_first(probe, certificates):
    with WireServer(session(tls="expired"), certificates) as server:
        done = probe(server.address)
    lines = done.stdout.splitlines()
    assert lines[0] == f"{server.address}: fail"
    assert lines[1].startswith("  cause: certificate expired 3 days ago (")
    assert lines[2] == "  fix:   renew it"


def test_without_utf8_all_is_ascii(probe, certificates):
    with WireServer(session(tls="expired"), certificates) as server:
        done = probe(server.address, env={"LC_ALL": "C"})
    assert done.stdout.isascii()
    assert "FAIL" in done.stdout


def test_with_utf8_the_matrix_has_marks(probe, certificates):
    with WireServer(session(), certificates) as server:
        done = probe(server.address, env={"LC_ALL": "C.UTF-8"})
    assert "✓" in done.stdout


# ---- servers that want to hurt

PLACES = {
    "the greeting": [],
    "EHLO": ["S: 220 mx.example.com ESMTP", "C: EHLO client.test"],
    "STARTTLS": up_to(STARTTLS),
    "the handshake": up_to(GO_ON),
    "EHLO in TLS": [*up_to(HANDSHAKE), "C: EHLO client.test"],
}
ATTACKS = {
    "an endless line": ["@endless " + "x" * 4000, "@hang-up"],
    "a banner without end": ["@endless 220-mx.example.com", "@hang-up"],
    "a byte now and then": ["@every 0.05 220-", "@deaf"],
    "100,000 continuation lines": ["@repeat 100000 250-x\r\n", "@hang-up"],
    "NULs": [r'S! "\0\0\0\0\r\n"', "@hang-up"],
    "escape sequences": [r'S! "\x1b]0;owned\x07\x1b[2J\r\n"', "@hang-up"],
    "a reset": ["@reset"],
    "silence": ["@deaf"],
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_server_is_left_in_time_and_named(probe, certificates, place, attack):
    script = [*PLACES[place], *ATTACKS[attack]]
    if place == "the greeting" and attack in ("a reset", "silence"):
        script += ["@connect", "@deaf"]
    begun = time.monotonic()
    with WireServer(script, certificates) as server:
        done = probe(server.address, "--timeout", "1s", "--max-time", "4s", "--all")
        took = time.monotonic() - begun
    assert took < 6
    assert done.status in (1, 75, 76)
    assert all(c.isprintable() or c == "\n" for c in done.stdout + done.stderr)
    assert "  cause: " in done.stdout


def test_the_whole_is_bounded_whatever_the_steps_take(probe, certificates):
    slow = ["S: 220 mx.example.com ESMTP", "C: EHLO client.test", "@every 0.4 250-mx.example.com", "@hang-up"]
    begun = time.monotonic()
    with WireServer(slow, certificates) as server:
        done = probe(server.address, "--timeout", "30s", "--max-time", "1s", "--json")
        assert time.monotonic() - begun < 4
    assert alarms(done)["ehlo-lost"] == "fail"


def test_a_program_that_does_not_exist_is_no_server(probe):
    done = probe("exec:./nosuchcmd -bs", "--json")
    assert alarms(done)["greeting-lost"] == "fail"
    assert done.status == 74


# ---- options


def test_warnings_count_when_asked(probe, certificates):
    with WireServer(in_clear("PIPELINING"), certificates) as server:
        assert probe(server.address, "--fail-on", "warn").status == 1


def test_checks_can_be_left_out(probe, certificates):
    with WireServer(session(tls="expired"), certificates) as server:
        done = probe(server.address, "--skip", "certificate", "--json")
    assert (alarms(done), done.status) == ({}, 0)


def test_a_socket_is_spoken_to_as_lmtp(probe, certificates, tmp_path):
    script = ["S: 220 mx.example.com LMTP", *hello("PIPELINING", "SIZE", "8BITMIME", "ENHANCEDSTATUSCODES", verb="LHLO"),
              "C: QUIT", "S: 221 bye"]
    with WireServer(script, certificates, path=tmp_path / "lmtp") as server:
        done = probe(f"lmtp://{server.address}", "--json")
    assert (alarms(done), done.status) == ({}, 0)


def test_a_login_is_tried_on_a_connection_of_its_own(probe, certificates):
    keywords = ("PIPELINING", "SIZE", "8BITMIME", "ENHANCEDSTATUSCODES", "AUTH PLAIN")
    login = [*session(secure=keywords)[:-2], "C*", "S: 535 5.7.8 no", "C: QUIT", "S: 221 bye"]
    with WireServer([*session(secure=keywords), "@connect", *login], certificates) as server:
        done = probe(server.address, "--auth-user", "alice", "--json", env={"EHLO_AUTH_PASSWORD": "tr0ub4dor"})
    assert alarms(done) == {"auth-login": "fail"}
    assert "tr0ub4dor" not in done.stdout


@pytest.mark.parametrize("offered, options, reason, fix", [
    ([], [], "no mechanism can be used: the server offers no mechanism",
     "log in where AUTH is offered, mostly on port 587 or 465; or switch it on here (Postfix: smtpd_sasl_auth_enable = "
     "yes)"),
    (["AUTH PLAIN LOGIN"], ["--auth", "SCRAM-SHA-256"], "no mechanism can be used: SCRAM-SHA-256 is not offered",
     "name one that is offered: --auth PLAIN,LOGIN"),
    (["AUTH XOAUTH2"], [], "no mechanism can be used: XOAUTH2 needs a token (--auth-token-file)",
     "give what one of them needs: --auth-password-file, or --auth-token-file"),
])
def test_a_login_without_a_mechanism_says_what_to_do(probe, certificates, offered, options, reason, fix):
    keywords = ("PIPELINING", "SIZE", "8BITMIME", "ENHANCEDSTATUSCODES", *offered)
    with WireServer([*session(secure=keywords), "@connect", *session(secure=keywords)], certificates) as server:
        done = probe(server.address, "--auth-user", "alice", "--only", "auth-login", "--json", *options,
                     env={"EHLO_AUTH_PASSWORD": "tr0ub4dor"})
    [found] = findings(json.loads(done.stdout))
    assert (found["reason"], found["fix"], done.status) == (reason, fix, 1)


def test_no_password_goes_to_a_server_that_is_not_trusted(probe, certificates):
    keywords = ("PIPELINING", "SIZE", "8BITMIME", "ENHANCEDSTATUSCODES", "AUTH PLAIN")
    with WireServer(session(tls="stranger", secure=keywords), certificates) as server:
        done = probe(server.address, "--auth-user", "alice", "--json", env={"EHLO_AUTH_PASSWORD": "tr0ub4dor"})
    assert alarms(done) == {"auth-login": "fail", "certificate-self-signed": "fail"}
    assert ('"fix":"mend TLS first, as the other checks tell; what --insecure sends anybody on the way may read"'
            in done.stdout)
