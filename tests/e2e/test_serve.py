"""`ehlo serve`, the sink, under other people's clients and under raw bytes."""

import mailbox
import os
import select
import shutil
import signal
import smtplib
import socket
import ssl
import subprocess
import threading
import time

import pytest

from serve_fixture import EHLO, Raw, Sink

BODIES = {
    "plain": b"Subject: x\r\n\r\nhello\r\n",
    "dots": b"Subject: x\r\n\r\n.\r\n..\r\n.a\r\na.\r\n...\r\n",
    "eight-bit": b"Subject: \xc3\xa9\r\n\r\n\xff\xfe\x80 \x00 \r\n",
    "bare-ends": b"Subject: x\r\n\r\na\nb\rc\n.\nd\r\n",
    "long-line": b"Subject: x\r\n\r\n" + b"y" * 700_000 + b"\r\n",
    "empty": b"",
}


def stuffed(content):
    out = content.replace(b"\r\n.", b"\r\n..")
    return b"." + out if out.startswith(b".") else out


def kept(directory):
    new = directory / "new"
    assert list((directory / "tmp").iterdir()) == []
    return [path.read_bytes() for path in sorted(new.iterdir())]


def begin(client, recipient=b"c@d.e"):
    assert client.reply().startswith(b"220 ")
    assert client.ask(b"EHLO c\r\n").startswith(b"250-")
    assert client.ask(b"MAIL FROM:<a@b.c>\r\n").startswith(b"250 ")
    assert client.ask(b"RCPT TO:<%s>\r\n" % recipient).startswith(b"250 ")


def test_says_what_it_is_and_ends_with_sigterm():
    with Sink() as sink:
        assert "a test server, not a mail server" in sink.banner
        assert "listening on 127.0.0.1:" in sink.listening
        assert sink.stop() == ("", 0)


@pytest.mark.parametrize("name", BODIES)
def test_maildir_holds_the_bytes_of_data(name, tmp_path):
    content = BODIES[name]
    with Sink("--maildir", tmp_path / "m") as sink, sink.raw() as client:
        begin(client)
        assert client.ask(b"DATA\r\n").startswith(b"354 ")
        assert client.ask(stuffed(content) + b".\r\n").startswith(b"250 2.0.0 ")
        assert kept(tmp_path / "m") == [content]


def test_maildir_holds_the_bytes_of_bdat_without_a_final_line_end(tmp_path):
    with Sink("--maildir", tmp_path / "m") as sink, sink.raw() as client:
        begin(client)
        client.send(b"BDAT 5\r\na\r\n.\rBDAT 2 LAST\r\n\nzQUIT\r\n")
        assert client.reply() == b"250 2.0.0 5 bytes\r\n"
        assert client.reply().startswith(b"250 2.0.0 ok")
        assert client.reply().startswith(b"221 ")
        assert kept(tmp_path / "m") == [b"a\r\n.\r\nz"]


def test_nothing_is_kept_of_a_message_that_breaks_off(tmp_path):
    with Sink("--maildir", tmp_path / "m") as sink:
        with sink.raw() as client:
            begin(client)
            client.ask(b"DATA\r\n")
            client.send(b"x" * 100_000)
        out, status = sink.wait_for_word("the client closed the connection").stop()
        assert status == 0
    assert kept(tmp_path / "m") == []


def test_mbox_is_readable_by_others_and_quotes_from(tmp_path):
    path = tmp_path / "box"
    with Sink("--mbox", path) as sink:
        for text in (b"Subject: 1\r\n\r\nFrom here\r\n>From there\r\n", b"Subject: 2\r\n\r\nend"):
            with smtplib.SMTP("127.0.0.1", sink.port) as client:
                client.sendmail("a@b", ["c@d"], text)
    raw = path.read_bytes()
    assert b"\n>From here\n>>From there\n\nFrom a@b " in raw
    assert [m["Subject"] for m in mailbox.mbox(path)] == ["1", "2"]


def test_pipelined_group_is_answered_in_order():
    with Sink() as sink, sink.raw() as client:
        client.send(b"EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<>\r\nDATA\r\nx\r\n.\r\n"
                    b"NOOP\r\nQUIT\r\n")
        codes = [client.reply()[:3] for _ in range(9)]
        assert codes == [b"220", b"250", b"250", b"250", b"501", b"354", b"250", b"250", b"221"]
        assert client.rest() == b""


