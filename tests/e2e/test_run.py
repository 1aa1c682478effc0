"""What `ehlo run` does with session files: the wire, the reports, the exit status."""

import json
import os
import re
import socket
import time
from base64 import b64encode
from xml.etree import ElementTree

import pytest

from case_file import masked
from dns_server import DnsServer
from known_secrets import PASSWORD, revealed
from serve_fixture import ROOT, Sink

GREETED = """S: 220
C: EHLO client.example
S: 250
"""
MAIL = """C: MAIL FROM:<a@example.org>
C: RCPT TO:<b@example.com>
S: 250
S: 450 4.7.1
C: QUIT
S: 221
"""
HELLO = ("S: 220 hi", "C: EHLO client.example", "S: 250-hi", "S: 250 PIPELINING")


class Folder:
    """Session files in a directory, and `ehlo run` in it."""

    def __init__(self, path, ehlo):
        self.path = path
        self._ehlo = ehlo

    def write(self, name, *parts):
        (self.path / name).parent.mkdir(parents=True, exist_ok=True)
        (self.path / name).write_text("".join(parts))
        return name

    def run(self, *arguments, env=None, **options):
        return self._ehlo("run", *arguments, cwd=self.path, env={"EHLO_TIMEOUT": "5s", **(env or {})}, **options)


@pytest.fixture
def folder(tmp_path, ehlo):
    return Folder(tmp_path, ehlo)


def shown(outcome, server):
    return masked(outcome.stdout, {"{server}": server.address})


# ---- the verdict


def test_a_server_that_keeps_to_the_file_passes(folder, wire):
    folder.write("a.smtp", GREETED, "? ehlo PIPELINING exists\n", MAIL)
    with wire(*HELLO, "C: MAIL FROM:<a@example.org>", "C+ RCPT TO:<b@example.com>", "S: 250 ok", "S: 450 4.7.1 later",
              "C: QUIT", "S: 221 bye") as server:
        outcome = folder.run("a.smtp", "-s", server.address)
    assert shown(outcome, server) == "ok   a.smtp: 6 checks in N ms\n1 file: 1 passed, 0 failed, 0 skipped; 6 checks in N ms\n"
    assert (outcome.stderr, outcome.status) == ("", 0)


def test_a_failure_shows_all_that_is_needed_to_see_why(folder, wire):
    folder.write("a.smtp", "@connect {{server}}\n", GREETED, MAIL)
    with wire(*HELLO, "C: MAIL FROM:<a@example.org>", "C: RCPT TO:<b@example.com>", "S: 250 ok",
              "S: 550 5.1.1 no\x1b user", "C: QUIT", "S: 221 bye") as server:
        outcome = folder.run("a.smtp", "-s", server.address)
    assert shown(outcome, server) == r"""FAIL a.smtp: 1 failure, 4 checks in N ms
a.smtp:8:4: expected 450 4.7.1, got 550 5.1.1
  S: 450 4.7.1
     ^
  S: 550 5.1.1 no\x1B user
  after N ms
  The mailbox does not exist at that domain. Correct the address, or take it off the list.
  the conversation up to there:
    @connect {server}
    # connected to {server} in N ms
    S: 220 hi
    C: EHLO client.example
    S: 250-hi
    S: 250 PIPELINING
    C: MAIL FROM:<a@example.org>
    C: RCPT TO:<b@example.com>
    S: 250 ok
    S: 550 5.1.1 no\x1B user
1 file: 0 passed, 1 failed, 0 skipped; 4 checks in N ms
"""
    assert outcome.status == 1


def test_a_reply_that_nobody_asked_for_is_a_failure(folder, wire):
    folder.write("a.smtp", "S: 220\nC: NOOP\nS: 250\n@pause 200ms\nC: NOOP\nS: 250\n")
    with wire("S: 220 hi", "C: NOOP", 'S! "250 ok\\r\\n250 twice\\r\\n"', "C: QUIT", "S: 221 bye") as server:
        outcome = folder.run("a.smtp", "-s", server.address)
    assert 'a.smtp:6:4: unconsumed reply: "250 twice\\r\\n"' in outcome.stdout
    assert outcome.status == 1


def test_a_reply_that_is_there_before_the_login_is_not_its_verdict(folder, wire):
    """The password is not sent either."""
    folder.write("a.smtp", "S: 220\nC: NOOP\nS: 250\n@pause 200ms\n@auth PLAIN user=a password=hunter2\n")
    with wire("S: 220 hi", "C: NOOP", 'S! "250 ok\\r\\n235 2.7.0 early\\r\\n"', "C: QUIT", "S: 221 bye") as server:
        outcome = folder.run("a.smtp", "-s", server.address)
    assert 'unconsumed reply: "235 2.7.0 early\\r\\n"' in outcome.stdout
    assert outcome.status == 1


