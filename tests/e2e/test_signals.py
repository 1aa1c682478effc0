"""SIGINT, SIGTERM and SIGHUP: what is known by then is told, and then the signal has its way."""

import array
import fcntl
import json
import os
import signal
import socket
import subprocess
import termios
import xml.etree.ElementTree as xml

import pytest

from serve_fixture import PATIENCE, Sink, wait_until

TALK = "S: 220 hi", "C: EHLO client.example", "S: 250 hi"
ONE_MESSAGE = (
    "C: MAIL FROM:<a@example.org>", "S: 250 ok", "C: RCPT TO:<b@example.com>", "S: 250 ok", "C: DATA", "S: 354 go on", "C.",
)
UP_TO_THE_DOT = *TALK, *ONE_MESSAGE, "@told", "@wait"
WHO = ("--helo", "client.example", "--from", "a@example.org", "--to", "b@example.com")
UNKNOWN = "interrupted waiting for the reply to end of data; the message may have been delivered"


def in_pipe(pipe):
    """Bytes that wait in it."""
    count = array.array("i", [0])
    fcntl.ioctl(pipe, termios.FIONREAD, count)
    return count[0]


@pytest.fixture
def started(binary, tmp_path):
    """Starts the program; it is ended with the test."""
    children = []
    env = {key: value for key, value in os.environ.items() if not key.startswith("EHLO_")}

    def start(*arguments, **options):
        options = {"stdin": subprocess.DEVNULL, **options}
        child = subprocess.Popen([binary, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path,
                                 env=env | {"EHLO_CONFIG": os.devnull}, start_new_session=True, **options)
        children.append(child)
        return child

    yield start
    for child in children:
        if child.poll() is None:
            child.kill()
        child.communicate()


SIGNALS = signal.SIGINT, signal.SIGTERM, signal.SIGHUP


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_behind_the_dot_says_that_nobody_knows(started, wire, tmp_path, number):
    with wire(*UP_TO_THE_DOT) as server:
        child = started("send", *WHO, "-s", server.address, "--record", "r.smtp")
        assert server.told.wait(PATIENCE)
        child.send_signal(number)
        shown, complaint = child.communicate(timeout=PATIENCE)
    assert shown.decode().endswith(f"C: .\n# {UNKNOWN}\n")
    assert complaint.decode() == f"ehlo: send: {UNKNOWN}\n"
    assert (tmp_path / "r.smtp").read_text().endswith(f"C: .\n# {UNKNOWN}\n")
    assert child.returncode == -number


def test_a_signal_leaves_json_whole(started, wire):
    with wire(*UP_TO_THE_DOT) as server:
        child = started("send", *WHO, "-s", server.address, "--json")
        assert server.told.wait(PATIENCE)
        child.send_signal(signal.SIGTERM)
        told = json.loads(child.communicate(timeout=PATIENCE)[0])
    assert (told["delivered"], told["error"]["text"], told["exit"]) == (None, UNKNOWN, 128 + signal.SIGTERM)


def test_a_signal_ends_a_wait_for_the_greeting_and_no_other_address_is_tried(started, wire):
    with wire("@told", "@wait") as server:
        child = started("send", *WHO, "-s", server.address)
        assert server.told.wait(PATIENCE)
        child.send_signal(signal.SIGTERM)
        _, complaint = child.communicate(timeout=PATIENCE)
    assert b"interrupted" in complaint and complaint.count(b"\n") == 1


def test_a_signal_in_a_load_tells_what_was_accepted_and_what_nobody_knows(started, wire):
    with wire(*TALK, *ONE_MESSAGE, "S: 250 ok", *ONE_MESSAGE, "@told", "@wait") as server:
        child = started("send", *WHO, "-s", server.address, "--count", "9")
        assert server.told.wait(PATIENCE)
        child.send_signal(signal.SIGINT)
        shown, complaint = child.communicate(timeout=PATIENCE)
    assert "1 accepted, 0 deferred, 0 refused, 1 failed; 1 may have been delivered; 7 not tried\n" in shown.decode()
    assert complaint.decode() == f"ehlo: send: 1 message: {UNKNOWN}\n"
    assert child.returncode == -signal.SIGINT


def test_a_signal_does_not_wait_for_the_turn_of_the_next_message(started, wire):
    with wire(*TALK, *ONE_MESSAGE, "S: 250 ok", "@wait") as server:
        child = started("send", *WHO, "-s", server.address, "--count", "9", "--rate", "1/h", "--json")
        assert json.loads(child.stdout.readline())["accepted"] is True
        child.send_signal(signal.SIGTERM)
        shown, complaint = child.communicate(timeout=PATIENCE)
    assert shown == b""
    assert "1 accepted, 0 deferred, 0 refused, 0 failed; 8 not tried\n" in complaint.decode()
    assert child.returncode == -signal.SIGTERM


def test_a_signal_ends_the_wait_for_a_message_that_is_still_typed(started, wire, tmp_path):
    with wire(*UP_TO_THE_DOT[:9], "C: a: b", "C: ", "@told", "@wait") as server:
        child = started("send", *WHO, "-s", server.address, "--data", "-", "--record", "r.smtp", stdin=subprocess.PIPE)
        child.stdin.write(b"a: b\n\n")
        child.stdin.flush()
        assert server.told.wait(PATIENCE)
        child.send_signal(signal.SIGINT)
        complaint = child.stderr.read()
        child.wait(timeout=PATIENCE)
    assert complaint.decode() == "ehlo: send: interrupted\n"
    assert (tmp_path / "r.smtp").read_text().endswith("C: a: b\nC:\n# interrupted\n")
    assert child.returncode == -signal.SIGINT


def test_a_signal_ends_the_wait_for_a_message_that_has_not_begun(started, wire):
    with wire(*TALK, "@wait") as server:
        child = started("send", *WHO, "-s", server.address, "--data", "-", stdin=subprocess.PIPE)
        while child.stdout.readline() != b"S: 250 hi\n":
            assert child.poll() is None
        child.send_signal(signal.SIGINT)
        complaint = child.stderr.read()
        child.wait(timeout=PATIENCE)
    assert complaint.decode() == "ehlo: send: interrupted\n"
    assert child.returncode == -signal.SIGINT


def test_a_signal_ends_the_wait_for_a_child_and_the_child(started, tmp_path):
    os.mkfifo(tmp_path / "begun")
    child = started("send", *WHO, "--pipe", "echo > begun; exec sleep 1000", "--json")
    (tmp_path / "begun").read_text()
    child.send_signal(signal.SIGTERM)
    told = json.loads(child.communicate(timeout=PATIENCE)[0])
    assert told["error"]["text"] == "interrupted waiting for the greeting"
    assert told["notes"] == ["killed by signal 15"]
    assert child.returncode == -signal.SIGTERM


def test_a_signal_ends_the_wait_for_a_name_server(started):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mute:
        mute.bind(("127.0.0.1", 0))
        mute.settimeout(PATIENCE)
        child = started("send", *WHO, "--dns-server", "127.0.0.1:%d" % mute.getsockname()[1])
        mute.recv(512)
        child.send_signal(signal.SIGTERM)
        _, complaint = child.communicate(timeout=PATIENCE)
    assert complaint.decode() == "ehlo: send: MX lookup for example.com: interrupted; where its mail goes is not known\n"
    assert child.returncode == -signal.SIGTERM


def test_a_run_that_is_ended_reports_what_it_knows(started, wire, tmp_path):
    with wire("S: 220 hi", "C: QUIT", "S: 221 bye", "@connect", "S: 220 hi", "C: NOOP", "@told", "@wait") as server:
        (tmp_path / "a.smtp").write_text(f"@connect {server.address}\nS: 220\nC: QUIT\nS: 221\n")
        (tmp_path / "b.smtp").write_text(f"@connect {server.address}\nS: 220\nC: NOOP\nS: 250\n")
        (tmp_path / "c.smtp").write_text("@connect 127.0.0.1:1\nS: 220\n")
        child = started("run", "a.smtp", "b.smtp", "c.smtp", "--junit", "r.xml", "--retry", "3", "--retry-interval", "1h")
        assert server.told.wait(PATIENCE)
        child.send_signal(signal.SIGTERM)
        shown, _ = child.communicate(timeout=PATIENCE)
    cases = {case.get("name"): case for case in xml.parse(tmp_path / "r.xml").iter("testcase")}
    assert list(cases) == ["a.smtp", "b.smtp", "c.smtp"]
    assert len(cases["a.smtp"]) == 0 and len(cases["b.smtp"]) > 0
    assert cases["c.smtp"].find("skipped").get("message") == "not run"
    assert b"interrupted" in shown and b"1 not run" in shown
    assert child.returncode == -signal.SIGTERM


def test_a_load_whose_output_nobody_reads_heeds_a_second_signal(started):
    with Sink("--no-tls", "--quiet") as sink:
        child = started("send", *WHO, "-s", f"127.0.0.1:{sink.port}", "--count", "200000", "--json")
        wait_until(lambda: in_pipe(child.stdout) >= 60_000)  # of 65,536
        child.send_signal(signal.SIGINT)
        child.send_signal(signal.SIGTERM)
        assert child.wait(timeout=PATIENCE) in (-signal.SIGINT, -signal.SIGTERM)


def test_a_signal_is_the_end_of_the_tries(started, wire, tmp_path):
    (tmp_path / "a.smtp").write_text("@connect 127.0.0.1:1\nS: 220\n")
    child = started("run", "a.smtp", "--retry", "100000", "--retry-interval", "1h", "--verbose")
    while b"connect" not in child.stderr.readline():
        pass
    child.send_signal(signal.SIGTERM)
    shown, told = child.communicate(timeout=PATIENCE)
    assert b"1 failed" in shown and told.count(b"@connect") < 5
    assert child.returncode == -signal.SIGTERM


def test_an_ignored_signal_stays_ignored(started, wire):
    """As a shell's background job ignores SIGINT."""
    with wire("@told", *TALK, *ONE_MESSAGE, "S: 250 ok", "C: QUIT", "S: 221 bye") as server:
        child = started("send", *WHO, "-s", server.address, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
        assert server.told.wait(PATIENCE)  # it is connected, and its own handling of signals stands
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=PATIENCE)
    assert child.returncode == 0


def test_who_ignores_all_signals_ends_by_itself(started, wire):
    def ignore_all():
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)

    with wire("@told", *TALK, *ONE_MESSAGE, "S: 250 ok", "C: QUIT", "S: 221 bye") as server:
        child = started("send", *WHO, "-s", server.address, preexec_fn=ignore_all)
        assert server.told.wait(PATIENCE)
        for number in SIGNALS:
            child.send_signal(number)
        child.communicate(timeout=PATIENCE)
    assert child.returncode == 0