def test_smuggled_message_stays_inside(tmp_path):
    inner = b"a\r\n\n.\nMAIL FROM:<x@y>\r\n\n.\r\n\r.\r\nb\r\n"
    with Sink("--maildir", tmp_path / "m") as sink, sink.raw() as client:
        begin(client)
        client.ask(b"DATA\r\n")
        assert client.ask(inner + b".\r\n").startswith(b"250 ")
        assert kept(tmp_path / "m") == [inner]


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5"])
def test_smtplib_logs_in(mechanism, tmp_path):
    (tmp_path / "pw").write_text("s3cret\n")
    with Sink("--user", f"bob:{tmp_path / 'pw'}") as sink:
        for password, code in (("s3cret", 235), ("wrong", 535)):
            with smtplib.SMTP("127.0.0.1", sink.port) as client:
                client.ehlo()
                client.user, client.password = "bob", password
                method = getattr(client, "auth_" + mechanism.lower().replace("-", "_"))
                try:
                    assert client.auth(mechanism, method)[0] == code
                except smtplib.SMTPAuthenticationError as error:
                    assert error.smtp_code == code
        out, _ = sink.stop()
    assert f"@auth {mechanism} user=bob password={{{{password}}}}" in out
    assert "s3cret" not in out and "wrong password for bob" in out


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5"])
def test_curl_logs_in_and_delivers(mechanism, tmp_path):
    (tmp_path / "pw").write_text("s3cret")
    (tmp_path / "mail").write_bytes(BODIES["dots"])
    with Sink("--user", f"bob:{tmp_path / 'pw'}", "--maildir", tmp_path / "m") as sink:
        done = subprocess.run(
            ["curl", "-sS", f"smtp://127.0.0.1:{sink.port}", "--mail-from", "a@b", "--mail-rcpt",
             "c@d", "-T", tmp_path / "mail", "-u", "bob:s3cret", "--login-options",
             f"AUTH={mechanism}"], capture_output=True, text=True)
        assert (done.stderr, done.returncode) == ("", 0)
        assert kept(tmp_path / "m") == [BODIES["dots"]]


@pytest.mark.parametrize("password, status", [("s3cret", 0), ("wrong", 77)])
def test_scram_proves_both_sides_and_shows_no_proof(password, status, tmp_path):
    (tmp_path / "pw").write_text("s3cret")
    (tmp_path / "typed").write_text(password)
    with Sink("--user", f"bob:{tmp_path / 'pw'}") as sink:
        done = subprocess.run(
            [EHLO, "send", "-s", f"127.0.0.1:{sink.port}", "-t", "c@d", "--insecure", "--auth-user",
             "bob", "--auth-password-file", tmp_path / "typed"], capture_output=True, text=True,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)})
        out, _ = sink.stop()
    assert done.returncode == status, done.stdout
    for shown in (done.stdout, out):
        assert "@auth SCRAM-SHA-256 user=bob" in shown
        assert shown.count("@auth ") == 1
        assert '("v=' not in shown


def test_starttls_with_the_throw_away_certificate(tmp_path):
    context = ssl._create_unverified_context()
    with Sink() as sink:
        with smtplib.SMTP("127.0.0.1", sink.port) as client:
            client.ehlo()
            assert client.has_extn("starttls")
            assert client.starttls(context=context)[0] == 220
            client.ehlo()
            assert not client.has_extn("starttls")
            client.sendmail("a@b", ["c@d"], "Subject: x\r\n\r\nover TLS\r\n")
        out, status = sink.stop()
    assert status == 0 and "TLSv1.3" in out and "C: over TLS" in out


def test_tls_on_connect():
    with Sink("--tls-on-connect") as sink:
        with smtplib.SMTP_SSL("127.0.0.1", sink.port,
                              context=ssl._create_unverified_context()) as client:
            assert client.sendmail("a@b", ["c@d"], "x") == {}


def test_plaintext_behind_starttls_is_refused():
    with Sink() as sink, sink.raw() as client:
        client.reply()
        assert client.ask(b"STARTTLS\r\nMAIL FROM:<x@y>\r\n").startswith(b"503 5.5.1 nothing may")
        assert client.ask(b"NOOP\r\n") == b"250 2.0.0 ok\r\n"