def test_a_skipped_file_counts_apart(folder, wire):
    folder.write("a.smtp", GREETED, "@skip-unless ehlo STARTTLS\nC: STARTTLS\nS: 220\n")
    with wire(*HELLO) as server:
        outcome = folder.run("a.smtp", "-s", server.address)
    assert shown(outcome, server).startswith("skip a.smtp: not so: ehlo STARTTLS\n1 file: 0 passed, 0 failed, 1 skipped;")
    assert outcome.status == 0


def test_tls_and_its_certificate_can_be_asserted(folder, wire, certificates):
    folder.write("a.smtp", GREETED, "C: STARTTLS\nS: 220\n@tls verify=on name=mx.example.com\n"
                 "? tls.verified == true\n? cert.days > 1\nC: QUIT\nS: 221\n")
    talk = (*HELLO, "C: STARTTLS", "S: 220 go", "@tls", "C: QUIT", "S: 221 bye")
    with wire(*talk) as server:
        trusting = folder.run("a.smtp", "-s", server.address, "--tls-ca-path", certificates.path("root.crt"))
    assert (trusting.stdout.startswith("ok   a.smtp: 7 checks"), trusting.status) == (True, 0)
    with wire(*HELLO, "C: STARTTLS", "S: 220 go", "@tls-fails") as server:
        outcome = folder.run("a.smtp", "-s", server.address)
    assert outcome.status == 77
    assert "a.smtp:6:1:" in outcome.stdout
    with wire(*talk[:-2]) as server:
        insecure = folder.run("a.smtp", "-s", server.address, "--insecure", "--to-line", "6")
    assert insecure.status == 0


# ---- which files


def test_a_directory_stands_for_its_session_files_sorted(folder, wire):
    for name in ("d/b.smtp", "d/a.smtp", "d/below/c.smtp", "d/not-one.txt"):
        folder.write(name, "S: 220\n")
    with wire("S: 220 1", "@connect", "S: 220 2", "@connect", "S: 220 3") as server:
        outcome = folder.run("d", "-s", server.address, "--json")
    files = [json.loads(line) for line in outcome.stdout.splitlines()]
    assert [one["file"] for one in files if one["type"] == "file"] == ["d/a.smtp", "d/b.smtp", "d/below/c.smtp"]


def test_only_some_of_them_by_their_name(folder, wire):
    folder.write("d/tls-a.smtp", "S: 220\n")
    folder.write("d/b.smtp", "S: 220\n")
    with wire("S: 220 1") as server:
        outcome = folder.run("d", "--only", "tls-*", "-s", server.address)
    assert "ok   d/tls-a.smtp" in outcome.stdout and "b.smtp" not in outcome.stdout


def test_standard_input_is_a_file(folder, wire):
    with wire("S: 220 1", "@connect", "S: 220 2") as server:
        outcome = folder.run("-", "--repeat", "2", "-s", server.address, input=b"S: 220\n")
    assert re.findall(r"^ok   (\S+ \S+):", outcome.stdout, re.M) == ["- #1", "- #2"]


def test_lines_can_be_left_out(folder, wire):
    folder.write("a.smtp", "S: 220\nC: NOOP\nS: 250\nC: RSET\nS: 250\n")
    with wire("S: 220 hi", "C: NOOP", "S: 250 ok") as server:
        assert folder.run("a.smtp", "--to-line", "3", "-s", server.address).status == 0


# ---- where to


def test_the_server_takes_the_place_of_every_connect(folder, wire):
    folder.write("a.smtp", "@connect mx1.example:25\nS: 220\n@connect mx2.example\nS: 220\n")
    with wire("S: 220 1", "@connect", "S: 220 2") as server:
        assert folder.run("a.smtp", "-s", server.address).status == 0


def test_a_server_without_a_port_keeps_that_of_the_file(folder, wire):
    with wire("S: 220 1") as server:
        folder.write("a.smtp", f"@connect mx1.example:{server.port}\nS: 220\n? peer.name == 127.0.0.1\n")
        assert folder.run("a.smtp", "-s", "127.0.0.1").status == 0


def test_connect_to_changes_the_address_and_not_the_name(folder, wire):
    folder.write("a.smtp", "@connect mx1.example:465\nS: 220\n? peer.name == mx1.example\n")
    with wire("S: 220 1") as server:
        assert folder.run("a.smtp", "--connect-to", f"mx1.example:465:127.0.0.1:{server.port}").status == 0


def test_a_name_is_looked_up_once_in_a_run(folder, wire):
    with wire("S: 220 1", "@connect", "S: 220 2") as server, DnsServer({"mx.example": [("A", "127.0.0.1")]}) as dns:
        folder.write("a.smtp", f"@connect mx.example:{server.port}\nS: 220\n")
        outcome = folder.run("a.smtp", "--repeat", "2", "-4", "--dns-server", dns.address)
    assert outcome.status == 0


