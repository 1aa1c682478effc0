"""Each extension of SMTP against the servers that have it."""

import email
import email.policy
import json

import pytest

MESSAGE = b"Subject: awkward\nMessage-ID: <ext@client.test>\n\n.\n..dots\ncaf\xc3\xa9\n"
CLIENT = ("--xclient-addr", "192.0.2.7", "--xclient-name", "seven.example.org")


def on_the_wire(content):
    return content.replace(b"\n", b"\r\n")


@pytest.mark.parametrize("name", ["postfix", "exim"])
@pytest.mark.parametrize("how", [(), ("--pipeline",), ("--chunk-size", "10"), ("--chunk-size", "10", "--pipeline")])
def test_chunks_arrive_byte_for_byte(send, request, recipient, tmp_path, name, how):
    server = request.getfixturevalue(name)
    (tmp_path / "message").write_bytes(MESSAGE)
    send("--server", server.address(), "--to", recipient, "--data", f"@{tmp_path}/message", "--chunking", *how)
    assert server.wait_for_message(recipient).sent == on_the_wire(MESSAGE)


def test_postfix_takes_every_parameter_of_dsn(send, postfix, recipient):
    said = send(
        *("--server", postfix.address(), "--to", recipient, "--dsn-ret", "HDRS", "--dsn-envid", "a+b c"),
        *("--dsn-notify", "SUCCESS,DELAY", "--dsn-orcpt", f"{recipient}"),
    )
    assert "RET=HDRS ENVID=a+2Bb+20c" in said.stdout
    assert postfix.wait_for_message(recipient)


def test_postfix_takes_a_header_that_needs_smtputf8(send, postfix, recipient):
    said = send("--server", postfix.address(), "--to", recipient, "--sample", "smtputf8")
    assert " SMTPUTF8\n" in said.stdout
    assert "Subject: Grüße".encode() in postfix.wait_for_message(recipient).sent


def test_postfix_believes_xclient(send, postfix, recipient):
    send("--server", postfix.address(), "--to", recipient, *CLIENT)
    trace = postfix.wait_for_message(recipient).trace
    assert b"seven.example.org" in trace and b"192.0.2.7" in trace


def test_dovecot_believes_xclient(send, dovecot, recipient):
    send(
        *("--server", f"lmtp://{dovecot.address('lmtp')}", "--to", "u1@lab.test", "--body", recipient),
        *("--xclient-addr", "192.0.2.7", "--xclient-helo", "seven.example.org"),
    )
    message = dovecot.wait_for_message("u1@lab.test", lambda message: recipient.encode() in message.sent)
    assert b"([192.0.2.7])" in message.trace


def test_postfix_takes_xforward(send, postfix, recipient):
    said = send("--server", postfix.address(), "--to", recipient, "--xforward-addr", "192.0.2.8", "--xforward-helo", "x")
    assert "C: XFORWARD ADDR=192.0.2.8 HELO=x\nS: 250" in said.stdout
    assert postfix.wait_for_message(recipient)


@pytest.mark.parametrize("name", ["postfix", "exim"])
@pytest.mark.parametrize(
    "how",
    [
        ("--proxy-family", "TCP4"),
        ("--proxy-version", "2", "--proxy-family", "AF_INET"),
        ("--proxy-version", "2", "--proxy-family", "AF_INET", "--proxy-tlv", "authority=mx.test", "--proxy-tlv", "crc32c"),
    ],
    ids=["v1", "v2", "v2 with TLVs"],
)
def test_the_address_behind_a_proxy_is_believed(send, request, recipient, name, how):
    server = request.getfixturevalue(name)
    send(
        *("--server", server.address("proxy"), "--to", recipient, *how, "--proxy-source", "192.0.2.9"),
        *("--proxy-source-port", "1234", "--proxy-dest", "192.0.2.1", "--proxy-dest-port", "25"),
    )
    assert b"192.0.2.9" in server.wait_for_message(recipient).trace


def test_exim_refuses_one_of_two_by_prdr(ehlo, exim, recipient):
    outcome = ehlo(
        *("send", "--server", exim.address(), "--from", "a@client.test", "--to", f"{recipient},prdr-no@lab.test"),
        *("--prdr", "--json", "--no-tls"),
    )
    answers = [one["final"]["code"] for one in json.loads(outcome.stdout)["recipients"]]
    assert answers == [250, 550]
    assert outcome.status == 69
    assert exim.wait_for_message(recipient)


def test_what_was_composed_is_read_back_from_a_real_mailbox(send, postfix, recipient, tmp_path):
    (tmp_path / "logo.png").write_bytes(bytes(range(256)) * 100)
    send(
        *("--server", postfix.address(), "--to", recipient, "--body", "grün", "--html", "<img src='cid:logo'>"),
        *("--inline", f"logo:{tmp_path}/logo.png", "--attach", f"@{tmp_path}/logo.png;name=grün.png"),
    )
    sent = email.message_from_bytes(postfix.wait_for_message(recipient).sent, policy=email.policy.default)
    (attached,) = sent.iter_attachments()
    assert attached.get_filename() == "grün.png"
    assert attached.get_payload(decode=True) == bytes(range(256)) * 100
    assert sent.get_body(("plain",)).get_content() == "grün"


@pytest.mark.parametrize("name", ["postfix", "exim"])
@pytest.mark.parametrize("how", [(), ("--pipeline",), ("--pipeline", "--chunking")])
def test_a_load_over_several_connections_arrives_whole(send, request, recipient, tmp_path, name, how):
    server = request.getfixturevalue(name)
    (tmp_path / "message").write_bytes(b"X-Load: {{n}}\n" + MESSAGE)
    said = send(
        *("--server", server.address(), "--to", recipient, "--count", "20", "--sessions", "3", "--reuse", "4"),
        *("--data", f"@{tmp_path}/message", "--tokens", "--json", *how),
    )
    lines = [json.loads(line) for line in said.stdout.splitlines()]
    assert sorted(line["n"] for line in lines) == list(range(1, 21))
    assert all(line["accepted"] and line["queue_id"] for line in lines)
    for n in range(1, 21):
        sent = on_the_wire(b"X-Load: %d\n" % n + MESSAGE)
        server.wait_for_message(recipient, lambda message, sent=sent: message.sent == sent)


@pytest.mark.parametrize("name", ["postfix", "exim"])
@pytest.mark.parametrize("how", [("--pipeline",), ("--pipeline", "--chunking")])
def test_a_refused_recipient_among_many_gets_nobody_elses_message(send, request, recipient, tmp_path, name, how):
    """The letters behind a refused one are on their way already; each must find the recipients it has, and no other."""
    server = request.getfixturevalue(name)
    others = [f"{recipient.partition('@')[0]}{n}@lab.test" for n in range(4)]
    listed = [others[0], others[1], "unknown@lab.test", others[2], "unknown@lab.test", others[3]]
    (tmp_path / "list").write_text("\n".join(listed))
    said = send(
        *("--server", server.address(), "--recipients", tmp_path / "list", "--body", "for {{to}}", "--json", *how), status=69
    )
    lines = [json.loads(line) for line in said.stdout.splitlines()]
    assert [line["accepted"] for line in lines] == [address in others for address in listed]
    for address in others:
        message = server.wait_for_message(address)
        assert message.recipients == {address} and b"for %s\r\n" % address.encode() in message.sent
