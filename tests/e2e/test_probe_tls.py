"""`ehlo probe` on servers whose TLS has one thing wrong: sessions, renegotiation, server names, OCSP staples."""

import json
import re
import ssl
import subprocess

import pytest

from certificates import openssl
from gnutls_server import GnutlsServer
from tls_server import GREETING, TlsServer, hello

# Of OpenSSL, which Python has no name for.
NO_EXTENDED_MASTER_SECRET = 1 << 0
ALLOW_CLIENT_RENEGOTIATION = 1 << 8


def found(done):
    """check -> [(verdict, reason)]"""
    findings = {}
    for each in json.loads(done.stdout)["hosts"][0]["addresses"][0]["findings"]:
        findings.setdefault(each["check"], []).append((each["verdict"], each["reason"]))
    return findings


def server_context(certificates):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificates.path("good.crt"), certificates.path("good.key"))
    return made


@pytest.fixture
def context(certificates):
    return server_context(certificates)


@pytest.fixture
def probe(ehlo, certificates):
    def run(target, *options, only="tls,certificate"):
        return ehlo("probe", "--helo", "client.test", "--timeout", "5s", "--tls-ca-path", certificates.path("root.crt"),
                    "--only", only, "--json", *options, target)

    return run


@pytest.fixture
def enumerated(probe, context):
    """What is found with --tls-enumerate, of these checks alone."""

    def run(*checks, others=()):
        with TlsServer(context, *others) as server:
            return found(probe(f"localhost:{server.port}", "-4", "--tls-enumerate", only=",".join(checks)))

    return run


def test_a_sound_server_passes(enumerated):
    passed = enumerated("tls-resumption", "tls-client-renegotiation", "tls-server-name", "tls-master-secret",
                        "tls-secure-renegotiation", "tls-tickets", "tls-early-data")
    assert passed == {
        "tls-resumption": [("pass", "by ticket")],
        "tls-client-renegotiation": [("pass", "it is refused")],
        "tls-server-name": [("pass", "without a server name the same certificate is shown"),
                            ("pass", "for an unknown server name the same certificate is shown")],
        "tls-master-secret": [("pass", "it is in TLSv1.2")],
        "tls-secure-renegotiation": [("pass", "the server knows RFC 5746")],
        "tls-tickets": [("pass", "for 7200 s")],
        "tls-early-data": [("pass", "none is taken")],
    }


def test_renegotiation_for_who_asks(enumerated, context):
    context.options |= ALLOW_CLIENT_RENEGOTIATION
    assert enumerated("tls-client-renegotiation") == {
        "tls-client-renegotiation": [("warn", "TLSv1.2 is negotiated anew as often as a client asks")]}


def test_tls_1_3_alone_has_no_renegotiation(enumerated, context):
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    assert enumerated("tls-client-renegotiation") == {
        "tls-client-renegotiation": [("pass", "TLS 1.3 alone is spoken, which has none")]}


def test_a_master_secret_that_is_not_bound(probe, context):
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.options |= NO_EXTENDED_MASTER_SECRET
    with TlsServer(context) as server:
        findings = found(probe(f"127.0.0.1:{server.port}"))
    assert findings["tls-master-secret"] == [("hint", "it is not in TLSv1.2")]
    assert findings["tls-secure-renegotiation"] == [("pass", "the server knows RFC 5746")]


def test_a_session_that_the_next_machine_does_not_know(enumerated, certificates):
    assert enumerated("tls-resumption", others=[server_context(certificates)]) == {"tls-resumption": [
        ("hint", "the server gives a session and does not know it afterwards: each connection costs a whole handshake")]}


def test_another_certificate_without_a_name(enumerated, context, certificates):
    other = certificates.server("elsewhere")

    def by_name(connection, name, _):
        if name != "localhost":
            connection.context = other

    context.sni_callback = by_name
    assert enumerated("tls-server-name") == {"tls-server-name": [
        ("hint", "without a server name another certificate is shown: CN=elsewhere"),
        ("hint", "for an unknown server name another certificate is shown: CN=elsewhere")]}