def test_a_unix_socket_is_a_server(folder, wire, tmp_path):
    folder.write("a.smtp", "S: 220\n")
    with wire("S: 220 1", path=tmp_path / "socket"):
        assert folder.run("a.smtp", "-s", f"unix:{tmp_path / 'socket'}").status == 0


# ---- again, and at a time


def test_what_fails_is_run_again(folder, wire):
    folder.write("a.smtp", "S: 220\n")
    with wire("S: 421 later", "C: QUIT", "S: 221 bye", "@connect", "S: 220 now") as server:
        outcome = folder.run("a.smtp", "--retry", "3", "--retry-interval", "10ms", "-s", server.address)
    assert shown(outcome, server).startswith("ok   a.smtp: 1 check in N ms, 2 tries\n")
    assert outcome.status == 0


def test_fail_fast_begins_nothing_more(folder, wire):
    for name in "abc":
        folder.write(f"{name}.smtp", "S: 220\n")
    with wire("S: 554 no", "C: QUIT", "S: 221 bye") as server:
        outcome = folder.run(".", "--fail-fast", "-s", server.address)
    assert outcome.stdout.splitlines()[-1].startswith("3 files: 0 passed, 1 failed, 0 skipped, 2 not run; 1 check in ")
    assert outcome.status == 1


def test_many_files_at_a_time_are_each_reported_whole(folder):
    for number in range(40):
        folder.write(f"{number:02}.smtp", GREETED, "C: RCPT TO:<x@y>\nS: 250\n")
    with Sink("--no-tls") as sink:
        outcome = folder.run(".", "-j", "8", "-s", f"127.0.0.1:{sink.port}", "--junit", "report.xml")
    blocks = re.findall(r"^FAIL (\d\d).smtp: .*\n\1.smtp:5:4: expected 250, got 503 .*\n", outcome.stdout, re.M)
    assert sorted(blocks) == [f"{number:02}" for number in range(40)]
    names = [case.get("name") for case in ElementTree.parse(folder.path / "report.xml").iter("testcase")]
    assert names == [f"{number:02}.smtp" for number in range(40)]


@pytest.mark.parametrize("hostile", [
    ("@endless 250-again",),
    ("@every 0.1 250-again",),
    ('S! "250"', "@wait"),
], ids=["endless lines", "a line now and then", "half a reply"])
def test_a_hostile_server_holds_a_run_no_longer_than_its_time_out(folder, wire, hostile):
    folder.write("a.smtp", "S: 220\nC: NOOP\nS: 250\n")
    begun = time.monotonic()
    with wire("S: 220 hi", "C: NOOP", *hostile) as server:
        outcome = folder.run("a.smtp", "--timeout", "1s", "-s", server.address)
    assert time.monotonic() - begun < 20
    assert outcome.status in (75, 76)


# ---- reports


def failing(folder, wire, *options, **more):
    folder.write("a.smtp", GREETED, MAIL)
    with wire(*HELLO, "C: MAIL FROM:<a@example.org>", "C: RCPT TO:<b@example.com>", "S: 250 ok", "S: 250 <ok> & fine",
              "C: QUIT", "S: 221 bye") as server:
        return folder.run("a.smtp", "-s", server.address, *options, **more)


def test_json_is_an_object_a_line_with_every_documented_field(folder, wire):
    outcome = failing(folder, wire, "--json")
    lines = [json.loads(line) for line in outcome.stdout.splitlines()]
    assert [line["type"] for line in lines] == ["step"] * 7 + ["file", "run"]
    assert lines[6]["failure"] == "expected 450 4.7.1, got 250"
    assert lines[-2]["failures"][0]["reply"] == {"code": 250, "lines": ["<ok> & fine"]}
    text = (ROOT / "man/ehlo-run.1").read_text()
    table = re.search(r"\.SS JSON\n\.TS\n.*?\n.*?\n(.*?)\.TE", text, re.S)[1]
    documented = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"^([a-z_, ]+)\|", table, re.M))))
    assert {field for line in lines for field in line} <= documented


def test_junit_tells_a_ci_system_why(folder, wire):
    outcome = failing(folder, wire, "--junit", "report.xml")
    assert outcome.status == 1
    suite = ElementTree.parse(folder.path / "report.xml").getroot()
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("1", "1", "0")
    failure = suite.find(".//failure")
    assert failure.get("message") == "expected 450 4.7.1, got 250"
    assert "    S: 250 <ok> & fine\n" in failure.text


