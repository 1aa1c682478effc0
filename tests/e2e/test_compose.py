"""What `ehlo send` composes, read back by another's parser from the bytes that crossed the wire."""

import email
import email.policy
import hashlib
import os

import pytest

from test_send import BYE, TALK, TO_DATA, WHO, content

OFFERS_8BIT = (
    *("S: 220 hi", "C: EHLO client.example", "S: 250-hi", "S: 250 8BITMIME"),
    *("C: MAIL FROM:<a@example.org> BODY=8BITMIME", "S: 250 ok", "C: RCPT TO:<b@example.com>", "S: 250 ok"),
    *("C: DATA", "S: 354 go on"),
)


@pytest.fixture
def message(ehlo, wire, tmp_path):
    """Sends a message and gives it as it was received, in the eyes of Python's email."""

    def run(*arguments, script=TO_DATA, stdin=b"", raw=False):
        with wire(*script, "C.", "S: 250 ok", *BYE) as server:
            outcome = ehlo("send", *WHO, "-s", server.address, "-n", *arguments, input=stdin, cwd=tmp_path)
        assert outcome.status == 0, outcome.stderr
        sent = content(server).removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
        return sent if raw else email.message_from_bytes(sent, policy=email.policy.default)

    return run


def shape(part):
    """multipart/mixed[text/plain, image/png]"""
    if not part.is_multipart():
        return part.get_content_type()
    return f"{part.get_content_type()}[{', '.join(map(shape, part.get_payload()))}]"


def test_a_lone_body_is_in_no_nest(message):
    sent = message("--body", "Hi")
    assert "MIME-Version" not in sent
    assert sent.get_content() == "Hi\r\n"


def test_everything_at_once_nests_rightly(message, tmp_path):
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n\0")
    (tmp_path / "a.csv").write_bytes(b"1,2\n")
    sent = message(
        *("--body", "plain", "--html", "<img src='cid:logo'>", "--inline", "logo:logo.png"),
        *("--attach", "@a.csv", "--attach", "application/x-thing:@logo.png;name=grün.bin"),
    )
    assert shape(sent) == (
        "multipart/mixed[multipart/alternative[text/plain, multipart/related[text/html, image/png]], "
        "text/csv, application/x-thing]"
    )
    logo, csv, thing = (part for part in sent.walk() if part.get_filename())
    assert logo["Content-ID"] == "<logo>"
    assert logo.get_content_disposition() == "inline"
    assert csv.get_payload(decode=True) == b"1,2\n"
    assert thing.get_filename() == "grün.bin"
    assert thing.get_payload(decode=True) == b"\x89PNG\r\n\x1a\n\0"
    assert not sent.defects and not any(part.defects for part in sent.walk())


def test_swaks_words_keep_their_order(message, tmp_path):
    (tmp_path / "f.txt").write_bytes(b"hello\n")
    sent = message(
        *("--attach-type", "text/html", "--attach-body", "<b>x", "--attach", "@f.txt"),
        *("--attach-type", "text/plain", "--attach-body", "x", "--attach-name", "n.txt", "--attach", "@f.txt"),
        *("--attach-type", "image/x", "--attach-name", "--attach", "@f.txt", "--attach", "letters"),
    )
    assert shape(sent) == (
        "multipart/mixed[multipart/alternative[text/html, text/plain], text/plain, text/plain, image/x, image/x]"
    )
    attachments = list(sent.iter_attachments())
    assert [part.get_filename() for part in attachments] == ["f.txt", "n.txt", None, None]
    assert attachments[3].get_payload(decode=True) == b"letters"


def test_a_large_attachment_from_standard_input_arrives_whole(message):
    bytes_ = os.urandom(3_000_001)
    sent = message("--attach", "-", stdin=bytes_)
    (part,) = sent.iter_attachments()
    assert hashlib.sha256(part.get_payload(decode=True)).digest() == hashlib.sha256(bytes_).digest()