def test_rules_answer_and_drop():
    rules = ["--on", "RCPT TO:<nobody@*>", "550 5.1.1 no such user", "--on", "VRFY*", "drop"]
    with Sink(*rules) as sink, sink.raw() as client:
        begin(client)
        assert client.ask(b"RCPT TO:<nobody@x>\r\n") == b"550 5.1.1 no such user\r\n"
        assert client.ask(b"VRFY x\r\n") is None


def test_size_limit():
    with Sink("--max-size", "1KiB") as sink:
        with smtplib.SMTP("127.0.0.1", sink.port) as client:
            client.ehlo()
            assert client.esmtp_features["size"] == "1024"
            with pytest.raises(smtplib.SMTPSenderRefused):
                client.sendmail("a@b", ["c@d"], "x" * 2000)


def test_once_serves_one_connection():
    with Sink("--once") as sink:
        with smtplib.SMTP("127.0.0.1", sink.port) as client:
            client.sendmail("a@b", ["c@d"], "x")
        assert sink.end()[1] == 0


def test_count_ends_behind_the_last_message():
    with Sink("--count", "2") as sink:
        for _ in range(2):
            with smtplib.SMTP("127.0.0.1", sink.port) as client:
                client.sendmail("a@b", ["c@d"], "x")
        assert sink.end()[1] == 0


def test_sigint_tells_the_clients_to_go():
    with Sink() as sink, sink.raw() as client:
        client.reply()
        sink.process.send_signal(signal.SIGINT)
        assert client.reply() == b"421 4.3.2 the server is stopping\r\n"
        assert sink.end()[1] == 0


def test_sigterm_lets_a_message_be_finished(tmp_path):
    with Sink("--maildir", tmp_path / "m") as sink, sink.raw() as client:
        begin(client)
        client.ask(b"DATA\r\n")
        sink.process.send_signal(signal.SIGTERM)
        assert client.ask(b"x\r\n.\r\n").startswith(b"250 ")
        assert sink.end()[1] == 0
    assert kept(tmp_path / "m") == [b"x\r\n"]


def test_a_client_that_keeps_talking_does_not_keep_a_stopped_server_alive():
    with Sink() as sink, sink.raw() as talker, sink.raw() as dripper:
        talker.ask(b"NOOP\r\n")
        begin(dripper)
        dripper.ask(b"DATA\r\n")
        sink.process.send_signal(signal.SIGTERM)
        started = time.monotonic()
        while sink.process.poll() is None:
            for client, drop in ((talker, b"NOOP\r\n"), (dripper, b"x")):
                try:
                    client.send(drop)
                except OSError:
                    pass
            select.select([], [], [], 0.05)
        assert time.monotonic() - started < 30
        replies = talker.rest().split(b"\r\n")
        assert b"421 4.3.2 the server is stopping" in replies
        assert sink.end()[1] == 0


def test_a_client_that_does_not_read_does_not_keep_a_stopped_server_alive():
    with Sink() as sink, sink.raw() as client:
        client.reply()
        client.sock.setblocking(False)
        while select.select([], [client.sock], [], 1)[1]:
            try:
                client.sock.send(b"HELP\r\n" * 1000)
            except BlockingIOError:
                pass
        assert sink.stop()[1] == 0


def test_more_clients_than_descriptors_are_turned_away_and_the_server_goes_on():
    with Sink(limits=(40, 40)) as sink:
        clients = [sink.raw() for _ in range(60)]
        answers = [client.reply()[:3] for client in clients]
        assert answers == [b"220"] * 8 + [b"421"] * 52
        for client in clients:
            client.__exit__()
        answer = b"421"
        while answer == b"421":  # until the sessions have noticed
            with sink.raw() as client:
                answer = client.reply()[:3]
        assert answer == b"220"
        assert sink.stop()[1] == 0


def test_silent_client_is_sent_away():
    with Sink("--timeout", "300ms") as sink, sink.raw() as client:
        client.reply()
        assert client.reply() == b"421 4.4.2 timeout\r\n"


