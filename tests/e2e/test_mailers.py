"""What `ehlo send` composes, as two mailers read it: s-nail writes its parts, mutt shows its subject and one of them."""

import os
import pty
import select
import subprocess

import pytest

from test_send import WHO

FILE = bytes(range(256)) * 120


@pytest.fixture
def mailbox(ehlo, tmp_path):
    """A folder with an mbox of one message: texts in two forms, a picture in one of them, two attachments."""
    (tmp_path / "logo.png").write_bytes(FILE)
    (tmp_path / "grün.bin").write_bytes(FILE[::-1])
    (tmp_path / "notes").write_text("From here\n.\nto there\n")
    shown = ehlo(
        *("send", *WHO, "--subject", "Grüße €", "--body", "grün", "--html", "<b>grün</b> <img src='cid:logo'>"),
        *("--inline", "logo:logo.png", "--attach", "@grün.bin", "--attach", "text/plain:@notes;name=notes.txt"),
        "--dump-mail",
        cwd=tmp_path,
    )
    assert shown.status == 0
    text = shown.stdout.replace("\r\n", "\n")
    (tmp_path / "mbox").write_text(f"From a@example.org Sun Nov 22 00:00:00 2026\n{text}\n")
    return tmp_path


def environment(folder):
    return os.environ | {"HOME": str(folder), "MAILRC": "/dev/null", "LC_ALL": "C.UTF-8", "TERM": "xterm"}


def test_s_nail_finds_every_part(mailbox):
    """In batch mode it writes each attachment to a file of its name, with the number of the part behind it."""
    said = subprocess.run(
        ["s-nail", "-n", "-#", "-R", "-f", "mbox"], input="headers\ntype 1\nwrite 1 text\nexit\n",
        cwd=mailbox, env=environment(mailbox), capture_output=True, text=True, timeout=20,
    )
    assert "Grüße €" in said.stdout and "\ngrün\n" in said.stdout
    assert (mailbox / "logo.png#1.1.2.2").read_bytes() == FILE
    assert (mailbox / "grün.bin#1.2").read_bytes() == FILE[::-1]
    assert (mailbox / "notes.txt").read_text() == "From here\n.\nto there\n"


def run_mutt(folder, keys):
    """All that it draws on a terminal of its own."""
    settings = "set folder=. copy=no quit=yes delete=no wait_key=no"
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.execvpe("mutt", ["mutt", "-n", "-F", "/dev/null", "-R", "-f", "mbox", "-e",
                            f"{settings}; macro index Q '{keys}'; push Q"], environment(folder))
    drawn = b""
    while select.select([terminal], [], [], 20)[0]:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # Linux: the other end is gone
            break
        drawn += piece
    os.waitpid(child, 0)
    return drawn.decode(errors="replace")


def test_mutt_shows_the_subject_and_decodes_the_last_attachment(mailbox):
    keys = "<view-attachments><last-entry><pipe-message>cat > last<enter><exit><exit>"
    assert "Grüße €" in run_mutt(mailbox, keys)
    assert (mailbox / "last").read_text() == "From here\n.\nto there\n"