def test_a_soak_run_that_is_ended_tells_its_report_all_the_same(started, wire, tmp_path):
    with wire("S: 220 hi", "@told", "@wait") as server:
        (tmp_path / "a.smtp").write_text(f"@connect {server.address}\nS: 220\nS: 250\n")
        child = started("run", "a.smtp", "--repeat", "1000000", "--junit", "r.xml")
        assert server.told.wait(PATIENCE)
        child.send_signal(signal.SIGTERM)
        shown, _ = child.communicate(timeout=PATIENCE)
    assert b"999,999 not run" in shown or b"999999 not run" in shown
    assert len(list(xml.parse(tmp_path / "r.xml").iter("testcase"))) == 1001


def test_an_interrupted_pause_passes_no_file_and_shows_nothing_that_was_not_sent(started, wire, tmp_path):
    with wire("S: 220 hi", "@told", "@wait") as server:
        (tmp_path / "a.smtp").write_text(f"@connect {server.address}\nS: 220\n@pause 1h\nC: MAIL FROM:<a@b>\n@close\n")
        child = started("run", "a.smtp", "--json", "--verbose")
        while b"@pause" not in child.stderr.readline():
            pass
        child.send_signal(signal.SIGTERM)
        shown, told = child.communicate(timeout=PATIENCE)
    assert [line["verdict"] for line in map(json.loads, shown.splitlines()) if "verdict" in line] == ["failed"]
    assert b"interrupted" in shown and b"MAIL FROM" not in shown + told
    assert child.returncode == -signal.SIGTERM


