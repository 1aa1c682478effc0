"""The table "looking at servers" in README.md: each line on the right does what it says.

They run as they stand, so on a machine of their own, where mx.example.com has ports 25, 465 and 587.
"""

import os
import re
import subprocess
import sys

import pytest

from machine import Machine
from serve_fixture import ROOT

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="ports below 1024, and a network namespace, need root")

ROWS = re.findall(r"^\| ([^`|]+) \| `(?:swaks|openssl|posttls-finger|check_smtp|xargs) .*?` \| `(ehlo .*?)` \|$",
                  (ROOT / "README.md").read_text(), re.M)

ADDRESS = "8.8.8.25"  # as in the DNS: one at which mail may arrive, or it would be told as a fault
NAME_SERVER = """
import sys
sys.path.insert(0, sys.argv[1])
from dns_server import DnsServer
soa = ("SOA", bytes(22))
zone = {"com": [soa], "example.com": [soa, ("MX", 10, "mx.example.com"), ("TXT", "v=spf1 mx -all")],
        "_dmarc.example.com": [("TXT", "v=DMARC1; p=reject; rua=mailto:dmarc@example.com")], "mx.example.com": [("A", "8.8.8.25")],
        "25.8.8.8.in-addr.arpa": [("PTR", "mx.example.com")]}
with DnsServer(zone) as dns:
    print(dns.address, flush=True)
    input()
"""

# What the answer must hold; of the others that the status is 0.
ANSWERS = {
    "who is there?": r"220  mx\.example\.com +ehlo serve",
    "what does it offer?": r"\n  .*STARTTLS.*",
    "what does it offer inside TLS, and is it the same?": r"pass     ehlo-in-tls: nothing is lost in TLS\n",
    "the conversation up to the handshake": r"\n@tls .*\n# TLSv1\.3, .*verified",
    "would it take mail for bob?": r"\nC: RCPT TO:<bob@example\.com>\nS: 250 ",
    "can alice log in?": r"pass +auth-login: .*",
    "is its TLS in order?": r"TLSv1\.3, .*, verified, 99 days left\n",
    "TLS from the first byte": r"mx\.example\.com:465\n",
    "is it trusted, by this root?": r"verified",
    "keep its chain": r"\n@tls ",
    "who greets at the mail hosts of a domain?": r"mx\.example\.com:25 +220  mx\.example\.com",
    "does it speak TLS 1.2?": r"\n# TLSv1\.2, ",
    "its fingerprint": r"[0-9a-f]{64}\n",
    "the TLSA record for a certificate": r"_25\._tcp\.mx\.example\.com\. IN TLSA 3 1 1 [0-9a-f]{64}",
    "until when is the certificate valid?": r"\b9\d days",
    "where does a domain's mail go?": r"10 mx\.example\.com 8\.8\.8\.25\n",
    "a login that a monitor tries": r"pass +auth-login: .*LOGIN",
    "a list of servers": r"mx\.example\.com:587 +220  mx\.example\.com",
    "does it greet with these words?": r"true\n",
    "introduced by this name": r"\n  .*STARTTLS.*",
}


@pytest.fixture(scope="module")
def server(binary, certificates, tmp_path_factory):
    """The machine, and the environment of a user of it."""
    folder = tmp_path_factory.mktemp("server")
    (folder / "password").write_text("secret\n")
    machine = Machine("mx")
    try:
        options = ("--name", "mx.example.com", "--tls-cert", certificates.path("good.crt"), "--tls-key",
                   certificates.path("good.key"), "--user", f"alice:{folder / 'password'}", "--quiet")
        machine.inside("ip", "addr", "add", ADDRESS, "dev", "lo")
        for listen in (f"{ADDRESS}:25",), (f"{ADDRESS}:587",), (f"{ADDRESS}:465", "--tls-on-connect"):
            sink = machine.start(binary, "serve", "--listen", *listen, *options, stderr=subprocess.PIPE, text=True)
            assert any("listening" in line for line in iter(sink.stderr.readline, ""))
        dns = machine.start(sys.executable, "-c", NAME_SERVER, ROOT / "tests/e2e", stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, text=True)
        yield machine, {"EHLO_DNS_SERVER": dns.stdout.readline().strip(),
                        "EHLO_TLS_CA_PATH": str(certificates.path("root.crt"))}
    finally:
        machine.end()


def test_there_are_many():
    assert len(ROWS) >= 25
    assert set(ANSWERS) <= {purpose for purpose, _ in ROWS}


@pytest.mark.parametrize("purpose, command", ROWS, ids=[purpose for purpose, _ in ROWS])
def test_a_line_does_what_it_says(binary, certificates, server, tmp_path, purpose, command):
    machine, variables = server
    (tmp_path / "password").write_text("secret\n")
    (tmp_path / "list").write_text("mx.example.com\nmx.example.com:587\n")
    for copy, name in ("root.pem", "root.crt"), ("cert.pem", "good.crt"):
        (tmp_path / copy).write_text(certificates.path(name).read_text())
    env = {name: value for name, value in os.environ.items() if not name.startswith("EHLO")}
    env |= variables | {"HOME": str(tmp_path), "NO_COLOR": "1", "PATH": f"{binary.parent}:{os.environ['PATH']}"}
    shell = machine.start("bash", "-c", "set -o pipefail; " + command.replace(r"\|", "|"), cwd=tmp_path, env=env,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out, err = shell.communicate(timeout=60)
    assert (shell.returncode, err) == (0, ""), out
    assert re.search(ANSWERS.get(purpose, ""), out), out
    assert "--tls-get-peer-chain" not in command or "BEGIN CERTIFICATE" in (tmp_path / "chain.pem").read_text()
