"""What `ehlo send` does that a case file cannot say: bytes, sizes, time, several hosts, JSON, records."""

import base64
import json
import os
import pty
import select
import signal
import socket
import subprocess
import termios
import threading

import pytest

from dns_server import DnsServer
from known_secrets import PASSWORD, revealed
from peak_memory import measured

TALK = ("S: 220 hi", "C: EHLO client.example", "S: 250 hi")
TO_DATA = (
    *TALK,
    *("C: MAIL FROM:<a@example.org>", "S: 250 ok", "C: RCPT TO:<b@example.com>", "S: 250 ok"),
    *("C: DATA", "S: 354 go on"),
)
BYE = ("C: QUIT", "S: 221 bye")
WHO = ("--helo", "client.example", "--from", "a@example.org", "--to", "b@example.com")


@pytest.fixture
def send(ehlo):
    def run(*arguments, **options):
        return ehlo("send", *WHO, *arguments, **{"env": {"EHLO_TIMEOUT": "5s"}, **options})

    return run


def content(server):
    """What crossed between DATA and QUIT."""
    return server.connections[0].received.partition(b"DATA\r\n")[2].removesuffix(b"QUIT\r\n")


# ---- the message, byte by byte

MESSAGES = {
    "LF becomes CRLF": (b"a: b\n\nc\n", b"a: b\r\n\r\nc\r\n.\r\n"),
    "CRLF stays": (b"a: b\r\n\r\nc\r\n", b"a: b\r\n\r\nc\r\n.\r\n"),
    "a missing last line end is added": (b"a: b\n\nc", b"a: b\r\n\r\nc\r\n.\r\n"),
    "blank lines at the end stay, and no other is added": (b"a: b\n\nc\n\n\n", b"a: b\r\n\r\nc\r\n\r\n\r\n.\r\n"),
    "dots at the start of a line are doubled": (b".\n..\n.a\na.\n", b"..\r\n...\r\n..a\r\na.\r\n.\r\n"),
    "the first byte is a dot": (b".", b"..\r\n.\r\n"),
    "8-bit bytes and NUL pass": (bytes(range(14, 256)) + b"\0\n", bytes(range(14, 256)) + b"\0\r\n.\r\n"),
    "a long line stays one": (b"x" * 300_000 + b"\n", b"x" * 300_000 + b"\r\n.\r\n"),
    "an empty message is a lone dot": (b"", b".\r\n"),
}


@pytest.mark.parametrize("source", ["file", "stdin"])
@pytest.mark.parametrize("given, wanted", MESSAGES.values(), ids=MESSAGES)
def test_data_is_sent_byte_for_byte(send, wire, tmp_path, source, given, wanted):
    path = tmp_path / "message"
    path.write_bytes(given)
    data = f"@{path}" if source == "file" else "-"
    with wire(*TO_DATA, f"C! {str(wanted)[1:]}", "S: 250 ok", *BYE) as server:
        outcome = send("-s", server.address, "--data", data, "-n", input=given if source == "stdin" else b"")
    assert content(server) == wanted
    assert outcome.status == 0


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b".", b"\r\n."])
def test_data_that_is_cut_in_a_line_end_is_whole_again(send, wire, end):
    """The reader takes 256 KiB at a time."""
    head = b"x" * (256 * 1024 - len(end) + 1) + end
    given = head + b"\n.y\n"
    wanted = given.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n").replace(b"\r\n.", b"\r\n..") + b".\r\n"
    with wire(*TO_DATA, "C.", "S: 250 ok", *BYE) as server:
        outcome = send("-s", server.address, "--data", "-", "-n", input=given)
    assert content(server) == wanted
    assert outcome.status == 0


def test_no_data_fixup_sends_the_bytes_alone(send, wire, tmp_path):
    raw = b"a: b\n\n.c\r\n.\r\n"
    (tmp_path / "raw").write_bytes(raw)
    with wire(*TO_DATA, f"C! {str(raw)[1:]}", "S: 250 ok", *BYE) as server:
        outcome = send("-s", server.address, "--data", "@raw", "--no-data-fixup", cwd=tmp_path)
    assert content(server) == raw
    assert outcome.status == 0


def test_raw_data_without_the_final_dot_says_at_once_that_it_is_missing(send, wire, tmp_path):
    raw = b"a: b\r\n\r\nc\r\n"
    (tmp_path / "raw").write_bytes(raw)
    with wire(*TO_DATA, f"C! {str(raw)[1:]}", "S: 451 4.4.2 no end of data", *BYE) as server:
        outcome = send("-s", server.address, "--data", "@raw", "--no-data-fixup", cwd=tmp_path)
    assert ("\n# the message has no final dot (CRLF . CRLF): the server may wait for more, and so do we\n"
            "S: 451 4.4.2 no end of data\n") in outcome.stdout
    assert outcome.status == 75


