"""`ehlo send` and certificates, good and bad; versions of TLS; client certificates."""

import json

import pytest

FAULTS = {
    "expired": "certificate expired {days} days ago (2021-01-01): renew it",
    "notyet": "certificate is not valid before 2048-01-01: wait, or set the clock of this machine right",
    "selfsigned": "certificate is self-signed: trust it with --tls-ca-path if it is yours, or get one from a CA",
    "nochain": "issuer unknown: CN=Lab intermediate CA is neither trusted here nor sent by the server; "
    "use --tls-ca-path if it is a private CA; if it is a missing intermediate certificate, the server must send it",
    "rogue": "issuer unknown: CN=Lab unknown CA is neither trusted here nor sent by the server; "
    "use --tls-ca-path if it is a private CA",
    "wrongname": "the certificate is for other.example, not for mx1.lab.test: "
    "connect by one of its names, or have it reissued",
    "cnonly": "the certificate has only the common name mx1.lab.test and no subject alternative name, "
    "which alone counts (RFC 9525): have it reissued for mx1.lab.test",
}
OF_THE_CHAIN = {"expired", "notyet", "selfsigned", "nochain", "rogue"}


@pytest.fixture
def at(send, postfix):
    """Sends to one of Postfix's ports as to mx1.lab.test, trusting the lab's root."""

    def run(kind, *options, status=0, server=postfix, verify=True):
        name = ("--tls-ca-path", server.pki("root.crt"), *(("--tls-verify-target", "mx1.lab.test") if verify else ()))
        return send("--server", server.address(kind), "--to", "x@lab.test", *name, *options, status=status)

    return run


@pytest.fixture(params=FAULTS)
def fault(request):
    return request.param


def words(fault, days):
    return FAULTS[fault].format(days=days)


@pytest.fixture(scope="session")
def days():
    """Since the lab's expired certificate expired."""
    import datetime

    return (datetime.datetime.now(datetime.timezone.utc).date() - datetime.date(2021, 1, 1)).days


# ---- verification


def test_a_fault_ends_the_session_when_verification_is_asked_for(at, fault, days):
    outcome = at(fault, "--tls", "--tls-verify", status=77)
    assert words(fault, days) in outcome.stderr
    assert outcome.stderr.startswith("ehlo: send: TLS handshake failed: ")
    assert "MAIL FROM" not in outcome.stdout


def test_a_fault_is_told_and_the_session_goes_on_without_verification(at, fault, days):
    outcome = at(fault, verify=False)
    assert ", not verified: " in outcome.stdout
    if fault in OF_THE_CHAIN:
        assert words(fault, days) in outcome.stdout
    assert "queued as" in outcome.stdout and outcome.stderr == ""


def test_verification_can_be_of_the_chain_alone_or_of_the_name_alone(at, fault):
    by_chain = fault in OF_THE_CHAIN
    at(fault, "--tls", "--tls-verify-ca", status=77 if by_chain else 0)
    at(fault, "--tls", "--tls-verify-host", status=0 if by_chain else 77)


def test_verification_that_is_asked_for_makes_a_fault_fatal_although_tls_is_optional(at):
    assert "MAIL FROM" not in at("expired", "--tls-verify", status=77).stdout


def test_no_credential_goes_to_a_server_whose_certificate_is_at_fault(send, postfix, fault):
    target = ("--server", postfix.address(fault), "--to", "x@lab.test")
    login = ("--tls-ca-path", postfix.pki("root.crt"), "--tls-verify-target", "mx1.lab.test", "--auth-user", "bob")
    assert "AUTH" not in send(*target, *login, password="s3cr3t", status=77).stdout


@pytest.mark.parametrize("kind", ["wildcard", "chain", None])
def test_a_good_certificate_verifies(at, kind):
    assert ", verified, " in at(kind, "--tls", "--tls-verify", "--quit-after", "tls").stdout


def test_a_wrong_name_is_right_when_it_is_the_one_to_verify(send, postfix):
    target = ("--server", postfix.address("wrongname"), "--quit-after", "tls", "--tls")
    trust = ("--tls-verify", "--tls-ca-path", postfix.pki("root.crt"), "--tls-verify-target", "other.example")
    assert "@tls verify=on name=other.example sni=\"\"\n" in send(*target, *trust).stdout


def test_a_private_ca_is_not_trusted_unasked(send, postfix):
    outcome = send("--server", postfix.address(), "--to", "x@lab.test", "--tls-verify", status=77)
    assert "the root CN=Lab root CA is not trusted here; use --tls-ca-path if it is a private CA" in outcome.stderr


def test_the_certificates_are_kept_where_asked(at, postfix, tmp_path):
    files = ("--tls-get-peer-cert", tmp_path / "cert.pem", "--tls-get-peer-chain", tmp_path / "chain.pem")
    at("chain", "--tls", "--quit-after", "tls", *files)
    chain = open(postfix.pki("chain.crt")).read()
    assert (tmp_path / "chain.pem").read_text() == chain
    assert chain.startswith((tmp_path / "cert.pem").read_text())


def test_json_tells_of_the_certificate(at):
    told = json.loads(at("wrongname", "--json", status=77).stdout)["tls"]
    assert not told["verified"] and told["trouble"].startswith("the certificate is for other.example")
    assert told["certificate"]["names"] == ["other.example"]