def test_tap_has_a_test_point_a_file(folder, wire):
    outcome = failing(folder, wire, "--tap")
    lines = outcome.stdout.splitlines()
    assert (lines[0], lines[1], lines[-1]) == ("TAP version 14", "not ok 1 - a.smtp", "1..1")
    assert "    a.smtp:7:4: expected 450 4.7.1, got 250" in lines


def test_github_gets_annotations(folder, wire):
    outcome = failing(folder, wire, env={"GITHUB_ACTIONS": "true"})
    assert outcome.stderr == "::error file=a.smtp,line=7,col=4::expected 450 4.7.1, got 250\n"


def test_the_conversation_can_be_watched_and_is_a_session_file(folder, wire):
    outcome = failing(folder, wire, "-v")
    folder.write("seen.smtp", outcome.stderr)
    assert "C: RCPT TO:<b@example.com>\n" in outcome.stderr
    assert folder.run("--check", "seen.smtp").status == 0


# ---- secrets

SPOKEN = """S: 220
C: EHLO client.example
S: 250
C: AUTH PLAIN {{base64 "\\0alice\\0{{password}}"}}
S: 334
C: {{base64 "{{password}}"}}
S: 334
C: {{password}}
S: 235
? text contains {{password}}
"""


def secret_talk():
    plain = b64encode(f"\0alice\0{PASSWORD}".encode()).decode()
    alone = b64encode(PASSWORD.encode()).decode()
    return (*HELLO, f"C: AUTH PLAIN {plain}", "S: 334", f"C: {alone}", f"S: 334 you said {alone}", f"C: {PASSWORD}",
            f"S: 535 no {PASSWORD}, {plain}", "C: QUIT", "S: 221 bye")


@pytest.mark.parametrize("options", [("-v",), ("--json",), ("--tap",)], ids=lambda options: options[0])
def test_a_secret_stands_in_no_report(folder, wire, options):
    folder.write("a.smtp", SPOKEN)
    folder.write("secret", PASSWORD + "\n")
    with wire(*secret_talk()) as server:
        outcome = folder.run("a.smtp", "-s", server.address, "--secret", "password=@secret", "--junit", "report.xml", *options,
                             env={"GITHUB_ACTIONS": "true"})
    assert outcome.status == 1
    report = (folder.path / "report.xml").read_text()
    assert revealed(outcome.stdout + outcome.stderr + report) == []
    assert "{{password}}" in outcome.stdout and "{{password}}" in report


def test_a_secret_may_come_from_the_environment(folder, wire):
    folder.write("a.smtp", SPOKEN)
    with wire(*secret_talk()) as server:
        outcome = folder.run("a.smtp", "-s", server.address, "--secret", "password", env={"EHLO_VAR_password": PASSWORD})
    assert outcome.status == 1
    assert revealed(outcome.stdout + outcome.stderr) == []


def test_a_secret_on_the_command_line_is_warned_of(folder, wire):
    folder.write("a.smtp", "S: 220\n")
    with wire("S: 220 hi") as server:
        outcome = folder.run("a.smtp", "-s", server.address, "--secret", f"a={PASSWORD}")
    assert outcome.stderr == ("ehlo: run: warning: a secret on the command line can be seen by every user of this machine; "
                              "use --secret NAME=@FILE\n")


def test_a_password_that_was_given_as_any_variable_is_warned_of_and_not_shown(folder, wire):
    folder.write("a.smtp", "S: 220\n")
    with wire("S: 220 hi") as server:
        outcome = folder.run("a.smtp", "-s", server.address, "--var", f"password={PASSWORD}")
    assert "use --secret NAME=@FILE\n" in outcome.stderr
    shown = folder.run("a.smtp", "--var", f"password={PASSWORD}", "--var", "a=1", "--show-config").stdout
    assert "var = password=***, a=1" in shown


def test_a_secret_that_nobody_gives_needs_a_terminal(folder):
    folder.write("a.smtp", "S: 220\n")
    outcome = folder.run("a.smtp", "--secret", "a")
    assert outcome.stderr == ("ehlo: run: value of a (or --secret a=@FILE) is needed, and there is no terminal to ask for it\n")
    assert outcome.status == 64


# ---- looked at and not run


def test_check_finds_what_is_wrong(folder):
    folder.write("a.smtp", "S: 220 4.1.0\nC: {{a}}\n@close\nS: 250\n")
    outcome = folder.run("--check", "a.smtp")
    assert re.findall(r"^a.smtp:.*", outcome.stdout, re.M)[:2] == [
        "a.smtp:1:4: warning: 4.1.0 does not bind: its class is not that of 220",
        "a.smtp:2:4: note: variable 'a' is not set: give it with --var a=...",
    ]
    assert outcome.status == 1
    folder.write("b.smtp", "S: 220\nC: {{a}}\n")
    assert folder.run("--check", "b.smtp").status == 0
    folder.write("c.smtp", "S: 220\nC B: x\n")
    assert folder.run("--check", "c.smtp").status == 65