def test_an_interrupted_wait_for_the_next_try_keeps_the_account_of_the_last(started, wire, tmp_path):
    with wire("S: 220 hi", "C: QUIT", "S: 221 bye") as server:
        (tmp_path / "a.smtp").write_text(f"@connect {server.address}\nS: 550\n")
        child = started("run", "a.smtp", "--retry", "3", "--retry-interval", "1h", "--verbose")
        while b"221" not in child.stderr.readline():
            pass
        child.send_signal(signal.SIGTERM)
        shown, _ = child.communicate(timeout=PATIENCE)
    assert b"expected 550, got 220" in shown and b"tries" not in shown


def test_codes_shows_the_summary_of_a_log_that_was_followed_until_ctrl_c(started):
    line = (b"Nov 22 01:02:03 mail postfix/smtp[1]: 4F1: to=<a@b.example>, relay=mx.b.example[192.0.2.1]:25, delay=1, "
            b"dsn=5.2.2, status=bounced (host mx.b.example[192.0.2.1] said: 552 5.2.2 mailbox full)\n")
    log, follower = os.pipe()
    child = started("codes", "--summary", stdin=log)
    for _ in range(2):  # it looks at what comes first before it counts
        os.write(follower, line)
        wait_until(lambda: in_pipe(log) == 0)
    os.close(log)
    child.send_signal(signal.SIGINT)
    os.close(follower)
    out, err = child.communicate(timeout=PATIENCE)
    assert out.startswith(b"2 lines, 2 outcomes: 0 delivered, 0 deferred, 2 failed, 0 refused here\n")
    assert (err, child.returncode) == (b"", -signal.SIGINT)
