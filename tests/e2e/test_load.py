"""Many messages by one `ehlo send`, against `ehlo serve` and against a scripted server."""

import email
import json
import socket
import subprocess
import threading

import pytest

from test_send import BYE, TALK, TO_DATA, WHO

MESSAGE = (
    *("C: MAIL FROM:<a@example.org>", "S: 250 ok", "C: RCPT TO:<b@example.com>", "S: 250 ok"),
    *("C: DATA", "S: 354 go on"),
)


def answer_whatever_comes(stream, taken=None, most=1000):
    """Until the end, or `most` messages are accepted; `taken` gets the subject of each."""
    stream.sendall(b"220 hi\r\n")
    replies = {b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}
    in_content = False
    for line in stream.makefile("rb"):
        if in_content and line != b".\r\n":
            if taken is not None and line.startswith(b"Subject: "):
                taken.append(line)
            continue
        most -= in_content
        in_content = line == b"DATA\r\n"
        stream.sendall(replies.get(line[:4], b"250 ok\r\n"))
        if most == 0:
            return


def accept_until(listener, ending, serve):
    """Each connection in a thread of its own."""
    children = []
    while True:
        stream = listener.accept()[0]
        if ending.is_set():
            stream.close()
            break
        children.append(threading.Thread(target=serve, args=(stream,)))
        children[-1].start()
    for child in children:
        child.join(10)


def serve_one_and_refuse_one(listener):
    """The second connection is awaited and refused before the first is answered."""
    first, second = listener.accept()[0], listener.accept()[0]
    with first, second:
        second.sendall(b"421 4.3.2 too many\r\n")
        second.shutdown(socket.SHUT_WR)
        while second.recv(1 << 16):
            pass
        answer_whatever_comes(first)


def test_messages_share_a_connection_and_each_is_told_in_a_line(ehlo, wire):
    script = (*TALK, *MESSAGE, "C.", "S: 250 queued as A1", *MESSAGE, "C.", "S: 452 later", *BYE)
    with wire(*script) as server:
        outcome = ehlo("send", *WHO, "-s", server.address, "--count", "2", "--json", "--subject", "n {{n}} of {{to}}")
    lines = [json.loads(line) for line in outcome.stdout.splitlines()]
    assert [(line["n"], line["accepted"], line["reply"]["code"]) for line in lines] == [(1, True, 250), (2, False, 452)]
    assert lines[0]["queue_id"] == "A1"
    assert outcome.status == 75
    assert "2 messages in" in outcome.stderr and "1 accepted, 1 deferred, 0 refused, 0 failed (452: 1)" in outcome.stderr
    wire_text = server.connections[0].received
    assert b"Subject: n 1 of b@example.com\r\n" in wire_text and b"Subject: n 2 of b@example.com\r\n" in wire_text


def test_a_message_is_counted_before_the_next_one_is_sent(ehlo, wire):
    """What an interrupted run has told is what was accepted: the line is there while the next one waits."""
    lost = ("C: MAIL FROM:<a@example.org>", "@close")
    with wire(*TALK, *MESSAGE, "C.", "S: 250 queued as A1", *lost, "@connect", *TALK, *lost) as server:
        outcome = ehlo("send", *WHO, "-s", server.address, "--count", "2", "--json")
    lines = [json.loads(line) for line in outcome.stdout.splitlines()]
    assert lines[0]["accepted"] is True
    assert lines[1]["accepted"] is False and "the message was not delivered" in lines[1]["error"]


@pytest.mark.parametrize("option", ["--json", "--pipeline"])
def test_a_message_that_the_server_has_not_seen_goes_over_the_next_connection(ehlo, wire, option):
    """It closes behind each message, as some do that count them."""
    one = (*(line.replace("S: 250 hi", "S: 250 PIPELINING") for line in TALK), *MESSAGE, "C.", "S: 250 ok", "@hang-up")
    with wire(*one, "@connect", *one, "@connect", *one) as server:
        outcome = ehlo("send", *WHO, "-s", server.address, "--count", "3", "--json", option)
    assert [json.loads(line)["n"] for line in outcome.stdout.splitlines()] == [1, 2, 3]
    assert "3 accepted, 0 deferred, 0 refused, 0 failed\n" in outcome.stderr
    assert outcome.status == 0


def test_a_message_that_a_part_of_its_recipients_has_got_does_not_go_again(ehlo, wire):
    """LIMITS cut it into two transactions, and the connection is closed between those of the second message."""
    talk = (*TALK[:-1], "S: 250-hi", "S: 250 LIMITS RCPTMAX=1")
    assert TALK[-1] == "S: 250 hi"
    to_b, to_c = ([line.replace("b@", name) for line in (*MESSAGE, "C.", "S: 250 ok")] for name in ("b@", "c@"))
    with wire(*talk, *to_b, *to_c, *to_b, "@hang-up") as server:
        outcome = ehlo("send", *WHO, "-t", "c@example.com", "-s", server.address, "--count", "2", "--json")
    told = [json.loads(line) for line in outcome.stdout.splitlines()]
    assert [line["accepted"] for line in told] == [True, "in part"]
    assert told[1]["error"].endswith("the message was not delivered to the others")
    assert outcome.status == 75


def test_messages_that_were_put_back_pass_from_connection_to_connection(ehlo):
    """Each of several connections is closed behind its first message: nothing is lost, nothing is sent twice."""
    taken = []

    def hang_up_behind_one(stream):
        with stream:
            answer_whatever_comes(stream, taken, most=1)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        ending = threading.Event()
        child = threading.Thread(target=accept_until, args=(listener, ending, hang_up_behind_one))
        child.start()
        address = f"127.0.0.1:{listener.getsockname()[1]}"
        outcome = ehlo("send", *WHO, "-s", address, "--count", "200", "--sessions", "3", "--subject", "number {{n}}")
        ending.set()
        socket.create_connection(listener.getsockname()).close()
        child.join(10)
    assert "200 accepted, 0 deferred, 0 refused, 0 failed\n" in outcome.stdout
    assert sorted(taken) == sorted(b"Subject: number %d\r\n" % n for n in range(1, 201))
    assert outcome.status == 0