def test_a_transcript_that_was_cut_is_not_sent(folder, wire):
    cut = ("S: 220\nC: DATA\nS: 354\nC: a: b\n# ... 107 lines, 572 bytes\nC: .\nS: 250\n")
    folder.write("a.smtp", cut)
    fault = "a.smtp:5:1: lines of the message were left out here: record it with --record, or with --show-data"
    for more in ("--check",), ("-s", "127.0.0.1:1"):
        outcome = folder.run("a.smtp", *more)
        assert fault in outcome.stdout and outcome.status == 65


def test_check_wants_an_expectation(folder):
    folder.write("a.smtp", "C: NOOP\n")
    outcome = folder.run("--check", "a.smtp")
    assert outcome.stdout == "a.smtp: it checks nothing: no S:, no ? and no @expect\n"
    assert outcome.status == 65
    assert folder.run("--check", "a.smtp", "--allow-unchecked").status == 0


def test_format_prints_or_writes_the_canonical_text(folder):
    folder.write("a.smtp", "  C:   x\n?   code   ==   250\n")
    (folder.path / "a.smtp").chmod(0o640)
    assert folder.run("--format", "a.smtp").stdout == "C:   x\n? code == 250\n"
    assert folder.run("--format", "--in-place", "a.smtp").status == 0
    assert (folder.path / "a.smtp").read_text() == "C:   x\n? code == 250\n"
    assert (folder.path / "a.smtp").stat().st_mode & 0o777 == 0o640
    assert os.listdir(folder.path) == ["a.smtp"]


def test_what_does_not_parse_is_not_written_over(folder):
    folder.write("a.smtp", "S: x\n")
    outcome = folder.run("--format", "--in-place", "a.smtp")
    assert outcome.stderr.startswith("ehlo: run: a.smtp:1:4: expected a reply code")
    assert (outcome.status, (folder.path / "a.smtp").read_text()) == (65, "S: x\n")


# ---- every error, with its status

ERRORS = [
    ((), "which files? Name FILE, DIR, or - for standard input", 64),
    (("a.smtp", "--check", "--format"), "--check, --format and --to-session exclude each other", 64),
    (("a.smtp", "--in-place"), "--in-place is for --format", 64),
    (("-", "--format", "--in-place"), "--in-place: standard input is no file", 64),
    (("a.smtp", "--json", "--tap"), "--json and --tap exclude each other", 64),
    (("a.smtp", "-4", "-6"), "-4 and -6 exclude each other", 64),
    (("a.smtp", "--from-line", "3", "--to-line", "2"), "--to-line stands above --from-line", 64),
    (("a.smtp", "-s", "smtps://mx"), "--server: a session file says itself where TLS begins: write HOST[:PORT]", 64),
    (("a.smtp", "--connect-to", "a:25:b"), "--connect-to: 'a:25:b' has not four parts: write HOST:PORT:ADDR:PORT", 65),
    (("a.smtp", "--connect-to", "a:x:b:25"),
     "--connect-to: 'a:x:b:25' has a port that is none: write HOST:PORT:ADDR:PORT", 65),
    (("a.smtp", "--var", "a"), "--var: expected NAME=VALUE, where a name has letters, digits, '_', '-' and '.': 'a'", 65),
    (("a.smtp", "--secret", "1=s3cret"), "--secret: expected NAME=VALUE, where a name has letters, digits, '_', '-' and '.'", 65),
    (("a.smtp", "--secret", "a=@nowhere"), "--secret a: cannot read nowhere", 66),
    (("a.smtp", "--vars-file", "nowhere"), "--vars-file: cannot read nowhere: no such file or directory", 66),
    (("a.smtp", "--vars-file", "vars"),
     "--vars-file vars:3: expected NAME=VALUE, where a name has letters, digits, '_', '-' and '.': 'no pair'", 65),
    (("a.smtp", "--tls-ca-path", "nowhere"), "--tls-ca-path: cannot read nowhere", 66),
    (("a.smtp", "--junit", "nowhere/report.xml"), "--junit: cannot write nowhere/report.xml: no such file or directory", 74),
    (("empty",), "there is no *.smtp file in empty", 66),
    (("a.smtp", "--only", "x*"), "--only: no file matches 'x*'", 66),
    (("a.smtp", "--dns-server", "x"), "--dns-server: x is no address of a name server; write 192.0.2.1, 192.0.2.1:5353 or "
     "[2001:db8::1]:53", 65),
]