def test_raw_data_with_more_behind_the_final_dot_is_not_told_to_lack_it(send, wire, tmp_path):
    raw = b"x\r\n.\r\nNOOP\r\n"
    (tmp_path / "raw").write_bytes(raw)
    with wire(*TO_DATA, f"C! {str(raw)[1:]}", "S: 250 ok", *BYE) as server:
        outcome = send("-s", server.address, "--data", "@raw", "--no-data-fixup", cwd=tmp_path)
    assert "no final dot" not in outcome.stdout


def test_dump_mail_is_what_is_sent(send, wire):
    options = ("--subject", "s", "--body", "one\n.two\nthree", "--header", "Date: x", "--header", "Message-ID: <y>")
    dumped = send(*options, "--dump-mail")
    with wire(*TO_DATA, "C.", "S: 250 ok", *BYE) as server:
        outcome = send("-s", server.address, *options)
    sent = content(server).removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
    assert sent.decode() == dumped.stdout
    assert (outcome.status, dumped.status) == (0, 0)


def test_a_reply_that_comes_before_the_dot_is_not_taken_for_the_one_to_the_dot(binary, wire):
    """The message is at a pipe, so that its end comes when the reply is there."""
    early = (*TO_DATA, "C: a: b", "C: ", "S: 250 2.0.0 early", "@told", "@hang-up")
    with wire(*early) as server:
        child = subprocess.Popen([binary, "send", *WHO, "-s", server.address, "--data", "-"], stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        child.stdin.write(b"a: b\n\n")
        child.stdin.flush()
        assert server.told.wait(10)
        _, complaint = child.communicate(b"c\n", timeout=20)
    assert complaint.decode() == (
        'ehlo: send: unasked reply "250 2.0.0 early" before end of data: the server is out of step, so no later '
        "reply could be trusted; the message was not delivered\n"
    )
    assert child.returncode == 76


def test_a_refusal_before_the_dot_is_final_and_not_a_lost_connection(binary, wire):
    with wire(*TO_DATA, "C: a: b", "C: ", "S: 552 5.3.4 message too big", "@told", "@wait") as server:
        child = subprocess.Popen([binary, "send", *WHO, "-s", server.address, "--data", "-"], stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        child.stdin.write(b"a: b\n\n")
        child.stdin.flush()
        assert server.told.wait(10)
        shown, complaint = child.communicate(b"", timeout=20)
    assert b"S: 552 5.3.4 message too big\n" in shown
    assert complaint == b"ehlo: send: <b@example.com> refused at message content: 552 5.3.4 message too big\n"
    assert child.returncode == 69


def test_a_header_outside_ascii_is_declared_from_a_pipe_too(send, wire):
    envelope = "C: MAIL FROM:<a@example.org> BODY=8BITMIME SMTPUTF8", *TO_DATA[4:]
    with wire(*TALK[:2], "S: 250-hi", "S: 250-8BITMIME", "S: 250 SMTPUTF8", *envelope, "C.", "S: 250 ok", *BYE) as server:
        outcome = send("-s", server.address, "--data", "-", input="Subject: grün\n\nx\n".encode())
    assert content(server) == "Subject: grün\r\n\r\nx\r\n.\r\n".encode()
    assert outcome.status == 0


@pytest.mark.parametrize("text", ["é", "x" * 900 + "é" * 40, "é" * 3000, "a\nb\n.c"],
                         ids=["short", "long line", "base64", "lines"])
def test_size_is_what_a_composed_text_takes_on_the_wire(send, wire, text):
    with wire(*TALK[:2], "S: 250-hi", "S: 250 SIZE", "C*", "S: 250 ok", *TO_DATA[5:], "C.", "S: 250 ok", *BYE) as server:
        outcome = send("-s", server.address, "--body", text + "\n")
    assert outcome.status == 0
    received = server.connections[0].received
    told = int(received.partition(b"SIZE=")[2].partition(b"\r\n")[0])
    assert told == len(content(server).removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n."))


def test_a_body_that_the_user_encodes_keeps_its_type(send):
    dumped = send("--dump-mail", "--html", "<b>\u00e9</b>", "--header", "Content-Transfer-Encoding: 8bit").stdout
    assert "Content-Type: text/html; charset=utf-8\n" in dumped.replace("\r", "")
    assert dumped.replace("\r", "").endswith("\n\n<b>\u00e9</b>\n")


def test_bare_line_ends_have_no_place_in_chunks(send):
    outcome = send("-s", "127.0.0.1:1", "--sample", "bare-lf", "--chunking")
    assert (outcome.stderr, outcome.status) == ("ehlo: send: --sample bare-lf is for DATA: --chunking has no place\n", 64)


# ---- size


class Sink:
    """A server that counts the bytes of a message and keeps none of them."""

    def __init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self._listener.getsockname()[1]
        self.size = 0

    def __enter__(self):
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._thread.join(60)
        self._listener.close()

    def _serve(self):
        sock, _ = self._listener.accept()
        lines = sock.makefile("rb")
        sock.sendall(b"220 hi\r\n")
        for _ in range(3):
            lines.readline()
            sock.sendall(b"250 ok\r\n")
        lines.readline()
        sock.sendall(b"354 go on\r\n")
        tail = b""
        while not tail.endswith(b"\r\n.\r\n"):
            piece = lines.read1(1 << 20)
            self.size += len(piece)
            tail = (tail + piece)[-5:]
        sock.sendall(b"250 ok\r\n")
        lines.readline()
        sock.sendall(b"221 bye\r\n")
        sock.close()


@pytest.mark.parametrize("line", [b"x" * 76 + b"\n", b"x" * (1 << 20)], ids=["lines", "no line end at all"])
def test_100_megabytes_from_stdin_need_less_than_20_megabytes(binary, line):
    count = 100_000_000 // len(line)
    with Sink() as sink:
        command = measured(binary, "send", *WHO, "-s", sink.address, "--data", "-")
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        block = line * max(1, (1 << 20) // len(line))
        for _ in range(count * len(line) // len(block)):
            child.stdin.write(block)
        out, _ = child.communicate(timeout=60)
    status, peak = map(int, out.split())
    assert status == 0
    assert sink.size > 95_000_000
    assert peak < 20_000


# ---- time


def test_a_server_that_stops_reading_meets_the_time_out(send, wire, tmp_path):
    (tmp_path / "big").write_bytes(b"x" * 76_000_000)
    with wire(*TO_DATA, "@deaf") as server:
        outcome = send("-s", server.address, "--data", "@big", "--timeout", "500ms", "--hide-all", cwd=tmp_path)
    assert outcome.stderr == (
        "ehlo: send: timeout after 500 ms sending message content; the message was not delivered\n"
    )
    assert outcome.status == 75


def test_a_server_that_refuses_while_it_is_sent_to_is_heard(send, wire, tmp_path):
    (tmp_path / "big").write_bytes(b"x" * 76_000_000)
    with wire(*TO_DATA, "S: 552 5.3.4 too much", "@reset") as server:
        outcome = send("-s", server.address, "--data", "@big", "--hide-all", cwd=tmp_path)
    assert "552 5.3.4 too much" in outcome.stderr or "reset by the peer" in outcome.stderr
    assert outcome.status in (69, 75)


def test_a_slow_greeting_is_waited_for(send, wire):
    with wire("@every 0.05 220-wait") as server:
        outcome = send("-s", server.address, "--timeout", "400ms", "-q", "banner", "--hide-all")
    assert outcome.status == 75
    assert "timeout after 400 ms waiting for the greeting" in outcome.stderr


def test_an_answer_to_quit_is_not_waited_for_long(send, wire):
    with wire(*TALK, "C: QUIT", "@wait") as server:
        outcome = send("-s", server.address, "-q", "ehlo", "--timeout", "20s")
    assert outcome.stdout.endswith("C: QUIT\n# timeout after 2 s waiting for the reply to QUIT\n")
    assert (outcome.stderr, outcome.status) == ("", 0)


# ---- hosts


@pytest.fixture
def by_mx(send):
    """Sends to b@example.com by way of a zone whose hosts are all on one port."""

    def run(zone, port, *arguments, faults=(), **options):
        with DnsServer(zone) as dns:
            dns.faults.update(faults)
            return send("--dns-server", dns.address, "-p", port, *arguments, **options)

    return run


HOST = {"mx1.example.com": [("A", "127.0.0.1")], "mx2.example.com": [("A", "127.0.0.2")]}
TWO_MX = {"example.com": [("MX", 20, "mx2.example.com"), ("MX", 10, "mx1.example.com")], **HOST}


def test_the_preferred_mail_host_is_taken(by_mx, wire):
    with wire(*TALK, *BYE) as server:
        outcome = by_mx(TWO_MX, server.port, "-q", "ehlo")
    assert outcome.stdout.startswith(f"@connect mx1.example.com:{server.port}\n# connected to 127.0.0.1:")
    assert outcome.status == 0


def test_the_next_mail_host_is_tried_when_one_cannot_be_reached(by_mx, wire):
    with wire(*TALK, *BYE, host="127.0.0.2") as server:
        outcome = by_mx(TWO_MX, server.port, "-q", "ehlo")
    lines = outcome.stdout.splitlines()
    assert lines[:2] == [
        f"# cannot connect to 127.0.0.1:{server.port}: connection refused",
        f"@connect mx2.example.com:{server.port}",
    ]
    assert (outcome.stderr, outcome.status) == ("", 0)


@pytest.mark.parametrize("greeting", ["421 4.3.2 busy", "450 4.7.1 not now"])
def test_the_next_mail_host_is_tried_when_one_does_not_want_to_talk_now(by_mx, wire, greeting):
    bye = () if greeting.startswith("421") else BYE
    with wire(f"S: {greeting}", *bye) as first, wire(*TALK, *BYE, host="127.0.0.2", port=first.port) as second:
        outcome = by_mx(TWO_MX, first.port, "-q", "ehlo")
    assert f"S: {greeting}\n" in outcome.stdout
    assert "# the next mail host is tried\n@connect mx2.example.com:" in outcome.stdout
    assert (len(second.connections), outcome.stderr, outcome.status) == (1, "", 0)


@pytest.mark.parametrize("dead", [("@close",), ("@reset",), ("@wait",)], ids=["closes", "resets", "is mute"])
def test_the_next_mail_host_is_tried_when_one_never_greets(by_mx, wire, dead):
    with wire(*dead) as first, wire(*TALK, *BYE, host="127.0.0.2", port=first.port) as second:
        outcome = by_mx(TWO_MX, first.port, "-q", "ehlo", "--timeout", "1s")
    # A reset may come before connect() is done: then it was no connection, and no next host is announced.
    assert "@connect mx2.example.com:" in outcome.stdout
    assert (len(second.connections), outcome.stderr, outcome.status) == (1, "", 0)


def test_the_next_address_is_tried_when_one_never_greets(by_mx, wire):
    zone = {"example.com": [("MX", 10, "mx.example.com")], "mx.example.com": [("A", "127.0.0.3"), ("A", "127.0.0.4")]}
    with wire("@close", host="127.0.0.3") as first, wire(*TALK, *BYE, host="127.0.0.4", port=first.port):
        outcome = by_mx(zone, first.port, "-q", "ehlo")
    assert "# the next address is tried\n" in outcome.stdout
    assert (outcome.stderr, outcome.status) == ("", 0)


def test_a_host_that_is_down_and_one_without_address_may_be_tried_again(by_mx):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    zone = {"example.com": [("MX", 10, "mx1.example.com"), ("MX", 20, "none.example.com")], "mx1.example.com": HOST["mx1.example.com"]}
    outcome = by_mx(zone, port)
    assert outcome.stderr.startswith(f"ehlo: send: cannot connect to 127.0.0.1:{port}: connection refused; ")
    assert "none.example.com" in outcome.stderr
    assert outcome.status == 75


def test_a_554_greeting_ends_the_search(by_mx, wire):
    with wire("S: 554 no", *BYE) as first, wire(host="127.0.0.2", port=first.port):
        outcome = by_mx(TWO_MX, first.port)
    assert (outcome.stderr, outcome.status) == ("ehlo: send: greeting refused: 554 no\n", 69)


def test_all_mail_hosts_busy_is_temporary(by_mx, wire):
    busy = "S: 421 4.3.2 busy"
    with wire(busy) as first, wire(busy, host="127.0.0.2", port=first.port):
        outcome = by_mx(TWO_MX, first.port)
    assert (outcome.stderr, outcome.status) == ("ehlo: send: greeting refused: 421 4.3.2 busy\n", 75)


def test_every_address_of_a_host_is_tried(by_mx, wire):
    zone = {"example.com": [("MX", 10, "mx.example.com")], "mx.example.com": [("A", "127.0.0.3"), ("A", "127.0.0.4")]}
    with wire(*TALK, *BYE, host="127.0.0.4") as server:
        outcome = by_mx(zone, server.port, "-q", "ehlo")
    assert f"# connected to 127.0.0.4:{server.port}" in outcome.stdout
    assert outcome.status == 0


def test_a_domain_without_mx_is_its_own_mail_host(by_mx, wire):
    with wire(*TALK, *BYE) as server:
        outcome = by_mx({"example.com": [("A", "127.0.0.1")]}, server.port, "-q", "ehlo")
    assert outcome.stdout.startswith(f"@connect example.com:{server.port}\n")
    assert outcome.status == 0


def test_an_internationalised_domain_is_looked_up_by_its_a_label(by_mx, wire):
    zone = {"xn--bcher-kva.example": [("A", "127.0.0.1")]}
    with wire(*TALK, *BYE) as server:
        outcome = by_mx(zone, server.port, "--copy-routing", "b\u00fccher.example", "-q", "ehlo")
    assert outcome.stdout.startswith(f"@connect xn--bcher-kva.example:{server.port}\n")
    assert outcome.status == 0


def test_an_address_literal_needs_no_dns(ehlo, wire):
    with wire(*TALK, *BYE) as server, DnsServer() as dns:
        outcome = ehlo("send", "--helo", "client.example", "-f", "a@example.org", "-t", "b@[127.0.0.1]",
                       "-p", server.port, "--dns-server", dns.address, "-q", "ehlo")
    assert (dns.asked, outcome.status) == ([], 0)


def test_a_null_mx_is_permanent_and_nobody_is_connected_to(by_mx, wire):
    with wire() as server:
        outcome = by_mx({"example.com": [("MX", 0, ""), ("A", "127.0.0.1")]}, server.port)
    assert outcome.status == 68
    assert "null MX" in outcome.stderr and outcome.stdout == ""


def test_a_domain_that_does_not_exist(by_mx, wire):
    with wire() as server:
        outcome = by_mx({}, server.port)
    assert outcome.status == 68
    assert "example.com" in outcome.stderr


def test_a_server_name_that_does_not_exist(by_mx, wire):
    outcome = by_mx({}, 25, "-s", "nowhere.example")
    assert outcome.status == 68
    assert "nowhere.example" in outcome.stderr


def test_a_name_server_in_trouble_is_no_lack_of_mx(by_mx, wire):
    zone = {"example.com": [("A", "127.0.0.1")]}
    with wire() as server:
        outcome = by_mx(zone, server.port, faults={("example.com", "MX"): "servfail"})
    assert outcome.status == 75
    assert "SERVFAIL" in outcome.stderr.upper()


def test_a_mute_name_server_leaves_time_for_the_next_one(send, wire):
    with socket.socket(type=socket.SOCK_DGRAM) as mute, wire(*TALK, *BYE) as server:
        mute.bind(("127.0.0.1", 0))
        first = "127.0.0.1:%d" % mute.getsockname()[1]
        with DnsServer(TWO_MX) as dns:
            outcome = send("--dns-server", first, "--dns-server", dns.address, "-p", server.port, "-q", "ehlo")
    assert (outcome.stderr, outcome.status) == ("", 0)


def test_json_tells_of_a_host_that_was_not_found(by_mx):
    outcome = by_mx({}, 25, "--json")
    told = json.loads(outcome.stdout)
    assert (told["exit"], told["error"]["stage"], outcome.status) == (68, "resolve", 68)


def test_ipv4_and_ipv6_only(by_mx, wire):
    zone = {"example.com": [("A", "127.0.0.1"), ("AAAA", "::1")]}
    for option, host in (("-4", "127.0.0.1"), ("-6", "::1")):
        with wire(*TALK, *BYE, host=host) as server:
            outcome = by_mx(zone, server.port, option, "-q", "ehlo")
        assert f"# connected to {server.address}" in outcome.stdout
        assert outcome.status == 0


def test_local_interface_and_port_are_used(send, wire):
    with socket.create_server(("127.0.0.9", 0)) as free:
        port = free.getsockname()[1]
    with wire(*TALK, *BYE) as server:
        outcome = send("-s", server.address, "--local-interface", "127.0.0.9", "--local-port", port, "-q", "ehlo")
    assert server.connections[0].peer == ("127.0.0.9", port)
    assert outcome.status == 0


def test_nobody_listens(send):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    outcome = send("-s", f"127.0.0.1:{port}")
    assert outcome.stderr == f"ehlo: send: cannot connect to 127.0.0.1:{port}: connection refused\n"
    assert outcome.status == 75


# ---- reports


def test_json_is_one_object_with_all_of_it(send, wire):
    script = (*TALK, "C: MAIL FROM:<a@example.org>", "S: 250 ok", "C: RCPT TO:<b@example.com>", "S: 250 ok", "C: RCPT TO:<c@example.com>",
              "S: 550 5.1.1 unknown", "C: DATA", "S: 354 go on", "C.", "S: 250 2.0.0 Ok: queued as 4XyZ", *BYE)
    with wire(*script) as server:
        outcome = send("-s", server.address, "--cc", "c@example.com", "--json")
    told = json.loads(outcome.stdout)
    assert (told["exit"], told["delivered"], told["target"]) == (69, False, server.address)
    assert [(one["address"], one["delivered"], one.get("queue_id")) for one in told["recipients"]] == [
        ("b@example.com", True, "4XyZ"),
        ("c@example.com", False, None),
    ]
    assert [(step["stage"], step["reply"]["code"]) for step in told["steps"]] == [
        ("greeting", 220), ("ehlo", 250), ("mail", 250), ("rcpt", 250), ("rcpt", 550), ("data", 354), ("dot", 250),
        ("quit", 221),
    ]
    assert outcome.status == 69


LOGIN = ("--insecure", "--auth-user", "user", "--auth-password-file", "secret")


@pytest.fixture
def secret(tmp_path):
    (tmp_path / "secret").write_text(PASSWORD + "\n")
    return tmp_path


def test_json_gives_each_reply_to_its_step_behind_a_login_that_was_given_up(send, wire, secret):
    script = ("S: 220 hi", "C: EHLO client.example", "S: 250-hi", "S: 250 AUTH LOGIN PLAIN", "C: AUTH LOGIN",
              "S: 334 not base64!", "C: *", "S: 501 cancelled", "C*", "S: 235 ok", *BYE)
    with wire(*script) as server:
        outcome = send("-s", server.address, "-a", "LOGIN,PLAIN", *LOGIN, "--json", "-q", "auth", cwd=secret)
    told = json.loads(outcome.stdout)
    assert [(step.get("command"), step.get("reply", {}).get("code")) for step in told["steps"]] == [
        (None, 220), ("EHLO client.example", 250), ("AUTH LOGIN", 501), ("AUTH PLAIN", 235), ("QUIT", 221),
    ]
    assert revealed(outcome.stdout) == []
    assert outcome.status == 0


def test_a_record_holds_variables_and_no_secret(send, wire, secret):
    script = ("S: 220 hi", "C: EHLO client.example", "S: 250-hi", "S: 250 AUTH PLAIN", "C*", "S: 235 ok",
              *TO_DATA[3:], "C.", "S: 250 ok", *BYE)
    with wire(*script) as server:
        outcome = send("-s", server.address, "-a", "PLAIN", *LOGIN, "--record", "it.smtp", "--subject", "s",
                       "--body", "x", "--silent", cwd=secret)
    record = (secret / "it.smtp").read_text()
    lines = [line for line in record.splitlines() if not line.startswith("#")]
    assert revealed(record) == []
    assert lines == [
        f"@connect {server.address}", "S: 220 hi", "C: EHLO client.example", "S: 250-hi", "S: 250 AUTH PLAIN",
        "@auth PLAIN user=user password={{password}}", "S: 235 ok",
        "C: MAIL FROM:<a@example.org>", "S: 250 ok", "C: RCPT TO:<b@example.com>", "S: 250 ok", "C: DATA",
        "S: 354 go on", "C: Date: {{date}}", "C: From: a@example.org", "C: To: b@example.com", "C: Subject: s",
        "C: Message-ID: {{message_id}}", "C: X-Mailer: ehlo 0.1.0", "C:", "C: x", "C: .", "S: 250 ok",
        "C: QUIT", "S: 221 bye",
    ]
    assert (outcome.stdout, outcome.status) == ("", 0)


def test_a_long_message_is_shown_up_to_forty_lines(send, wire):
    message = "".join(f"line {number}\n" for number in range(1, 101)).encode()
    with wire(*TO_DATA, "C.", "S: 250 ok", *BYE) as server:
        outcome = send("-s", server.address, "--data", "-", input=message)
    shown = [line for line in outcome.stdout.splitlines() if line.startswith("C: line")]
    assert (shown[0], shown[-1], len(shown)) == ("C: line 1", "C: line 40", 40)
    assert "# ... 100 lines, 892 bytes\nC: .\n" in outcome.stdout
    assert outcome.status == 0


def test_show_data_shows_every_line(send, wire):
    with wire(*TO_DATA, "C.", "S: 250 ok", *BYE) as server:
        outcome = send("-s", server.address, "--data", "-", "--show-data", input=b"x\n" * 100)
    assert outcome.stdout.count("C: x\n") == 100
    assert outcome.status == 0


def test_the_peers_certificates_are_kept(send, wire, certificates, tmp_path):
    script = (*TALK[:2], "S: 250-hi", "S: 250 STARTTLS", "C: STARTTLS", "S: 220 go on", "@tls", *BYE)
    with wire(*script) as server:
        outcome = send("-s", server.address, "-q", "tls", "--tls-get-peer-cert", "cert", "--tls-get-peer-chain",
                       "chain", cwd=tmp_path)
    wanted = certificates.path("good.crt").read_text()
    assert (tmp_path / "cert").read_text() == wanted == (tmp_path / "chain").read_text()
    assert outcome.status == 0


@pytest.fixture
def refusing(wire):
    """A server whose certificate nobody trusts."""
    return wire(*TALK[:2], "S: 250-hi", "S: 250 STARTTLS", "C: STARTTLS", "S: 220 go on", "@tls", "@wait")


def test_a_certificate_that_is_refused_is_kept_and_told(send, refusing, certificates, tmp_path):
    with refusing as server:
        outcome = send("-s", server.address, "--tls-verify", "--json", "--tls-get-peer-cert", "cert", cwd=tmp_path)
    assert (tmp_path / "cert").read_text() == certificates.path("good.crt").read_text()
    told = json.loads(outcome.stdout)["tls"]
    assert not told["verified"] and told["certificate"]["not_after"]
    assert outcome.status == 77


def test_without_a_certificate_its_file_stays_as_it_is(send, tmp_path):
    (tmp_path / "cert").write_text("kept")
    assert send("-s", "127.0.0.1:1", "--tls-get-peer-cert", "cert", cwd=tmp_path).status == 75
    assert (tmp_path / "cert").read_text() == "kept"


@pytest.mark.parametrize("option", ["--record", "--tls-get-peer-cert", "--tls-get-peer-chain"])
def test_no_file_is_written_over_the_message(send, tmp_path, option):
    (tmp_path / "mail").write_text("Subject: x\n\nkept\n")
    outcome = send("-s", "127.0.0.1:1", "--data", "@mail", option, "./mail", cwd=tmp_path)
    assert outcome.stderr == f"ehlo: send: {option} would write over the file of --data: ./mail\n"
    assert (tmp_path / "mail").read_text() == "Subject: x\n\nkept\n"
    assert outcome.status == 64


@pytest.mark.parametrize("stage", ["tls", "auth"])
def test_a_stop_at_a_stage_that_does_not_come_delivers_nothing(send, wire, stage):
    with wire(*TALK, "@wait") as server:
        outcome = send("-s", server.address, "--drop-after-send", stage)
    assert outcome.status == 0


def test_certificates_are_not_checked_in_clear(send, wire):
    with wire(*TALK, *BYE) as server:
        outcome = send("-s", server.address, "--tls-verify")
    assert outcome.stderr == ("ehlo: send: the server does not offer STARTTLS, and TLS is required (--tls, --tls-verify or the like)\n")
    assert outcome.status == 77


def test_a_full_disk_is_told(send, wire):
    with wire(*TALK, *BYE) as server:
        outcome = send("-s", server.address, "-q", "ehlo", "--record", "/dev/full")
    assert outcome.stderr == "ehlo: send: --record: /dev/full could not be written whole\n"
    assert outcome.status == 74


@pytest.mark.parametrize("options", [("-s", "{}", "-q", "ehlo"), ("--dump-mail",)], ids=["talk", "dump"])
def test_an_output_that_cannot_be_written_is_told(binary, wire, options):
    script = (*TALK, *BYE) if "-s" in options else ()
    with wire(*script) as server, open("/dev/full", "w") as full:
        command = [binary, "send", *WHO, *(option.format(server.address) for option in options)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=20)
    assert done.stderr == "ehlo: standard output could not be written whole\n"
    assert done.returncode == 74


@pytest.mark.parametrize("command", ["--version", "--completion bash", "send --help", "codes 550",
                                     "send --subject x --show-config"])
def test_no_command_takes_a_full_disk_for_a_success(binary, command):
    done = subprocess.run(["sh", "-c", f"{binary} {command} > /dev/full"], stderr=subprocess.PIPE, text=True, timeout=20)
    assert (done.stderr, done.returncode) == ("ehlo: standard output could not be written whole\n", 74)


@pytest.mark.parametrize("closed", ["<&-", "2>&-", "<&- 2>&-"])
def test_a_closed_descriptor_never_becomes_the_connection(binary, wire, closed):
    with wire(*TO_DATA, "C.", "S: 250 ok", *BYE) as server:
        line = f"{binary} send {' '.join(WHO)} -s {server.address} --hide-all >&- {closed}"
        done = subprocess.run(["sh", "-c", line], timeout=20)
    assert done.returncode == 0
    assert b"@connect" not in server.connections[0].received


def test_a_closed_standard_output_is_told_before_anything_is_sent(binary, wire):
    with wire() as server:
        line = f"{binary} send {' '.join(WHO)} -s {server.address} >&-"
        done = subprocess.run(["sh", "-c", line], stderr=subprocess.PIPE, text=True, timeout=20)
    assert done.stderr.startswith("ehlo: send: standard output is closed")
    assert done.returncode == 74


def test_a_reader_that_goes_away_does_not_stop_the_delivery(binary, wire):
    with wire(*TO_DATA, "C.", "S: 250 ok", *BYE) as server:
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([binary, "send", *WHO, "-s", server.address], stdout=writer, timeout=20)
        os.close(writer)
    assert done.returncode == 74


def on_terminal(binary, *arguments, env=None, answer=b""):
    """Runs the program on a terminal. What was shown there, and the status."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.pop("NO_COLOR", None)
        os.environ.update(env or {})
        os.execv(binary, [str(binary), "send", *WHO, *arguments])
    shown = ""
    if answer:
        shown = read_until(terminal, "password of user: ")
        os.write(terminal, answer)
    shown += read_until(terminal, None)
    _, status = os.waitpid(pid, 0)
    return shown, os.waitstatus_to_exitcode(status)


@pytest.mark.parametrize("env, coloured", [({}, True), ({"NO_COLOR": "1"}, False)], ids=["by itself", "NO_COLOR"])
def test_a_terminal_is_given_colours_unless_no_color_says_no(binary, wire, env, coloured):
    with wire(*TALK, *BYE) as server:
        shown, status = on_terminal(binary, "-s", server.address, "-q", "ehlo", env=env)
    assert ("\x1b[32mS: 250 hi\x1b[0m" in shown) == coloured
    assert status == 0


@pytest.mark.parametrize("option", ["--data", "--body", "--attach"])
def test_a_named_pipe_is_opened_once_and_nothing_of_it_is_lost(binary, tmp_path, option):
    """More than a pipe holds: whoever looked ahead and closed it would cut the message."""
    os.mkfifo(tmp_path / "pipe")
    message = b"a: b\r\n\r\n" + b"x" * 60 + b"\r\n" + (b"y" * 60 + b"\r\n") * 5_000

    def write():
        with open(tmp_path / "pipe", "wb") as pipe:
            pipe.write(message)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    with Sink() as sink:
        done = subprocess.run([binary, "send", *WHO, "-s", sink.address, option, f"@{tmp_path}/pipe", "-n"],
                              capture_output=True, timeout=30)
    writer.join(10)
    assert done.returncode == 0
    assert sink.size == len(message + b".\r\n") if option == "--data" else sink.size > len(message)


def test_a_large_message_has_a_progress_bar_on_a_terminal(binary, tmp_path):
    (tmp_path / "big").write_bytes(b"x\n" * 20_000_000)
    with Sink() as sink:
        shown, status = on_terminal(binary, "-s", sink.address, "--data", f"@{tmp_path}/big", "-n")
    assert " of 40.0 MB, " in shown and "50.0 MB of" not in shown  # CRLF makes it longer on the wire
    assert status == 0


def test_the_password_is_asked_for_at_the_terminal_without_echo(binary, wire):
    script = ("S: 220 hi", "C: EHLO client.example", "S: 250-hi", "S: 250 AUTH PLAIN",
              "C: AUTH PLAIN AHVzZXIAdHIwdWI0ZG9yJjM=", "S: 235 ok", *BYE)
    with wire(*script) as server:
        shown, status = on_terminal(binary, "-s", server.address, "-a", "PLAIN", "--insecure", "--auth-user", "user",
                                    "-q", "auth", answer=PASSWORD.encode() + b"\n")
    assert "password of user: " in shown
    assert revealed(shown) == []
    assert status == 0


def test_an_interrupted_question_leaves_the_terminal_with_its_echo(binary):
    pid, terminal = pty.fork()
    if pid == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever runs the tests in the background ignores it
        os.execv(binary, [str(binary), "send", *WHO, "-s", "127.0.0.1:1", "-a", "PLAIN", "--insecure",
                          "--auth-user", "user"])
    read_until(terminal, "password of user: ")
    assert not termios.tcgetattr(terminal)[3] & termios.ECHO
    os.write(terminal, b"\x03")
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGINT
    assert termios.tcgetattr(terminal)[3] & termios.ECHO


def read_until(terminal, end):
    text = ""
    while end is None or end not in text:
        assert select.select([terminal], [], [], 60)[0], f"the program is silent behind {text!r}"
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # Linux says EIO when the other side is gone
            return text
        if not piece:
            return text
        text += piece.decode()
    return text


# ---- what the second reading found


def test_a_refusal_lies_unread_when_the_server_reads_no_more(send, wire, tmp_path):
    (tmp_path / "big").write_bytes(b"a: b\n\n" + b"x" * 76 + b"\n" * 70_000_000)
    with wire(*TO_DATA, "C: a: b", "S: 552 5.3.4 too big", "@deaf") as server:
        outcome = send("-s", server.address, "--data", "@big", cwd=tmp_path, env={"EHLO_TIMEOUT": "2s"})
    assert outcome.stderr == "ehlo: send: <b@example.com> refused at message content: 552 5.3.4 too big\n"
    assert outcome.status == 69


def test_base64_around_the_password_is_shown_nowhere(send, wire, tmp_path):
    """The server sends back what it heard, in its own wrapping."""
    told = base64.b64encode(f"u:{PASSWORD}".encode()).decode()
    (tmp_path / "pw").write_text(PASSWORD + "\n")
    login = ("S: 220 hi", "C: EHLO client.example", "S: 250-hi", "S: 250 AUTH PLAIN", "C*", f"S: 535 5.7.8 {told}", *BYE)
    told = f"{told} {PASSWORD.upper()} {PASSWORD.encode().hex()}"
    login = (*login[:5], f"S: 535 5.7.8 {told}", *BYE)
    for form in ((), ("--json",), ("--raw",)):
        with wire(*login) as server:
            outcome = send("-s", server.address, "--auth-user", "u", "--auth-password-file", "pw", "--insecure",
                           "--no-tls", "--record", "r.smtp", *form, cwd=tmp_path)
        said = outcome.stdout + outcome.stderr + (tmp_path / "r.smtp").read_text()
        assert told.split()[0] not in said and not revealed(said)
        assert outcome.status == 77


def test_the_own_dot_of_raw_content_counts(send, wire, tmp_path):
    """Taken, and then the server goes away: whoever sends it again delivers it twice."""
    (tmp_path / "raw").write_bytes(b"a: b\r\n\r\nc\r\n.\r\n" + b"x" * 30_000_000)
    with wire(*TO_DATA, "C: a: b", "C: ", "C: c", "C: .", "S: 250 2.0.0 Ok: queued as XYZ", "@hang-up") as server:
        outcome = send("-s", server.address, "--data", "@raw", "--no-data-fixup", "--suppress-data", cwd=tmp_path)
    assert outcome.status in (0, 75)
    assert "was not delivered" not in outcome.stderr + outcome.stdout


def test_a_command_that_cannot_be_executed_is_not_to_be_tried_again(send):
    outcome = send("--pipe", "no-such-command -bs")
    assert outcome.stderr == "ehlo: send: the command cannot be executed waiting for the greeting\n"
    assert "# exit status 127\n" in outcome.stdout
    assert outcome.status == 74
