"""`ehlo run --to-session`: what other programs print of a conversation, as a session file that plays."""

import shutil
import subprocess

from serve_fixture import Sink


def captured(command):
    assert shutil.which(command[0]), f"{command[0]} is missing"
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60).stdout


def test_what_swaks_printed_plays_again(ehlo, tmp_path):
    chat = tmp_path / "chat.txt"
    password = tmp_path / "password"
    password.write_text("geheim\n")
    with Sink("--user", f"alice:{password}") as sink:
        chat.write_bytes(captured(
            ["swaks", "--server", f"127.0.0.1:{sink.port}", "--from", "a@b.example", "--to", "c@d.example", "-tls",
             "--auth", "LOGIN", "--auth-user", "alice", "--auth-password", "geheim", "--helo", "swaks.example"]))
        done = ehlo("run", "--to-session", chat)
        assert (done.stderr, done.status) == ("", 0)
        session = tmp_path / "chat.smtp"
        session.write_text(done.stdout)
        lines = done.stdout.splitlines()
        assert lines[:2] == [f"# from {chat}, printed by swaks", f"@connect 127.0.0.1:{sink.port}"]
        assert "@auth LOGIN user=alice password={{password}}" in lines and "Z2VoZWlt" not in done.stdout
        again = ehlo("run", "--secret", f"password=@{password}", session)
        assert again.status == 0, again.stdout + again.stderr


def test_what_curl_printed_plays_again_with_an_empty_message(ehlo, tmp_path):
    chat = tmp_path / "chat.txt"
    mail = tmp_path / "mail.eml"
    mail.write_bytes(b"Subject: x\r\n\r\nhello\r\n")
    with Sink() as sink:
        chat.write_bytes(captured(
            ["curl", "-v", f"smtp://127.0.0.1:{sink.port}/curl.example", "--mail-from", "a@b.example", "--mail-rcpt",
             "c@d.example", "-T", str(mail)]))
        done = ehlo("run", "--to-session", chat)
        assert done.status == 0
        assert done.stderr.startswith(f"ehlo: run: no place for {chat}:")
        assert done.stderr.endswith(
            ": the message was not shown before this reply; write it, or @message FILE, in its place\n")
        session = tmp_path / "chat.smtp"
        session.write_text(done.stdout)
        refused = ehlo("run", session)
        assert refused.status == 65 and "were left out here" in refused.stdout
        session.write_text(done.stdout.replace("# the message itself was not shown\n", "C: Subject: x\nC:\nC: hello\n"))
        again = ehlo("run", session)
        assert again.status == 0, again.stdout + again.stderr


# All error paths follow.


def test_a_file_without_a_conversation_is_refused(ehlo, tmp_path):
    mail = tmp_path / "mail.txt"
    mail.write_text("Dear postmaster,\n")
    done = ehlo("run", "--to-session", mail)
    assert (done.stdout, done.status) == ("", 65)
    assert done.stderr.startswith(f"ehlo: run: {mail}: no conversation is found in it; known are the lines of swaks")


def test_a_file_that_cannot_be_read_is_named(ehlo, tmp_path):
    done = ehlo("run", "--to-session", tmp_path / "none")
    assert (done.stdout, done.stderr, done.status) == (
        "", f"ehlo: run: cannot read {tmp_path}/none: no such file or directory\n", 66)


def test_it_goes_with_neither_check_nor_format(ehlo):
    done = ehlo("run", "--to-session", "--check", "x")
    assert (done.stdout, done.stderr, done.status) == (
        "", "ehlo: run: --check, --format and --to-session exclude each other\n", 64)