@pytest.mark.parametrize("arguments, error, status", ERRORS, ids=lambda value: " ".join(value) if isinstance(value, tuple) else "")
def test_an_error_of_the_command_line_is_said_before_anything_is_sent(folder, arguments, error, status):
    folder.write("a.smtp", "S: 220\n")
    folder.write("vars", "# words\na=1\nno pair\n")
    (folder.path / "empty").mkdir()
    outcome = folder.run(*arguments)
    if "--secret" in arguments and "=s3cret" in "".join(arguments):
        outcome = type(outcome)(outcome.stdout, outcome.stderr.splitlines(True)[-1], outcome.status)
    assert (outcome.stdout, outcome.stderr, outcome.status) == ("", f"ehlo: run: {error}\n", status)


FILES = [
    ("S: x\n", (), "a.smtp:1:4: expected a reply code (250), a class (2xx) or alternatives (250|251)", 65),
    ("S: 220\nC: {{a}}\n", (), "a.smtp:2:4: variable 'a' is not set: give it with --var a=...", 65),
    ("C: NOOP\n", (), "a.smtp: it checks nothing: no S:, no ? and no @expect; --allow-unchecked runs it all the same", 65),
    ("S: 220\n", (), "a.smtp:1:4: no @connect so far, and no --server", 64),
    ("@include b.smtp\n", (), "a.smtp:1:1: cannot read b.smtp: no such file or directory", 66),
    ("@connect 127.0.0.1:1\nS: 220\n", (), "a.smtp:1:1: cannot connect to 127.0.0.1:1: connection refused", 75),
]


@pytest.mark.parametrize("text, arguments, error, status", FILES, ids=[row[2].partition(": ")[2] for row in FILES])
def test_a_file_that_cannot_be_run_says_why(folder, text, arguments, error, status):
    folder.write("a.smtp", text)
    outcome = folder.run("a.smtp", *arguments)
    assert outcome.stdout.splitlines()[1] == error
    assert outcome.status == status


def test_a_name_that_leads_nowhere_is_68(folder):
    folder.write("a.smtp", "@connect nowhere.example:25\nS: 220\n")
    with DnsServer({}) as dns:
        outcome = folder.run("a.smtp", "--dns-server", dns.address)
    assert outcome.status == 68


@pytest.mark.parametrize("script, status", [
    (("S: hello",), 76),
    (("@close",), 75),
    (("@wait",), 75),
], ids=["no reply", "closed", "silent"])
def test_a_greeting_that_does_not_come_has_its_status(folder, wire, script, status):
    folder.write("a.smtp", "S: 220\n")
    with wire(*script) as server:
        assert folder.run("a.smtp", "-s", server.address, "--timeout", "500ms").status == status


def test_a_session_that_takes_too_long_as_a_whole_fails_where_it_stands(folder, wire):
    folder.write("a.smtp", "S: 220\nC: NOOP\nS: 250\n@pause 1h\nC: QUIT\nS: 221\n")
    with wire("S: 220 hi", "C: NOOP", "S: 250 ok", "@wait") as server:
        outcome = folder.run("a.smtp", "-s", server.address, "--max-time", "500ms")
    assert outcome.stdout.splitlines()[1] == "a.smtp:4:1: the session took longer than 500 ms"
    assert outcome.status == 75


def test_a_reply_that_is_awaited_when_the_session_has_had_its_time_is_told_once(folder):
    folder.write("a.smtp", "S: 220\nC: QUIT\nS: 221\n")
    with socket.create_server(("127.0.0.1", 0)) as mute:
        outcome = folder.run("a.smtp", "-s", f"127.0.0.1:{mute.getsockname()[1]}", "--max-time", "500ms")
    faults = [line for line in outcome.stdout.splitlines() if line.startswith("a.smtp:")]
    assert faults == [
        "a.smtp:1:4: expected 220, got no reply: timeout after 500 ms; "
        "the session took longer than 500 ms"
    ]


def test_a_time_that_is_none_is_named(folder):
    outcome = folder.run("a.smtp", "--max-time", "soon")
    assert outcome.stderr.startswith("ehlo: run: --max-time: ")
    assert outcome.status == 65


def test_the_worst_file_decides(folder, wire):
    folder.write("a.smtp", "S: 220\n")
    folder.write("b.smtp", "S: x\n")
    with wire("S: 554 no", "C: QUIT", "S: 221 bye") as server:
        outcome = folder.run(".", "-s", server.address)
    assert outcome.stdout.splitlines()[-1].startswith("2 files: 0 passed, 2 failed")
    assert outcome.status == 65


HEARD = "what the other side said must not name {}: write it in the file"


