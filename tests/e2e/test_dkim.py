"""Signatures of `ehlo send --sign-dkim`, verified by dkimpy and opendkim-testmsg from what a server has kept."""

import email
import os
import subprocess

import dkim
import pytest

from serve_fixture import Sink
from test_send import WHO

NAME = b"s1._domainkey.example.org."


def run(*command, **options):
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, **options).stdout


def make_key(folder, name, *algorithm):
    path = folder / f"{name}.pem"
    path.write_bytes(run("openssl", "genpkey", "-algorithm", *algorithm))
    public = run("openssl", "pkey", "-in", path, "-pubout", "-outform", "DER")
    return path, public


def base64_of(octets):
    return run("base64", "-w0", input=octets)


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """Each: the file of the private key, and what the domain publishes."""
    folder = tmp_path_factory.mktemp("keys")
    rsa, rsa_public = make_key(folder, "rsa", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
    ed, ed_public = make_key(folder, "ed", "ED25519")
    return {
        "rsa": (rsa, b"v=DKIM1; k=rsa; p=" + base64_of(rsa_public)),
        # RFC 8463: the key alone, without what DER has ahead of it.
        "ed25519": (ed, b"v=DKIM1; k=ed25519; p=" + base64_of(ed_public[-32:])),
    }


@pytest.fixture
def delivered(ehlo, tmp_path):
    """Sends messages and gives what the server has kept."""

    def send(*arguments, input=b""):
        with Sink("--no-tls", "--maildir", tmp_path / "md", "--quiet") as sink:
            outcome = ehlo("send", *WHO, "-s", f"127.0.0.1:{sink.port}", "-n", *arguments, input=input, cwd=tmp_path)
        assert outcome.status == 0, outcome.stderr + outcome.stdout
        return [path.read_bytes() for path in sorted((tmp_path / "md/new").iterdir())]

    return send


def verified(message, record, index=0):
    try:
        return dkim.DKIM(message).verify(idx=index, dnsfunc=lambda name, timeout=5: record if name == NAME else None)
    except dkim.ValidationError:  # the hash of the body differs
        return False


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
@pytest.mark.parametrize("canon", ["relaxed/relaxed", "simple/simple", "relaxed", "simple/relaxed"])
def test_a_signature_holds_for_dkimpy(delivered, keys, kind, canon):
    key, record = keys[kind]
    body = "Two  blanks \n\nand a tab\t\n.\n\n\n"
    [message] = delivered("--sign-dkim", f"example.org:s1:{key}", "--dkim-canon", canon, "--body", body)
    assert message.startswith(b"DKIM-Signature: v=1; a=" + kind.encode() + b"-sha256; ")
    assert verified(message, record)
    assert not verified(message.replace(b"Two", b"Too"), record)


def test_no_field_that_a_reader_looks_at_can_be_added(delivered, keys):
    key, record = keys["rsa"]
    [message] = delivered("--sign-dkim", f"example.org:s1:{key}")
    for field in (b"From: eve@example.net", b"Subject: other", b"Cc: x@example.net", b"Content-Type: text/html"):
        assert not verified(field + b"\r\n" + message, record), field
    assert verified(b"Received: from here\r\n" + message, record)


# Answers every question with the record in its first argument, and lets opendkim ask.
NAME_SERVER = """
import socket, subprocess, sys, threading
record = sys.argv[1].encode()
strings = b"".join(bytes([len(record[at:at + 255])]) + record[at:at + 255] for at in range(0, len(record), 255))
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 53))
def answer():
    while True:
        question, client = server.recvfrom(4096)
        end = question.index(b"\\0", 12) + 5
        answer = b"\\xc0\\x0c\\0\\x10\\0\\1\\0\\0\\0\\x3c" + len(strings).to_bytes(2, "big") + strings
        server.sendto(question[:2] + b"\\x84\\0\\0\\1\\0\\1\\0\\0\\0\\0" + question[12:end] + answer, client)
threading.Thread(target=answer, daemon=True).start()
sys.exit(subprocess.run(["/usr/sbin/opendkim-testmsg"], timeout=20).returncode)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="a network of its own needs root")
def test_opendkim_verifies_it(delivered, keys, tmp_path):
    key, record = keys["rsa"]
    [message] = delivered("--sign-dkim", f"example.org:s1:{key}", "--attach", f"@{key}", "--html", "<p>Grüße</p>")
    (tmp_path / "resolv.conf").write_text("nameserver 127.0.0.1\n")
    inside = 'ip link set lo up && mount --bind "$0" /etc/resolv.conf && exec /usr/bin/python3 -c "$1" "$2"'
    command = ["unshare", "-mn", "sh", "-c", inside, tmp_path / "resolv.conf", NAME_SERVER, record.decode()]

    def verdict(octets):
        return subprocess.run(list(map(str, command)), input=octets.replace(b"\r\n", b"\n"), capture_output=True)

    good, bad = verdict(message), verdict(message.replace(b"From: a@", b"From: b@"))
    assert (good.returncode, good.stderr + good.stdout) == (0, b"")
    assert bad.returncode != 0 and b"ad signature" in bad.stderr + bad.stdout


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_a_large_message_from_a_file_is_signed_as_it_is_sent(delivered, keys, tmp_path, kind):
    key, record = keys[kind]
    lines = b"".join(b".line %d \t of  many\n" % number for number in range(100_000))
    (tmp_path / "m.eml").write_bytes(b"From: a@example.org\nTo: b@example.com\n folded@example.com\n\n" + lines + b"\n\n")
    for chunking in ([], ["--chunking", "--pipeline"]):
        messages = delivered("--sign-dkim", f"example.org:s1:{key}", "--data", "@m.eml", *chunking)
        assert all(verified(message, record) for message in messages)


def test_two_keys_make_two_signatures(delivered, keys):
    """RFC 8463 section 3: a domain that changes over signs with both."""
    [message] = delivered(*(word for kind in keys for word in ("--sign-dkim", f"example.org:s1:{keys[kind][0]}")))
    assert verified(message, keys["rsa"][1], 0)
    assert verified(message, keys["ed25519"][1], 1)


def test_each_of_many_messages_has_its_own_signature(delivered, keys):
    key, record = keys["ed25519"]
    messages = delivered("--sign-dkim", f"example.org:s1:{key}", "--count", "3", "--pipeline", "--body", "{{uuid}} {{n}}")
    assert len({email.message_from_bytes(message)["DKIM-Signature"] for message in messages}) == 3
    assert all(verified(message, record) for message in messages)


def test_a_form_of_signatures_needs_one(ehlo):
    outcome = ehlo("send", *WHO, "-s", "127.0.0.1:1", "--dkim-canon", "simple")
    assert (outcome.stderr, outcome.status) == ("ehlo: send: --dkim-canon needs --sign-dkim\n", 64)


def test_what_cannot_be_signed_is_told_before_the_network(ehlo, keys, tmp_path):
    key, _ = keys["rsa"]
    (tmp_path / "none").write_text("x")
    for arguments, status, text in (
        (["example.org:s1"], 65, "--sign-dkim: 'example.org:s1' is not DOMAIN:SELECTOR:KEYFILE"),
        (["example.org:a b:k"], 65, "--sign-dkim: 'a b' is not a selector"),
        (["example.org:s1:/nowhere"], 66, "--sign-dkim: cannot read the key file /nowhere: no such file or directory"),
        ([f"example.org:s1:{tmp_path}/none"], 66, f"--sign-dkim: no private key (PEM) is in the file {tmp_path}/none"),
        ([f"example.org:s1:{key}", "--dkim-canon", "loose"], 65, "--dkim-canon: 'loose' is neither simple nor relaxed"),
        ([f"example.org:s1:{key}", "--data", "-"], 64, "--sign-dkim: what comes out of a pipe can be read only once"),
        ([f"example.org:s1:{key}", "--sample", "bare-lf"], 64, "--sign-dkim and a message that is sent raw exclude"),
    ):
        outcome = ehlo("send", *WHO, "-s", "127.0.0.1:1", "--sign-dkim", *arguments)
        assert outcome.status == status, outcome.stderr
        assert outcome.stderr.startswith(f"ehlo: send: {text}")