def test_no_message_begins_when_nobody_could_be_told_of_it(ehlo, wire, binary):
    """The server took one; a run that repeats what no line names sends nothing twice."""
    with wire(*TALK, *MESSAGE, "C.", "S: 250 ok", *BYE) as server, open("/dev/full", "wb") as full:
        child = subprocess.run([binary, "send", *WHO, "-s", server.address, "--count", "9", "--json"], stdout=full,
                               stderr=subprocess.PIPE, check=False, timeout=20)
    assert b"1 accepted, 0 deferred, 0 refused, 0 failed; 8 not tried\n" in child.stderr
    assert child.returncode == 74


def test_no_more_connections_are_made_than_there_are_messages(ehlo, wire):
    with wire(*TALK, *MESSAGE, "C.", "S: 250 ok", *BYE) as server:
        outcome = ehlo("send", *WHO, "-s", server.address, "--count", "1", "--sessions", "20")
    assert outcome.status == 0


def test_a_connection_that_was_not_needed_does_not_make_a_run_fail(ehlo):
    """One of two connections is refused before the other one has sent all."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        child = threading.Thread(target=serve_one_and_refuse_one, args=(listener,))
        child.start()
        outcome = ehlo("send", *WHO, "-s", f"127.0.0.1:{port}", "--count", "2", "--sessions", "2")
        child.join(10)
    assert "2 accepted, 0 deferred, 0 refused, 0 failed\n" in outcome.stdout
    assert "421 4.3.2 too many\n" in outcome.stderr
    assert outcome.status == 0


def test_size_is_told_of_a_body_that_comes_from_a_file(ehlo, wire, tmp_path):
    (tmp_path / "body").write_text("one\ntwo\n")
    with wire(*TALK[:2], "S: 250-hi", "S: 250 SIZE 99", *BYE) as server:
        outcome = ehlo("send", *WHO, "-s", server.address, "--count", "1", "--body", f"@{tmp_path}/body")
    assert "and the server takes 99 bytes at most (SIZE 99): it was not sent" in outcome.stderr
    assert outcome.status == 69


def test_reuse_ends_a_connection_in_time(ehlo, wire):
    one = (*TO_DATA, "C.", "S: 250 ok", *BYE)
    with wire(*one, "@connect", *one) as server:
        outcome = ehlo("send", *WHO, "-s", server.address, "--count", "2", "--reuse", "1")
    assert outcome.status == 0
    assert outcome.stdout.startswith("2 messages in ")
    first, second = (email.message_from_bytes(c.received.partition(b"DATA\r\n")[2]) for c in server.connections)
    assert first["Message-ID"] != second["Message-ID"]


def test_each_line_of_a_file_of_recipients_gets_its_message(ehlo, wire, tmp_path):
    (tmp_path / "list").write_text("b@example.com\nc@example.com\n")
    other = tuple(line.replace("<b@", "<c@") for line in MESSAGE)
    with wire(*TALK, *MESSAGE, "C.", "S: 250 ok", *other, "C.", "S: 250 ok", *BYE) as server:
        outcome = ehlo(
            *("send", *WHO[:4], "-s", server.address, "--recipients", tmp_path / "list"),
            *("--body", "Dear {{to}}", "--rate", "1000/s"),
        )
    assert outcome.status == 0
    received = server.connections[0].received
    assert b"Dear b@example.com\r\n.\r\n" in received and b"Dear c@example.com\r\n.\r\n" in received


def test_a_server_that_is_not_there_is_told_once(ehlo):
    outcome = ehlo("send", *WHO, "-s", "127.0.0.1:1", "--count", "5")
    assert outcome.status == 75
    assert "5 not tried" in outcome.stdout
    assert outcome.stderr.count("cannot connect") == 1


def test_a_load_says_why_messages_were_not_accepted_and_what_nobody_knows(ehlo, wire):
    script = (*TALK, *MESSAGE, "C.", "S: 452 4.2.2 full", *MESSAGE, "C.", "@close")
    with wire(*script) as server:
        outcome = ehlo("send", *WHO, "-s", server.address, "--count", "2")
    assert "0 accepted, 1 deferred, 0 refused, 1 failed (452: 1); 1 may have been delivered" in outcome.stdout
    lines = outcome.stderr.splitlines()
    assert {line for line in lines if "message:" in line} == {
        "ehlo: send: 1 message: <b@example.com> refused at end of data: 452 4.2.2 full",
        "ehlo: send: 1 message: connection closed by the peer waiting for the reply to end of data; the message may "
        "have been delivered",
    }
    assert len(lines) == 3 and any(line.startswith("ehlo: send:   ") for line in lines)


def test_connections_that_fail_alike_are_told_once_with_their_number(ehlo):
    outcome = ehlo("send", *WHO, "-s", "127.0.0.1:1", "--count", "6", "--sessions", "3")
    assert outcome.stderr == "ehlo: send: 3 connections: cannot connect to 127.0.0.1:1: connection refused\n"


def test_silence_holds_for_a_load(ehlo):
    told = [ehlo("send", *WHO, "-s", "127.0.0.1:1", "--count", "2", "-S", level) for level in "123"]
    assert [bool(outcome.stdout) for outcome in told] == [True, False, False]
    assert [bool(outcome.stderr) for outcome in told] == [True, True, False]