@pytest.mark.parametrize("statement, thing", [
    ("@connect {{said}}", "a program or socket of this machine"),
    ("@message {{said}}", "a file of this machine"),
    ("@bdat {{said}}", "a file of this machine"),
    ("@tls cert={{said}}", "a file of this machine"),
    ('C: NOOP {{file "{{said}}"}}', "a file of this machine"),
    ('C: NOOP {{env "{{said}}"}}', "a variable of this machine"),
    ("@set again {{said}}\n@connect {{again}}", "a program or socket of this machine"),
])
def test_what_a_server_says_names_nothing_of_this_machine(folder, wire, statement, thing):
    folder.write("a.smtp", f"S: 220\n@capture said text /try (\\S+)/\n{statement}\n")
    goodbye = () if "@connect" in statement else ("C: QUIT", "S: 221 bye")
    with wire("S: 220 try exec:touch${IFS}here", *goodbye, "@wait") as server:
        outcome = folder.run("a.smtp", "-s", server.address)
    assert HEARD.format(thing) in outcome.stdout
    assert outcome.status != 0
    assert not (folder.path / "here").exists()


def test_what_a_server_says_may_be_said_back_and_may_name_a_host(folder, wire):
    folder.write("a.smtp", "S: 220\n@capture host text /go (\\S+)/\nC: NOOP {{host}}\nS: 250\nC: QUIT\nS: 221\n")
    with wire("S: 220 go there", "C: NOOP there", "S: 250 ok", "C: QUIT", "S: 221 bye") as server:
        assert folder.run("a.smtp", "-s", server.address).status == 0


def test_a_secret_that_is_spelled_out_is_shown_nowhere(folder, wire):
    (folder.path / "pw").write_text("hunter2secret")
    (folder.path / "m.eml").write_text("a: b\n\nhunter2secret\n")
    folder.write("a.smtp", "S: 220\nC: DATA\nS: 354\n@message m.eml\nS: 250\n"
                           "C: NOOP hunter2secret\nS: 250\nC: hunter2secret\nS: 250\n")
    script = ("S: 220 hi", "C: DATA", "S: 354 go", "C.", "S: 250 ok", "C: NOOP hunter2secret", "S: 250 ok",
              "C: hunter2secret", "S: 500 what", "C: QUIT", "S: 221 bye")
    for more in ("--verbose",), ("--json",), ("--tap",), ("--junit", "j.xml"):
        with wire(*script) as server:
            outcome = folder.run("a.smtp", "-s", server.address, "--secret", "pw=@pw", *more)
        assert outcome.status != 0
        shown = outcome.stdout + outcome.stderr + (folder.path / "j.xml").read_text() if "--junit" in more else \
            outcome.stdout + outcome.stderr
        assert "hunter2secret" not in shown


def test_a_password_in_the_file_itself_is_shown_nowhere(folder, wire):
    folder.write("a.smtp", "S: 220\n@auth PLAIN user=joe password=hunter2secret\n")
    with wire("S: 220 hi", "C: AUTH PLAIN AGpvZQBodW50ZXIyc2VjcmV0", "S: 535 no", "C: QUIT", "S: 221 bye") as server:
        outcome = folder.run("a.smtp", "-s", server.address, "--json", "--verbose")
    assert "hunter2secret" not in outcome.stdout + outcome.stderr


def test_a_comment_with_dots_is_no_cut_message(folder, wire):
    folder.write("a.smtp", "# ... see line 3\nS: 220\n")
    with wire("S: 220 hi", "@wait") as server:
        assert folder.run("a.smtp", "-s", server.address).status == 0


def test_files_that_include_one_another_many_times_have_an_end(folder):
    for level in range(10):
        folder.write(f"i{level}.smtp", f"@include i{level + 1}.smtp\n" * 10)
    folder.write("i10.smtp", "S: 220\n")
    outcome = folder.run("--check", "i0.smtp")
    assert "with all that is included, more than 10.0 MB" in outcome.stdout + outcome.stderr
    assert outcome.status == 65


def test_in_place_keeps_a_link_and_the_mode(folder):
    folder.write("real.smtp", "S:   220\n")
    (folder.path / "real.smtp").chmod(0o600)
    (folder.path / "link.smtp").symlink_to("real.smtp")
    assert folder.run("--format", "--in-place", "link.smtp").status == 0
    assert (folder.path / "link.smtp").is_symlink()
    assert (folder.path / "real.smtp").read_text() == "S: 220\n"
    assert (folder.path / "real.smtp").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in folder.path.iterdir()) == ["link.smtp", "real.smtp"]


