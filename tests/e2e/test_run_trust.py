"""Whom `@tls` trusts: the TLSA records of a name, and what the server staples."""

import hashlib
import subprocess

import pytest

from certificates import openssl
from dns_server import DnsServer
from serve_fixture import Sink

DANE = """@connect mx.example.com:{port}
S: 220
C: EHLO client.example
S: 250
C: STARTTLS
S: 220
@tls verify=dane
C: QUIT
S: 221
"""
STAPLED = """@connect localhost:{port}
@tls verify=off{ocsp}
? tls.ocsp {wanted}
"""


def key_digest(certificate):
    key = subprocess.run(["openssl", "x509", "-in", certificate, "-noout", "-pubkey"], check=True, capture_output=True)
    der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "DER"], input=key.stdout, check=True,
                         capture_output=True)
    return hashlib.sha256(der.stdout).hexdigest()


@pytest.fixture
def by_dane(ehlo, certificates, tmp_path):
    """Runs DANE against a sink with `good`, which no public root has signed, and gives the outcome."""

    def run(*records, secure=("mx.example.com",), aliases=()):
        chain = tmp_path / "chain.crt"
        chain.write_text(certificates.path("good.crt").read_text() + certificates.path("root.crt").read_text())
        with Sink("--tls-cert", chain, "--tls-key", certificates.path("good.key")) as sink:
            zone = {"mx.example.com": [("A", "127.0.0.1")], **dict(aliases)}
            for name, *record in records:
                zone.setdefault(f"_{sink.port}._tcp.{name}", []).append(("TLSA", *record))
            with DnsServer(zone) as dns:
                dns.authentic.update(secure)
                dns.authentic.update(f"_{sink.port}._tcp.{name}" for name in secure)
                file = tmp_path / "dane.smtp"
                file.write_text(DANE.format(port=sink.port))
                outcome = ehlo("run", "-v", file, "--dns-server", dns.address)
                return outcome.stdout.replace(str(sink.port), "PORT").replace(str(file), "dane.smtp"), outcome

    return run


def why(text):
    return text.splitlines()[1]


def test_a_key_that_the_tlsa_record_names_is_trusted_without_any_ca(by_dane, certificates):
    text, outcome = by_dane(("mx.example.com", 3, 1, 1, key_digest(certificates.path("good.crt"))))
    assert outcome.status == 0, text
    assert "@tls verify=dane name=mx.example.com\n" in outcome.stderr


def test_an_issuer_that_the_tlsa_record_names_is_trusted_for_the_names_it_signed(by_dane, certificates):
    text, outcome = by_dane(("mx.example.com", 2, 1, 1, key_digest(certificates.path("root.crt"))))
    assert outcome.status == 0, text


def test_a_record_that_fits_nothing_fails_the_handshake_and_says_what_would_fit(by_dane, certificates):
    text, outcome = by_dane(("mx.example.com", 3, 1, 1, "ab" * 32))
    own = key_digest(certificates.path("good.crt"))
    assert why(text) == ("dane.smtp:7:1: _PORT._tcp.mx.example.com: no TLSA record fits the certificate that the server "
                         f"shows; what would: 3 1 1 {own}")
    assert outcome.status == 77


def test_records_that_dnssec_did_not_validate_do_not_count(by_dane, certificates):
    text, outcome = by_dane(("mx.example.com", 3, 1, 1, key_digest(certificates.path("good.crt"))), secure=())
    assert why(text) == ("dane.smtp:7:1: the TLSA records at _PORT._tcp.mx.example.com do not count: the DNS server did "
                         "not validate them by DNSSEC")
    assert outcome.status == 77


def test_records_that_no_client_can_use_do_not_count(by_dane):
    text, outcome = by_dane(("mx.example.com", 1, 1, 1, "ab" * 32))
    assert why(text) == "dane.smtp:7:1: the TLSA records at _PORT._tcp.mx.example.com do not count: none can be used"
    assert outcome.status == 77


def test_without_a_tlsa_record_dane_does_not_hold(by_dane):
    text, outcome = by_dane()
    assert why(text) == "dane.smtp:7:1: there is no TLSA record at _PORT._tcp.mx.example.com"
    assert outcome.status == 77


def test_the_records_at_the_end_of_a_signed_alias_come_first(by_dane, certificates):
    aliases = {"mx.example.com": [("CNAME", "real.example.net")], "real.example.net": [("A", "127.0.0.1")]}
    right, wrong = key_digest(certificates.path("good.crt")), "cd" * 32
    records = [("real.example.net", 3, 1, 1, right), ("mx.example.com", 3, 1, 1, wrong)]
    text, outcome = by_dane(*records, secure=("mx.example.com", "real.example.net"), aliases=aliases.items())
    assert outcome.status == 0, text


@pytest.fixture
def stapling(ehlo, certificates, tmp_path):
    """Runs a session against openssl's server, which staples the state that is asked for."""

    def run(state, wanted, ocsp=""):
        serial = subprocess.run(["openssl", "x509", "-in", certificates.path("good.crt"), "-noout", "-serial"], check=True,
                                capture_output=True, text=True).stdout.strip().partition("=")[2]
        staple = []
        if state:
            revoked = "261101000000Z" if state == "R" else ""
            index, answer = tmp_path / "index.txt", tmp_path / "answer.der"
            index.write_text(f"{state}\t361231235959Z\t{revoked}\t{serial}\tunknown\t/CN=good\n")
            openssl("ocsp", "-index", index, "-CA", certificates.path("root.crt"), "-rsigner", certificates.path("root.crt"),
                    "-rkey", certificates.path("root.key"), "-issuer", certificates.path("root.crt"),
                    "-cert", certificates.path("good.crt"), "-respout", answer, "-ndays", "3")
            staple = ["-status_file", answer]
        server = subprocess.Popen(
            ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certificates.path("good.crt"),
             "-key", certificates.path("good.key"), "-cert_chain", certificates.path("root.crt"), *staple],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            port = next(line for line in server.stdout if line.startswith("ACCEPT")).rsplit(":", 1)[1].strip()
            file = tmp_path / "staple.smtp"
            file.write_text(STAPLED.format(port=port, wanted=wanted, ocsp=ocsp))
            outcome = ehlo("run", file)
            return outcome.stdout.replace(str(file), "staple.smtp"), outcome.status
        finally:
            server.kill()
            server.communicate()

    return run


def test_what_the_issuer_says_of_the_certificate_can_be_asserted_and_required(stapling):
    text, status = stapling("V", "== good", " ocsp=require")
    assert status == 0, text


def test_a_revoked_certificate_fails_the_handshake_that_requires_a_good_one(stapling):
    text, status = stapling("R", "exists", " ocsp=require")
    assert (why(text), status) == ("staple.smtp:2:1: the stapled OCSP answer is: revoked", 77)
    assert stapling("R", "== revoked")[1] == 0


def test_a_server_that_staples_nothing_is_told_to(stapling):
    text, status = stapling("", "exists", " ocsp=require")
    assert (why(text), status) == (
        "staple.smtp:2:1: the server stapled no OCSP answer: turn stapling on there, or ask for none", 77)
    assert stapling("", "not exists")[1] == 0