# ---- versions


@pytest.mark.parametrize(
    "kind, version, shown",
    [("tls12", "tlsv1_2", "TLSv1.2"), ("tls13", "tlsv1_3", "TLSv1.3"), (None, "tlsv1_2", "TLSv1.2")],
)
def test_a_version_that_both_speak_is_used(at, kind, version, shown):
    assert f"# {shown}, " in at(kind, "--tls", "--tls-protocol", version, "--quit-after", "tls").stdout


@pytest.mark.parametrize("kind, version", [("tls12", "tlsv1_3"), ("tls13", "tlsv1_2"), ("tls10", "tlsv1_2,tlsv1_3")])
def test_no_common_version_is_named(at, kind, version):
    outcome = at(kind, "--tls", "--tls-protocol", version, status=77)
    assert "the server sent alert protocol version: it does not speak the TLS version asked for" in outcome.stderr


def test_an_old_version_is_not_spoken_unasked(at):
    outcome = at("tls10", "--tls", status=77)
    assert "the server speaks only TLS versions that are not enabled here (--tls-protocol names them; tlsv1 and tlsv1_1 are off unless named)" in outcome.stderr


def test_an_old_version_is_spoken_when_asked_for(at):
    assert "# TLSv1, " in at("tls10", "--tls", "--tls-protocol", "tlsv1", "--quit-after", "tls").stdout


def test_a_cipher_can_be_chosen(at):
    said = at("tls12", "--tls", "--tls-cipher", "ECDHE-RSA-AES128-GCM-SHA256", "--quit-after", "tls").stdout
    assert "# TLSv1.2, ECDHE-RSA-AES128-GCM-SHA256" in said


def test_a_cipher_that_the_server_lacks_is_an_error_that_says_so(at):
    outcome = at("tls12", "--tls", "--tls-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256", status=77)
    assert "alert handshake failure: no common version or cipher" in outcome.stderr


# ---- client certificates


def certificate(server, key="client.key"):
    return ("--tls-cert", server.pki("client.crt"), "--tls-key", server.pki(key))


@pytest.fixture(params=["postfix", "opensmtpd"])
def demanding(request):
    return request.getfixturevalue(request.param)


def test_a_client_certificate_is_shown_to_who_requires_one(at, demanding):
    said = at("client_cert", "--tls", *certificate(demanding), server=demanding).stdout
    assert f"cert={demanding.pki('client.crt')} key={demanding.pki('client.key')}\n" in said
    assert "S: 250 2.0.0 " in said


def test_opensmtpd_refuses_the_handshake_without_a_client_certificate(at, opensmtpd):
    outcome = at("client_cert", "--tls", status=77, server=opensmtpd)
    assert "it wants a client certificate (--tls-cert)" in outcome.stderr


def test_postfix_refuses_to_talk_without_a_client_certificate(at):
    outcome = at("client_cert", "--tls", status=75)
    assert "EHLO refused: 421 4.7.1 mx1.lab.test Error: No client certificate presented" in outcome.stderr


def test_a_client_certificate_is_shown_at_an_implicit_tls_port(send, postfix):
    target = ("--server", postfix.address("smtps_client_cert"), "--tls-on-connect", "--to", "x@lab.test")
    assert "queued as" in send(*target, *certificate(postfix)).stdout


def test_an_encrypted_key_needs_its_passphrase(at, postfix, tmp_path):
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("secret\n")
    key = certificate(postfix, "client-encrypted.key")
    assert "queued as" in at("client_cert", "--tls", *key, "--tls-key-password-file", passphrase).stdout
    passphrase.write_text("wrong\n")
    outcome = at("client_cert", "--tls", *key, "--tls-key-password-file", passphrase, status=66)
    assert f"the passphrase for the key file {key[3]} is wrong" in outcome.stderr


# ---- the wrong kind of port


def test_plaintext_on_a_tls_port_is_recognised(send, postfix):
    target = ("--server", postfix.address("smtps"), "--to", "x@lab.test", "--timeout", "1s")
    assert "--tls-on-connect" in send(*target, status=75).stderr


def test_tls_on_a_plaintext_port_is_recognised(send, postfix):
    outcome = send("--server", postfix.address(), "--to", "x@lab.test", "--tls-on-connect", status=77)
    assert "the server speaks plaintext ('220 mx1.lab.test ESMTP lab') where TLS should begin" in outcome.stderr
    assert "use STARTTLS on this port" in outcome.stderr


def test_tls_that_is_required_must_be_offered(send, postfix):
    outcome = send("--server", postfix.address("bare"), "--to", "x@lab.test", "--tls", status=77)
    assert "the server does not offer STARTTLS, and TLS is required (--tls, --tls-verify or the like)" in outcome.stderr


def test_mail_before_starttls_is_refused_where_tls_is_required(send, postfix):
    outcome = send("--server", postfix.address("tls_required"), "--to", "x@lab.test", "--no-tls", status=69)
    assert "530 5.7.0 Must issue a STARTTLS command first" in outcome.stderr


def test_leaving_tls_is_told_to_the_server(at, postfix):
    before = len(postfix.log)
    at(None, "--tls", "--quit-after", "tls")
    assert "SSL" not in postfix.log[before:]