@pytest.mark.parametrize("option, why, status", [
    ("max=1.1", "expected TLSv1 or TLSv1.0 or TLSv1.1 or TLSv1.2 or TLSv1.3", 65),
    ("min=TLSv1.3 max=TLSv1.2", "no TLS version is at least TLSv1.3 and at most TLSv1.2", 65),
    ("ciphers=NOSUCH", "no cipher of 'NOSUCH' is known to OpenSSL", 65),
    ("groups=foo", "foo", 65),
    ("cert=nofile", "cannot read the certificate file", 66),
])
def test_a_handshake_that_this_side_cannot_begin_is_not_the_failure_that_was_expected(folder, option, why, status):
    folder.write("a.smtp", f"S: 220\nC: EHLO x\nS: 250\nC: STARTTLS\nS: 220\n@tls {option} expect=fail\n")
    with Sink("--quiet") as sink:
        outcome = folder.run("a.smtp", "-s", f"127.0.0.1:{sink.port}")
    assert why in outcome.stdout and outcome.status == status


@pytest.mark.parametrize("target", ["127.0.0.1:{port} expect=fail from=192.0.2.77", "exec:nosuchcmd expect=fail"])
def test_a_connection_that_this_side_cannot_begin_is_not_the_failure_that_was_expected(folder, target):
    with Sink("--quiet") as sink:
        folder.write("a.smtp", f"@connect {target.format(port=sink.port)}\n")
        outcome = folder.run("a.smtp")
    assert outcome.status not in (0, 1)


def test_a_port_that_must_be_closed_is_a_check_of_its_own(folder):
    folder.write("a.smtp", "@connect 127.0.0.1:1 expect=fail\n")
    outcome = folder.run("a.smtp")
    assert outcome.stdout.startswith("ok   a.smtp: 1 check in ") and outcome.status == 0


@pytest.mark.parametrize("last", ["@expect silence 5s", "@expect close within 5s", "@pause 5s"])
def test_a_last_step_that_had_no_time_left_has_not_held(folder, wire, last):
    folder.write("a.smtp", f"S: 220\n{last}\n")
    with wire("S: 220 hi", "@wait") as server:
        outcome = folder.run("a.smtp", "-s", server.address, "--max-time", "500ms")
    assert "a.smtp:2:1: the session took longer than 500 ms" in outcome.stdout
    assert outcome.stdout.count("took longer") == 1 and outcome.status == 75


def test_a_status_behind_two_blanks_binds(folder, wire):
    folder.write("a.smtp", "S: 220\nC: NOOP\nS: 450  4.7.1 later\n")
    with wire("S: 220 hi", "C: NOOP", "S: 450 4.2.0 full", "C: QUIT", "S: 221 bye") as server:
        outcome = folder.run("a.smtp", "-s", server.address)
    assert "expected 450 4.7.1, got 450 4.2.0" in outcome.stdout and outcome.status == 1


@pytest.mark.parametrize("word", ["4.7.1:", "4.7.1|4.7.2", "4.x", "4.7"])
def test_what_looks_like_a_status_and_binds_nothing_is_warned_of(folder, word):
    folder.write("a.smtp", f"S: 450 {word} later\n")
    outcome = folder.run("--check", "a.smtp")
    assert (f"a.smtp:1:4: warning: {word} does not bind: an enhanced status is three numbers, as 4.7.1 or 4.7.x"
            in outcome.stdout)
    assert outcome.status == 1


# ---- a reply that fits nothing is told of, wherever the file goes on


@pytest.mark.parametrize("goes_on", ["@expect silence 200ms\n", "@close\n", "", "@connect {{server}}\nS: 220\n"],
                         ids=["silence", "close", "end", "another connection"])
def test_a_reply_that_no_optional_line_took_is_unconsumed(folder, wire, goes_on):
    folder.write("a.smtp", f"@connect {{{{server}}}}\nS: 220\nC: X\n@pause 200ms\nS? 250\n{goes_on}")
    with wire("S: 220 hi", "C: X", "S: 550 no", "C: QUIT", "S: 221 bye") as server:
        outcome = folder.run("a.smtp", "-s", server.address)
    assert 'unconsumed reply: "550 no' in outcome.stdout
    assert outcome.status == 1


def test_a_login_that_is_spelled_out_is_hidden(folder, wire):
    folder.write("a.smtp", "S: 220\nC: AUTH PLAIN AGpvZQBoczNjcmV0\nS: 235\n"
                           "C: AUTH LOGIN\nS: 334\nC: aHMzY3JldA==\nS: 235\n")
    with wire("S: 220 hi", "C: AUTH PLAIN AGpvZQBoczNjcmV0", "S: 235 ok", "C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6",
              "C: aHMzY3JldA==", "S: 535 no", "C: QUIT", "S: 221 bye") as server:
        outcome = folder.run("a.smtp", "-s", server.address, "-v")
    assert "C: AUTH PLAIN ***" in outcome.stdout + outcome.stderr
    assert "AGpv" not in outcome.stdout + outcome.stderr and "aHMz" not in outcome.stdout + outcome.stderr
    assert outcome.status == 1
