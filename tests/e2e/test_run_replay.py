"""What `ehlo run -v` shows is the session again, whatever stands in it."""

import email

import pytest

from serve_fixture import Sink, Stage

SESSIONS = {
    "two connections at once": """@connect first={{server}}
S first: 220
@connect second={{server}}
S second: 220
C first: EHLO one.example
S first: 250
C second: EHLO two.example
S second: 250
C first: QUIT
S first: 221
C second: QUIT
S second: 221
""",
    "bytes that are no lines": """@connect {{server}}
S: 220
C: NOOP one
@send "NOOP two\\n"
@flush
C: NOOP three
S: 250
S: 250
S: 250
@timeout 7s
@pause 1ms
C: QUIT
S: 221
@expect close within 5s
""",
    "chunks": """@connect {{server}}
S: 220
C: EHLO client.example
S: 250
C: MAIL FROM:<a@example.org>
C: RCPT TO:<b@example.com>
S: 250
S: 250
@bdat mail.eml chunk=12
S: 250
C: QUIT
S: 221
""",
    "what the server sends by itself": """@connect {{server}}
@S pause 1ms
@S send "220 mx.example.com\\r\\n"
C: NOOP
S: 250
@close
""",
    "a proxy ahead": """@connect {{server}}
@proxy v1 from=192.0.2.1:1234 to=192.0.2.2:25
S: 220
C: QUIT
S: 221
""",
}


def conversation(verbose, server):
    """Without what differs from run to run."""
    lines = verbose.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("#")).replace(f"127.0.0.1:{server.port}", "{{server}}")


@pytest.mark.parametrize("name", SESSIONS)
def test_the_conversation_that_is_shown_runs_again_and_is_then_the_same(name, ehlo, tmp_path):
    (tmp_path / "mail.eml").write_text("Subject: x\n\nfirst\nsecond\n")
    shown = []
    (tmp_path / "once.smtp").write_text(SESSIONS[name])
    for file in ("once.smtp", "again.smtp"):
        with Stage(tmp_path / "once.smtp") as server:
            done = ehlo("run", "-v", file, "-s", f"127.0.0.1:{server.port}", cwd=tmp_path)
            out, status = server.end()
        assert (done.status, status) == (0, 0), (done.stdout, done.stderr, out, server.err)
        shown.append(conversation(done.stderr, server))
        (tmp_path / "again.smtp").write_text(shown[0])
    assert shown[0] == shown[1]


def test_a_named_connection_keeps_its_name_in_the_conversation(ehlo, tmp_path):
    file = tmp_path / "two.smtp"
    file.write_text(SESSIONS["two connections at once"])
    with Stage(file) as server:
        done = ehlo("run", "-v", file, "-s", f"127.0.0.1:{server.port}")
        server.end()
    commands = [line for line in conversation(done.stderr, server).splitlines() if not line.startswith("S:")]
    assert commands == ["@connect first={{server}}", "@connect second={{server}}", "@use first", "C: EHLO one.example",
                        "@use second", "C: EHLO two.example", "@use first", "C: QUIT", "@use second", "C: QUIT"]


@pytest.mark.parametrize("options", [("--chunking",), ("--attach", "@note"), ("--chunking", "--attach", "@note")],
                         ids=lambda options: " ".join(options))
def test_a_record_is_met_by_the_same_command_tomorrow(ehlo, tmp_path, options):
    """Date, Message-ID and boundaries are other ones then; what BDAT counts has its length all the same."""
    (tmp_path / "note").write_bytes(b"hello\n.dot\n")
    message = ("--from", "a@example.org", "--to", "b@example.com", "--helo", "client.example", "--no-tls", *options)
    with Sink() as sink:
        first = ehlo("send", "--server", f"127.0.0.1:{sink.port}", *message, "--record", "it.smtp", cwd=tmp_path)
        assert first.status == 0
        played = ehlo("run", "it.smtp", cwd=tmp_path)
        assert (played.status, played.stderr) == (0, "")
    with Stage(tmp_path / "it.smtp") as stage:
        second = ehlo("send", "--server", stage.address, *message, cwd=tmp_path)
        out, status = stage.end()
    assert (second.status, status) == (0, 0), stage.err


def parts_of(folder):
    """The MIME parts of the messages that were kept: type and content."""
    for file in sorted((folder / "new").iterdir()):
        message = email.message_from_bytes(file.read_bytes())
        yield [(part.get_content_type(), part.get_payload(decode=True)) for part in message.walk()]


@pytest.mark.parametrize("size", range(37, 300, 29))
def test_a_record_of_many_chunks_sends_the_same_parts_again(ehlo, tmp_path, size):
    """A chunk ends anywhere, also inside of a boundary."""
    (tmp_path / "note").write_bytes(b"hello\n")
    with Sink("--maildir", tmp_path / "kept") as sink:
        sent = ehlo("send", "--server", f"127.0.0.1:{sink.port}", "--from", "a@example.org", "--to", "b@example.com",
                    "--no-tls", "--chunking", "--chunk-size", str(size), "--attach", "@note", "--record", "it.smtp",
                    cwd=tmp_path)
        played = ehlo("run", "it.smtp", cwd=tmp_path)
    first, second = parts_of(tmp_path / "kept")
    assert (sent.status, played.status) == (0, 0)
    assert first == second
    assert [kind for kind, _ in first] == ["multipart/mixed", "text/plain", "application/octet-stream"]