def test_fifty_clients_at_once(tmp_path):
    failures = []

    def deliver(port, number):
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=60) as client:
                client.sendmail(f"s{number}@b", ["c@d"], f"Subject: {number}\r\n\r\nx\r\n")
        except (OSError, smtplib.SMTPException) as error:
            failures.append(error)

    with Sink("--maildir", tmp_path / "m") as sink:
        threads = [threading.Thread(target=deliver, args=(sink.port, n)) for n in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        out, status = sink.stop()
    assert failures == [] and status == 0
    assert len(kept(tmp_path / "m")) == 50
    assert [n for n in range(50) if f"<s{n}@b>" not in out] == []


def test_sessions_are_not_mixed():
    with Sink() as sink:
        with sink.raw() as one, sink.raw() as two:
            for client in (one, two):
                client.reply()
            for client, name in ((one, b"one"), (two, b"two"), (one, b"one")):
                client.ask(b"NOOP " + name + b"\r\n")
        out, _ = sink.stop()
    said = [line for line in out.splitlines() if line.startswith("C: ")]
    assert said in (["C: NOOP one"] * 2 + ["C: NOOP two"], ["C: NOOP two"] + ["C: NOOP one"] * 2)


def test_transcript_is_a_session_file():
    with Sink("--once") as sink:
        with sink.raw() as client:
            begin(client)
            client.ask(b"DATA\r\n")
            client.ask(b"Subject: x\r\n\r\n..dot\r\n.\r\n")
            client.ask(b"QUIT\r\n")
        out, _ = sink.end()
    lines = out.splitlines()
    assert lines[0].startswith("# 127.0.0.1:")
    assert lines[1] == f"@connect 127.0.0.1:{sink.port}"
    assert lines[2] == "S: 220 mx.test ESMTP ehlo, a test server"
    assert "C: ..dot" in lines and "C: ." in lines and lines[-1] == "S: 221 2.0.0 bye"


def test_long_message_is_summed_up():
    with Sink("--once") as sink:
        with smtplib.SMTP("127.0.0.1", sink.port) as client:
            client.sendmail("a@b", ["c@d"], "x\r\n" * 1000)
        out, _ = sink.end()
    assert out.count("C: x\n") == 40 and "# ... 1,000 lines, 3.0 kB" in out.replace("KB", "kB")


def test_unix_socket(tmp_path):
    path = str(tmp_path / "s")
    with Sink("--lmtp", listen="unix:" + path) as sink:
        sock = socket.socket(socket.AF_UNIX)
        sock.connect(path)
        with Raw(sock) as client:
            assert client.reply() == b"220 mx.test LMTP ehlo, a test server\r\n"
            assert client.ask(b"LHLO c\r\n").startswith(b"250-mx.test\r\n")
        assert sink.stop()[1] == 0
    assert not os.path.exists(path)


@pytest.mark.parametrize("options, complaint, status", [
    (["--on", "X", "99 no"], "--on 'X' '99 no': a reply starts with a code from 200 to 599", 65),
    (["--listen", "mx.example.com:25"], "an IP address of this machine is needed", 65),
    (["--maildir", "a", "--mbox", "b"], "--maildir and --mbox exclude each other", 64),
    (["--user", "bob"], "--user bob: say NAME:PASSWORD-FILE", 65),
    (["--user", "bob:/nonexistent"], "/nonexistent", 66),
    (["--mbox", "/proc/none/box"], "cannot open /proc/none/box", 74),
    (["--timeout", "soon"], "--timeout: ", 65),
    (["--tls-key", "k"], "--tls-key needs --tls-cert", 64),
    (["--color", "blue"], "--color: say auto, always or never", 65),
])
def test_complaints(options, complaint, status):
    done = subprocess.run([EHLO, "serve", *options], capture_output=True, text=True, timeout=60)
    assert complaint in done.stderr and done.returncode == status


def test_a_message_that_cannot_be_kept_is_told_to_who_runs_the_server(tmp_path):
    with Sink("--maildir", tmp_path / "m", "--quiet") as sink, sink.raw() as client:
        shutil.rmtree(tmp_path / "m")
        begin(client)
        assert client.ask(b"DATA\r\n").startswith(b"452 ") or client.ask(b"x\r\n.\r\n").startswith(b"452 ")
        client.ask(b"QUIT\r\n")
        assert sink.stop()[1] == 74
    assert b"a message was not kept: cannot create " in sink.err


def test_a_second_signal_ends_a_server_whose_output_nobody_reads():
    """The first one waits for the output to go somewhere."""
    with Sink("--show-data") as sink, sink.raw() as client:
        begin(client)
        client.ask(b"DATA\r\n")
        client.send((b"x" * 70 + b"\r\n") * 5000 + b".\r\n")
        sink.process.send_signal(signal.SIGTERM)
        while sink.process.poll() is None:
            sink.process.send_signal(signal.SIGTERM)
            select.select([], [], [], 0.1)
        assert sink.process.returncode == -signal.SIGTERM
