"""`ehlo send` delivers to real servers: over every transport, byte for byte."""

import json
import re

import pytest

HEADER = b"Subject: awkward\nFrom: a@client.test\nDate: Sun, 22 Nov 2026 02:00:00 +0000\nMessage-ID: <%d@client.test>\n\n"
AWKWARD = {
    "dots": b".\n..\n.one\n...three\n.\n",
    "eight bits": b"caf\xc3\xa9 \xff\xfe\x80\n",
    "a long line": b"y" * 990 + b"\n",
    "no final newline": b"the end",
    "blank lines at the end": b"x\n\n\n\n",
    "blanks and tabs": b" x \t\n\t\n  \n",
    "CRLF": b"one\r\ntwo\r\n",
    "a From line": b"From me to you\n>From you\n",
}


def on_the_wire(content):
    """What the server is to keep of a file: CRLF at the end of each line, and of the last."""
    lines = re.sub(rb"\r?\n", b"\r\n", content)
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


@pytest.fixture(params=["postfix", "exim", "opensmtpd"])
def server(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(params=AWKWARD, ids=lambda name: name.replace(" ", "_"))
def message(request):
    return HEADER % hash(request.param) + AWKWARD[request.param]


def trusting(server):
    return ("--tls-verify", "--tls-ca-path", server.pki("root.crt"))


# ---- byte for byte


def test_a_message_arrives_byte_for_byte(send, server, recipient, message):
    send("--server", server.address(), "--to", recipient, "--data", "-", input=message)
    assert server.wait_for_message(recipient).sent == on_the_wire(message)


def test_a_message_arrives_byte_for_byte_without_tls_and_pipelined(send, sink, recipient, message, tmp_path):
    file = tmp_path / "message.eml"
    file.write_bytes(message)
    send("--server", sink.address(), "--to", recipient, "--data", f"@{file}", "--pipeline")
    assert sink.wait_for_message(recipient).sent == on_the_wire(message)


def test_a_large_message_arrives_byte_for_byte(send, postfix, recipient):
    message = HEADER % 5 + b"".join(b".%09d" % n + b"z" * 1500 + b"\n" for n in range(4000))
    said = send("--server", postfix.address(), "--to", recipient, "--data", "-", input=message).stdout
    assert "# ... 4,005 lines, 6.1 MB\nC: .\n" in said
    assert postfix.wait_for_message(recipient).sent == on_the_wire(message)


def test_the_message_that_send_makes_is_the_one_it_shows(send, server, recipient):
    said = send("--server", server.address(), "--to", recipient, "--subject", "hello", "--body", "a\n.b").stdout
    shown = said.split("S: 354")[1].split("\n", 1)[1].split("C: .\n")[0]
    lines = [line[3:] for line in shown.splitlines()]
    assert lines[-2:] == ["a", "..b"]
    unstuffed = [line[1:] if line.startswith(".") else line for line in lines]
    assert server.wait_for_message(recipient).sent.decode() == "".join(line + "\r\n" for line in unstuffed)


# ---- transports


def test_plain(send, server, recipient):
    said = send("--server", server.address(), "--to", recipient, "--no-tls").stdout
    assert "STARTTLS\n" in said and "C: STARTTLS" not in said
    assert b"TLS" not in server.wait_for_message(recipient).trace


def test_starttls(send, server, recipient):
    said = send("--server", server.address(), "--to", recipient, "--tls", *trusting(server)).stdout
    assert "C: STARTTLS\n" in said
    assert "@tls verify=on name=127.0.0.1\n# TLSv1.3, " in said and ", verified, " in said
    assert b"TLS" in server.wait_for_message(recipient).trace


def test_implicit_tls(send, server):
    target = ("--server", server.address("smtps"), "--tls-on-connect", *trusting(server))
    said = send(*target, "--quit-after", "ehlo").stdout
    assert said.index("@tls verify=on") < said.index("S: 220 ") and "C: STARTTLS" not in said


def test_an_smtps_url_means_implicit_tls(send, postfix):
    said = send("--server", f"smtps://{postfix.address('smtps')}", "--quit-after", "ehlo").stdout
    assert "S: 221 2.0.0 Bye" in said


def test_ipv6(send, postfix, recipient):
    said = send("--server", f"[::1]:{postfix.port()}", "--to", recipient, "--tls", *trusting(postfix)).stdout
    assert f"@connect [::1]:{postfix.port()}\n" in said
    assert b"IPv6:::1" in postfix.wait_for_message(recipient).trace


def test_a_name_is_tried_on_each_address_family(send, postfix):
    for family, address in (("-4", "127.0.0.1"), ("-6", "[::1]")):
        said = send("--server", f"localhost:{postfix.port()}", family, "--quit-after", "banner").stdout
        assert f"# connected to {address}:{postfix.port()} in " in said


def test_a_unix_socket(send, postfix, recipient):
    said = send("--socket", postfix.socket(), "--to", recipient, "--tls").stdout
    assert f"@connect unix:{postfix.socket()}\n" in said
    assert postfix.wait_for_message(recipient)


def test_a_pipe(send, exim, recipient, lab_file):
    script = lab_file("exim-bs")
    said = send("--pipe", script, "--to", recipient).stdout
    assert f"@connect exec:{script}\n" in said and "C: STARTTLS" not in said
    assert b"(Exim 4.96)" in exim.wait_for_message(recipient).trace


# ---- LMTP


@pytest.fixture(params=["tcp", "unix"])
def lmtp(request, dovecot):
    if request.param == "unix":
        return ("--lmtp", "--socket", dovecot.socket("lmtp"))
    return ("--server", f"lmtp://{dovecot.address('lmtp')}")


def test_lmtp_delivers(send, lmtp, dovecot, recipient):
    message = HEADER % 7 + b".to " + recipient.encode()
    said = send(*lmtp, "--to", "u1@lab.test,u2@lab.test", "--data", "-", input=message).stdout
    assert "C: LHLO client.test\n" in said and said.count("Saved\n") == 2
    assert [m.sent for m in dovecot.messages()].count(on_the_wire(message)) == 2


def test_lmtp_answers_for_each_recipient(send, lmtp):
    users = "u1@lab.test,full@lab.test,nobody@lab.test,u2@lab.test"
    outcome = send(*lmtp, "--to", users, "--pipeline", status=69)
    assert "<full@lab.test> refused at end of data: 452 4.2.2" in outcome.stderr
    assert "<nobody@lab.test> refused at RCPT TO: 550 5.1.1" in outcome.stderr
    assert "delivered to 2 of 4 recipients" in outcome.stderr


def test_lmtp_partial_success_is_temporary_failure(send, lmtp):
    outcome = send(*lmtp, "--to", "u1@lab.test,full@lab.test,u2@lab.test", status=75)
    assert "delivered to 2 of 3 recipients" in outcome.stderr


def test_lmtp_sinks_take_a_message(send, sink):
    for target in (("--lmtp", "--socket", sink.socket("lmtp")), ("--server", f"lmtp://{sink.address('lmtp')}")):
        assert send(*target, "--to", "x@lab.test,y@lab.test").stdout.count("S: 250 2.2.0 Ok") == 2


# ---- order and number of commands, as the server counted them


def counted(server, queue_id):
    """Postfix's summary of the session in which this message came."""
    process = re.search(rf"smtpd\[(\d+)\]: {queue_id}: client=", server.log)[1]
    after = server.log.split(f"{queue_id}: client=", 1)[1]
    return re.search(rf"smtpd\[{process}\]: disconnect from \S+ (.*)", after)[1]


def queue_id_of(outcome):
    return re.search(r"queued as (\w+)", outcome.stdout)[1]


def test_postfix_counts_one_of_each_command_and_two_ehlo(send, postfix):
    outcome = send("--server", postfix.address(), "--to", "x@lab.test,y@lab.test", "--tls")
    assert counted(postfix, queue_id_of(outcome)) == "ehlo=2 starttls=1 mail=1 rcpt=2 data=1 quit=1 commands=8"


def test_one_login_that_succeeds_is_the_only_one(send, postfix):
    login = ("--auth", "--auth-user", "alice@lab.test", "--tls-ca-path", postfix.pki("root.crt"))
    outcome = send("--server", postfix.address("submission"), "--to", "x@lab.test", *login, password="secret")
    assert "auth=1 mail=1" in counted(postfix, queue_id_of(outcome))


@pytest.mark.parametrize("option, flag", [((), "L.-"), (("--pipeline",), "L.")])
def test_exim_sees_whether_commands_are_pipelined(send, exim, recipient, option, flag):
    send("--server", exim.address(), "--to", recipient, *option)
    exim.wait_for_message(recipient)
    arrival = next(line for line in exim.log.splitlines() if " <= " in line and recipient in line)
    assert f" {flag} " in arrival


def test_pipelined_recipients_keep_their_own_replies(send, postfix):
    users = "unknown@lab.test,x@lab.test,full@lab.test,y@lab.test"
    outcome = send("--server", postfix.address(), "--to", users, "--pipeline", status=69)
    assert "<unknown@lab.test> refused at RCPT TO: 550 5.1.1" in outcome.stderr
    assert "<full@lab.test> refused at RCPT TO: 452 4.2.2" in outcome.stderr
    assert "delivered to 2 of 4 recipients" in outcome.stderr


def test_hundreds_of_recipients_are_pipelined_in_groups(send, sink):
    users = ",".join(f"u{n}@lab.test" for n in range(950))
    said = send("--server", sink.address(), "--to", users, "--pipeline").stdout
    assert said.count("C: RCPT TO:") == 950


# ---- JSON


def test_json_tells_the_queue_id_of_the_server(send, server, recipient):
    told = json.loads(send("--server", server.address(), "--to", recipient, "--json").stdout)
    assert told["delivered"] and told["exit"] == 0 and told["tls"]["version"] == "TLSv1.3"
    queue_id = told["recipients"][0]["queue_id"]
    trace = server.wait_for_message(recipient).trace
    assert f"id {queue_id}".encode() in trace or queue_id in server.log


def test_json_tells_each_recipient_of_lmtp(send, lmtp):
    told = json.loads(send(*lmtp, "--to", "u1@lab.test,full@lab.test", "--json", status=75).stdout)
    one, full = told["recipients"]
    assert one["delivered"] and one["queue_id"] and not told["delivered"]
    assert full["final"]["code"] == 452 and full["final"]["status"] == "4.2.2"