def test_a_server_that_wants_a_name_that_it_knows(enumerated, context):
    context.sni_callback = lambda connection, name, _: (
        None if name == "localhost" else ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME)
    names = enumerated("tls-server-name")["tls-server-name"]
    assert [verdict for verdict, _ in names] == ["warn", "warn"]
    assert names[0][1].startswith("without a server name the handshake fails: ")
    assert names[1][1].startswith("for an unknown server name the handshake fails: ")


class OpensslServer:
    """openssl s_server that says all that a look wants to hear, on its one connection."""

    def __init__(self, certificates, *options, name="good"):
        self.process = subprocess.Popen(
            ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certificates.path(f"{name}.crt"), "-key",
             certificates.path(f"{name}.key"), "-naccept", "1", *map(str, options)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def __enter__(self):
        for line in self.process.stdout:
            if listening := re.match(rb"ACCEPT \S+:(\d+)", line):
                self.port = int(listening[1])
                break
        self.process.stdin.write(GREETING + hello() + b"221 bye\r\n")
        self.process.stdin.flush()
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.terminate()
        self.process.wait()


def test_early_data_that_may_be_sent_twice(probe, certificates):
    with OpensslServer(certificates, "-early_data", "-max_early_data", "16384") as server:
        findings = found(probe(f"smtps://127.0.0.1:{server.port}"))
    assert findings["tls-early-data"] == [
        ("warn", "16384 bytes are taken ahead of the handshake: whoever recorded them can send them once more")]


@pytest.fixture(scope="module")
def answer(certificates, tmp_path_factory):
    """The issuer's OCSP answer about a certificate: "good" or "revoked"."""

    def make(status):
        folder = tmp_path_factory.mktemp("ocsp")
        serial = subprocess.run(["openssl", "x509", "-noout", "-serial", "-in", certificates.path("good.crt")],
                                capture_output=True, text=True, check=True).stdout.strip().partition("=")[2]
        fields = {"good": ("V", ""), "revoked": ("R", "260101000000Z")}[status]
        (folder / "index").write_text(f"{fields[0]}\t490101000000Z\t{fields[1]}\t{serial}\tunknown\t/CN=good\n")
        issuer = certificates.path("root.crt")
        openssl("ocsp", "-issuer", issuer, "-cert", certificates.path("good.crt"), "-reqout", folder / "ask", "-no_nonce")
        openssl("ocsp", "-index", folder / "index", "-CA", issuer, "-rsigner", issuer, "-rkey",
                certificates.path("root.key"), "-reqin", folder / "ask", "-respout", folder / "answer", "-ndays", "1")
        return folder / "answer"

    return make


@pytest.mark.parametrize("status, verdict, reason", [
    ("good", "pass", "good"),
    ("revoked", "fail", "the issuer has revoked the certificate"),
])
def test_a_staple_is_judged(probe, certificates, answer, status, verdict, reason):
    with OpensslServer(certificates, "-status_file", answer(status)) as server:
        findings = found(probe(f"smtps://127.0.0.1:{server.port}"))
    assert findings["certificate-staple"] == [(verdict, reason)]


def test_a_staple_that_is_demanded_and_missing(probe, certificates):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost",
            "-addext", "tlsfeature=status_request", "-keyout", certificates.path("stapling.key"),
            "-out", certificates.path("stapling.crt"))
    with OpensslServer(certificates, name="stapling") as server:
        findings = found(probe(f"smtps://127.0.0.1:{server.port}"))
    assert findings["certificate-staple"] == [
        ("fail", "the certificate demands an OCSP staple (must-staple), and none is sent")]


def test_renegotiation_that_is_not_bound_to_the_session_before_it(probe, certificates):
    with GnutlsServer("NORMAL:-VERS-ALL:+VERS-TLS1.2:%DISABLE_SAFE_RENEGOTIATION", certificates.path("good.crt"),
                      certificates.path("good.key")) as server:
        done = probe(f"smtps://localhost:{server.port}", "-4", only="tls-secure-renegotiation,tls-handshake")
    assert {check: verdicts[0][0] for check, verdicts in found(done).items()} == {
        "tls-handshake": "pass", "tls-secure-renegotiation": "fail"}
    assert done.status == 1
