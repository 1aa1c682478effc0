"""`ehlo banner` of real servers, and of smtp-sink's odd ones: what it takes each for."""

import json
import subprocess

import pytest

AIOSMTPD = """
import asyncio
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP

async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Sink(), hostname="mx1.lab.test"), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, input)

asyncio.run(main())
"""


@pytest.fixture
def look(ehlo):
    """What the JSON says of one server."""

    def run(target, *options, status=0):
        done = ehlo("banner", target, "--json", "--helo", "client.test", "--ehlo", *options)
        assert (done.status, done.stderr) == (status, ""), done.stdout
        return json.loads(done.stdout)

    return run


def software(record):
    found = record.get("software", {})
    return found.get("name"), found.get("confidence")


def texts(record):
    return [finding["text"] for finding in record["findings"]]


# ---- real servers


@pytest.mark.parametrize("name, kind, program, confidence", [
    ("postfix", None, "Postfix", "guess"),  # whose greeting hides it
    ("postfix", "submission", "Postfix", "guess"),
    ("exim", None, "Exim", "certain"),
    ("exim", "submission", "Exim", "certain"),
    ("opensmtpd", None, "OpenSMTPD", "certain"),
    ("dovecot", "submission", "Dovecot", "certain"),
])
def test_a_server_is_recognised(request, look, name, kind, program, confidence):
    record = look(request.getfixturevalue(name).address(kind))
    assert (record["code"], record["name"], software(record)) == (220, "mx1.lab.test", (program, confidence))
    assert (record["verdict"], record["findings"]) == ("pass", [])
    assert any(line.startswith("SIZE") for line in record["extensions"])


@pytest.mark.parametrize("name", ["postfix", "exim", "opensmtpd", "dovecot"])
def test_tls_from_the_first_byte(request, look, name):
    server = request.getfixturevalue(name)
    assert look(f"smtps://{server.address('smtps')}")["code"] == 220


def test_exim_tells_its_version(look, exim):
    assert look(exim.address())["software"]["version"].startswith("4.")


def test_dovecot_by_lmtp_over_tcp_and_a_socket(look, dovecot):
    for target in f"lmtp://{dovecot.address('lmtp')}", f"lmtp://{dovecot.socket('lmtp')}":
        record = look(target)
        assert (software(record), record["verdict"]) == (("Dovecot", "certain"), "pass")


def test_aiosmtpd(look):
    with subprocess.Popen(["/usr/bin/python3", "-c", AIOSMTPD], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as server:
        record = look(f"127.0.0.1:{server.stdout.readline().strip()}")
        server.communicate("\n")
    assert software(record) == ("aiosmtpd (Python)", "likely")
    assert record["software"]["version"].startswith("1.")


def test_a_port_that_wants_tls_says_nothing_in_plaintext(look, postfix):
    record = look(postfix.address("smtps"), "--timeout", "1s", status=75)
    assert (record["error"]["stage"], record["error"]["text"]) == (
        "greeting", "timeout after 1 s waiting for the greeting")
    assert "try smtps://" in record["error"]["fix"]


def test_a_server_that_waits_for_a_proxy_says_nothing(look, postfix):
    assert look(postfix.address("proxy"), "--timeout", "1s", status=75)["error"]["stage"] == "greeting"


# ---- smtp-sink's odd ones


def test_a_sink_is_told_from_postfix(look, sink):
    record = look(sink.address())
    assert software(record) == ("smtp-sink (Postfix)", "certain")
    assert texts(record) == ["greets with smtp-sink, which is not the full name of a host"]


def test_a_pix_is_seen_by_its_stars(look, sink):
    record = look(sink.address("pix"))
    assert record["masked"]
    assert texts(record) == [
        "stands behind a Cisco PIX or ASA that stars out the greeting, and may hide STARTTLS and other extensions",
        "refuses EHLO: 500 5.5.1 Error: unknown command",
    ]


def test_a_tarpit_is_measured_and_no_failure(look, sink):
    record = look(sink.address("slow"))
    assert record["verdict"] == "warn"
    assert 2900 <= record["greeting_ms"] < 5000  # its clock and ours begin apart


def test_a_server_that_refuses_ehlo(look, sink):
    assert "refuses EHLO: 500 5.3.0 Error: command failed" in texts(look(sink.address("ehlo-refused")))


def test_lmtp_of_a_sink(look, sink):
    assert look(f"lmtp://{sink.address('lmtp')}")["code"] == 220


# ---- all at once


def test_all_servers_of_the_lab_in_one_list(ehlo, postfix, exim, opensmtpd, dovecot, sink):
    servers = [server.address() for server in (postfix, exim, opensmtpd, dovecot, sink)]
    done = ehlo("banner", "-", "--json", "--in-order", "--per-host", "8", input="\n".join(servers).encode())
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [record["target"] for record in records] == servers
    assert [software(record)[0] for record in records] == [None, "Exim", "OpenSMTPD", "Dovecot", "smtp-sink (Postfix)"]
    assert done.status == 0