def test_lines_that_start_with_dots_and_long_ones_arrive_whole(message):
    text = ".\n..\n" + "ü" * 2000 + "\n" + "x" * 5000 + "\n"
    assert message("--body", text).get_content().replace("\r\n", "\n") == text


def test_text_outside_ascii_stays_as_it_is_where_the_server_takes_it(message):
    sent = message("--8bit", "--body", "grün", "--attach", "text/plain:weiß", script=OFFERS_8BIT, raw=True)
    assert "\r\n\r\ngrün\r\n--".encode() in sent
    assert sent.count(b"Content-Transfer-Encoding: 8bit\r\n") == 2
    assert "grün".encode() not in message("--8bit", "--body", "grün", raw=True)


def test_no_line_of_the_header_is_longer_than_78(message):
    sent = message(
        *("--subject", "Grüße " * 40, "--to", ",".join(f"recipient{i}@mail.example.com" for i in range(9))),
        *("--attach", "text/plain:x", "--add-header", "X-Long: " + "word " * 60),
        script=(*TALK, "C*", "S: 250 ok", *("C*", "S: 250 ok") * 10, "C: DATA", "S: 354 go on"),
        raw=True,
    )
    header = sent.partition(b"\r\n\r\n")[0]
    assert max(map(len, header.split(b"\r\n"))) <= 78
    parsed = email.message_from_bytes(sent, policy=email.policy.default)
    assert parsed["Subject"] == "Grüße " * 40
    assert len(parsed["To"].addresses) == 10


def test_an_attachment_that_cannot_be_is_refused_before_the_network(ehlo):
    outcome = ehlo("send", *WHO, "-s", "127.0.0.1:1", "--attach", "f")
    assert outcome.status == 65
    assert outcome.stderr == (
        "ehlo: send: --attach: 'f' is not @FILE: write --attach @f; a text needs a type, as in "
        "--attach-type text/plain\n"
    )
    outcome = ehlo("send", *WHO, "-s", "127.0.0.1:1", "--data", "@/dev/null", "--html", "x")
    assert outcome.status == 64
    assert outcome.stderr == (
        "ehlo: send: --data is a whole message: --html, --attach, --attach-body, --inline and --8bit have no place\n"
    )


# ---- samples


def test_the_samples_are_what_they_are_called(message):
    eicar = message("--sample", "eicar")
    (attachment,) = eicar.iter_attachments()
    assert hashlib.md5(attachment.get_payload(decode=True)).hexdigest() == "44d88612fea8a8f36de82e1278abb02f"
    assert "GTUBE-STANDARD" in message("--sample", "gtube").get_content()
    assert "Grüße".encode() in message("--sample", "8bit", raw=True)
    assert "Subject: Grüße".encode() in message("--sample", "smtputf8", raw=True)
    assert max(map(len, message("--sample", "long-lines", raw=True).split(b"\r\n"))) == 10_000
    assert shape(message("--sample", "nested-mime")) == "multipart/mixed[" * 30 + "text/plain" + "]" * 30
    assert message("--sample", "empty", raw=True) == b""


def test_bare_line_feeds_go_out_bare(ehlo, wire):
    with wire(*TO_DATA, "C.", "S: 250 ok", *BYE) as server:
        outcome = ehlo("send", *WHO, "-s", server.address, "-n", "--sample", "bare-lf")
    assert outcome.status == 0
    assert content(server).endswith(b"\r\n\r\none\ntwo\nthree\r\n.\r\n")


def test_a_sample_that_is_none_is_told(ehlo):
    outcome = ehlo("send", *WHO, "-s", "127.0.0.1:1", "--sample", "x")
    assert outcome.status == 65
    assert outcome.stderr == (
        "ehlo: send: --sample: 'x' is not one of eicar, gtube, 8bit, smtputf8, long-lines, nested-mime, empty, bare-lf\n"
    )
