"""The lab itself, tried with other people's clients: before a test against it can blame `ehlo`."""

import os
import smtplib
import socket
import subprocess
import time

import pytest

ALICE = "alice@lab.test"
AWKWARD = (
    b"Subject: awkward\r\n"
    b"Date: Sun, 22 Nov 2026 02:00:00 +0000\r\n"
    b"Message-ID: <1@client.test>\r\n"
    b"From: a@client.test\r\n"
    b"\r\n"
    b".one dot\r\n"
    b"..two\r\n"
    b".\r\n"
    b"caf\xc3\xa9 \xff\r\n" + b"y" * 900 + b"\r\n\r\n"
)


def run(*command, input=b""):
    done = subprocess.run([*map(str, command)], input=input, capture_output=True, timeout=30)
    return (done.stdout + done.stderr).decode(errors="replace")


def curl(url, *options, to=ALICE, message=AWKWARD, host="127.0.0.1"):
    return run(
        *("curl", "--silent", "--verbose", "--url", url, "--mail-from", "a@client.test"),
        *("--mail-rcpt", to, "--upload-file", "-", "--connect-to", f"::{host}:", *options),
        input=message,
    )


def swaks(*options):
    return run("swaks", "--from", "a@client.test", "--helo", "client.test", *options)


def gsasl(server, mechanism, user, *options, kind="submission"):
    return run(
        *("gsasl", "--smtp", "-m", mechanism, "-a", user, "-p", "secret", *options),
        *("-d", "localhost", server.port(kind)),
    )


def s_client(server, kind, *options):
    return run(
        *("openssl", "s_client", "-connect", server.address(kind), "-CAfile", server.pki("root.crt")),
        *("-no-CApath", "-no-CAstore", "-verify_hostname", "mx1.lab.test", *options),
        input=b"QUIT\r\n",
    )


@pytest.fixture(params=["postfix", "exim", "opensmtpd"])
def server(request):
    return request.getfixturevalue(request.param)


# ---- delivery


def test_a_message_arrives_byte_for_byte(server, recipient):
    curl(f"smtp://{server.address()}", to=recipient)
    assert server.wait_for_message(recipient).sent == AWKWARD


def test_a_message_submitted_with_tls_and_password_arrives_byte_for_byte(server, recipient):
    options = ("--ssl-reqd", "--cacert", server.pki("root.crt"), "--user", f"{ALICE}:secret")
    curl(f"smtp://{server.address('submission')}", *options, to=recipient)
    assert server.wait_for_message(recipient).sent == AWKWARD


def test_implicit_tls_is_spoken_on_the_smtps_port(server):
    assert "Verify return code: 0" in s_client(server, "smtps")
    assert "220 mx1.lab.test" in s_client(server, "smtps", "-quiet")


def test_the_sink_keeps_a_message_byte_for_byte(sink, recipient):
    curl(f"smtp://{sink.address()}", to=recipient)
    assert sink.wait_for_message(recipient).sent == AWKWARD


def test_postfix_answers_on_ipv6(postfix, recipient):
    if not os.path.exists("/proc/net/if_inet6"):
        pytest.skip("this machine has no IPv6")
    curl(f"smtp://[::1]:{postfix.port()}", to=recipient)
    assert postfix.wait_for_message(recipient).sent == AWKWARD


def test_postfix_answers_on_a_unix_socket(postfix, recipient):
    assert "queued as" in swaks("--socket", postfix.socket(), "--to", recipient)
    assert postfix.wait_for_message(recipient)


def test_postfix_authenticates_on_a_unix_socket(postfix):
    login = ("-tls", "-a", "CRAM-MD5", "-au", ALICE, "-ap", "secret")
    assert "235 2.7.0" in swaks("--socket", postfix.socket("submission"), "--to", ALICE, *login)


def test_exim_answers_on_a_pipe(exim, recipient):
    script = os.path.join(os.path.dirname(__file__), "../lab/exim-bs")
    assert "250 OK id=" in swaks("--pipe", script, "--to", recipient)
    assert exim.wait_for_message(recipient)


@pytest.mark.parametrize("where", ["--socket", "--server"])
def test_dovecot_delivers_by_lmtp(dovecot, recipient, where):
    target = dovecot.socket("lmtp") if where == "--socket" else dovecot.address("lmtp")
    user = f"u1+{recipient}"
    assert "Saved" in swaks("--protocol", "LMTP", where, target, "--to", user)
    assert dovecot.wait_for_message(user)


def test_dovecot_answers_lmtp_for_each_recipient(dovecot):
    users = "u1@lab.test,full@lab.test,u2@lab.test"
    said = swaks("--protocol", "LMTP", "--socket", dovecot.socket("lmtp"), "--to", users)
    assert "250 2.0.0 <u1@lab.test>" in said
    assert "452 4.2.2 <full@lab.test>" in said


# ---- refusals


@pytest.mark.parametrize(
    "user, reply",
    [
        ("unknown", b"550 5.1.1"),
        ("full", b"452 4.2.2"),
        ("grey", b"450 4.7.1"),
        ("moved", b"551 5.1.6"),
        ("shut", b"421 4.3.2"),
        ("plain5", b"550 "),
    ],
)
def test_postfix_refuses_by_recipient(postfix, user, reply):
    with smtplib.SMTP(*postfix.address().split(":")) as client:
        client.ehlo()
        client.mail("a@client.test")
        code, text = client.rcpt(f"{user}@lab.test")
        assert (b"%d %s" % (code, text)).startswith(reply)


def test_postfix_refuses_after_the_dot(postfix):
    assert "554 5.7.1" in swaks("--server", postfix.address(), "--to", "spam@lab.test")


def test_opensmtpd_refuses_and_hangs_up(opensmtpd):
    assert "550 " in swaks("--server", opensmtpd.address(), "--to", "unknown@lab.test")
    assert "421 4.7.1" in swaks("--server", opensmtpd.address(), "--to", "grey@lab.test")


@pytest.mark.parametrize("user, reply", [("unknown", "550 5.1.1"), ("full", "452 4.2.2"), ("drop", "554 5.7.0")])
def test_exim_refuses_by_recipient(exim, user, reply):
    assert reply in swaks("--server", exim.address(), "--to", f"{user}@lab.test")


def test_the_bare_port_offers_no_extension(postfix):
    with smtplib.SMTP(postfix.host, postfix.port("bare")) as client:
        client.ehlo()
        assert client.esmtp_features == {}


@pytest.mark.parametrize(
    "kind, reply",
    [
        ("ehlo_refused", "<** 5"),
        ("drops_at_data", "Remote host closed connection"),
        ("421_at_rcpt", "<** 421"),
        ("552_at_mail", "<** 552 5.3.4"),
        ("451_at_data", "<** 451 4.3.0"),
        ("pix", "220 ***"),
    ],
)
def test_a_sink_misbehaves_as_its_name_says(sink, kind, reply):
    assert reply in swaks("--server", sink.address(kind), "--to", "x@lab.test")


@pytest.mark.parametrize("where", ["--socket", "--server"])
def test_a_sink_speaks_lmtp(sink, where):
    target = sink.socket("lmtp") if where == "--socket" else sink.address("lmtp")
    assert "250 2.2.0 Ok" in swaks("--protocol", "LMTP", where, target, "--to", "x@lab.test")


def test_the_slow_sink_takes_three_seconds_to_greet(sink):
    start = time.monotonic()
    with smtplib.SMTP(sink.host, sink.port("slow")):
        assert time.monotonic() - start > 2.5


# ---- PROXY

FROM_192_0_2_7 = {
    1: b"PROXY TCP4 192.0.2.7 127.0.0.1 5555 25\r\n",
    2: b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\x02\x07\x7f\0\0\x01\x15\xb3\0\x19",
}


@pytest.mark.parametrize("name, version", [("postfix", 1), ("postfix", 2), ("exim", 1), ("exim", 2), ("opensmtpd", 2)])
def test_a_proxy_header_is_believed(request, recipient, name, version):
    server = request.getfixturevalue(name)
    with socket.create_connection((server.host, server.port("proxy")), 10) as connection:
        lines = connection.makefile("rb")
        connection.sendall(FROM_192_0_2_7[version])
        assert lines.readline().startswith(b"220 ")
        for command in ("HELO x", "MAIL FROM:<a@b.test>", f"RCPT TO:<{recipient}>", "DATA", "S: x\r\n\r\n.", "QUIT"):
            connection.sendall(command.encode() + b"\r\n")
            assert lines.readline()[:1] in b"23"
    assert b"192.0.2.7" in server.wait_for_message(recipient).trace


# ---- authentication


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"])
def test_postfix_accepts(postfix, mechanism):
    assert "235 2.7.0" in gsasl(postfix, mechanism, ALICE, "--no-starttls", "--no-cb")


@pytest.mark.parametrize("mechanism", ["OAUTHBEARER", "XOAUTH2"])
def test_postfix_accepts_a_token(postfix, token, mechanism):
    options = ("--user", f"{ALICE}:", "--login-options", f"AUTH={mechanism}", "--oauth2-bearer")
    assert "235 2.7.0" in curl(f"smtp://{postfix.address('submission')}", *options, token(ALICE))
    assert "535 5.7.8" in curl(f"smtp://{postfix.address('submission')}", *options, token(ALICE, -60))


def test_postfix_accepts_anonymous_on_its_own_port(postfix):
    options = ("-n", "trace@lab.test", "--no-starttls", "--no-cb")
    assert "235 2.7.0" in gsasl(postfix, "ANONYMOUS", ALICE, *options, kind="anonymous")


def test_a_utf8_password_is_accepted(postfix):
    login = ("-tls", "-a", "PLAIN", "-au", "bob", "-ap", 'pässwörd "q"')
    assert "235 2.7.0" in swaks("--server", postfix.address("submission"), "--to", ALICE, *login)


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5"])
def test_exim_accepts(exim, mechanism):
    assert "235 Authentication succeeded" in gsasl(exim, mechanism, ALICE, "--no-starttls", "--no-cb")


@pytest.mark.parametrize("mechanism", ["DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"])
def test_exim_accepts_the_name_without_its_domain(exim, mechanism):
    options = ("-r", "lab.test", "--no-starttls", "--no-cb")
    assert "235 Authentication succeeded" in gsasl(exim, mechanism, "alice", *options)


def test_exim_accepts_ntlm(exim):
    options = ("--user", "alice:secret", "--login-options", "AUTH=NTLM")
    assert "235 Authentication succeeded" in curl(f"smtp://{exim.address('submission')}", *options)


@pytest.mark.parametrize("name", ["exim", "dovecot"])
def test_a_client_certificate_authenticates_by_external(request, name):
    server = request.getfixturevalue(name)
    tls = ("--ssl-reqd", "--cacert", server.pki("root.crt"))
    certificate = ("--cert", server.pki("client.crt"), "--key", server.pki("client.key"))
    options = (*tls, *certificate, "--user", "client1@lab.test:", "--login-options", "AUTH=EXTERNAL")
    assert "< 235 " in curl(f"smtp://{server.address('submission')}", *options)


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_opensmtpd_accepts_inside_tls(opensmtpd, mechanism):
    login = ("-tls", "-a", mechanism, "-au", ALICE, "-ap", "secret")
    assert "235 2.0.0" in swaks("--server", opensmtpd.address("submission"), "--to", ALICE, *login)


@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS"])
def test_dovecot_binds_to_the_tls_channel(dovecot, mechanism):
    tls = ("--starttls", f"--x509-ca-file={dovecot.pki('root.crt')}")
    assert "235 2.7.0" in gsasl(dovecot, mechanism, ALICE, *tls)


def test_a_wrong_password_is_refused(server):
    login = ("-tls", "-a", "PLAIN", "-au", ALICE, "-ap", "wrong")
    assert "535 " in swaks("--server", server.address("submission"), "--to", ALICE, *login)


# ---- TLS


@pytest.mark.parametrize(
    "kind, verdict",
    [
        (None, "0 (ok)"),
        ("chain", "0 (ok)"),
        ("wildcard", "0 (ok)"),
        ("notyet", "9 (certificate is not yet valid)"),
        ("expired", "10 (certificate has expired)"),
        ("selfsigned", "18 (self-signed certificate)"),
        ("nochain", "21 (unable to verify the first certificate)"),
        ("rogue", "21 (unable to verify the first certificate)"),
        ("wrongname", "62 (hostname mismatch)"),
    ],
)
def test_a_certificate_is_what_its_port_says(postfix, kind, verdict):
    assert f"Verify return code: {verdict}" in s_client(postfix, kind, "-starttls", "smtp")


def test_the_cn_only_certificate_has_no_names(postfix):
    text = run("openssl", "x509", "-in", postfix.pki("cnonly.crt"), "-noout", "-subject", "-ext", "subjectAltName")
    assert "CN = mx1.lab.test" in text and "No extensions in certificate" in text


def test_a_port_can_be_limited_to_one_version_of_tls(postfix):
    assert "TLSv1.2, Cipher is" in s_client(postfix, "tls12", "-starttls", "smtp")
    assert "TLSv1.3, Cipher is" in s_client(postfix, "tls13", "-starttls", "smtp")
    assert "Cipher is (NONE)" in s_client(postfix, "tls10", "-starttls", "smtp")


@pytest.mark.parametrize("name", ["postfix", "opensmtpd"])
def test_a_client_certificate_can_be_required(request, name):
    server = request.getfixturevalue(name)
    target = ("--server", server.address("client_cert"), "--to", ALICE, "--tls")
    certificate = ("--tls-cert", server.pki("client.crt"), "--tls-key", server.pki("client.key"))
    assert "<~  250 2.0.0" in swaks(*target, *certificate)
    assert "<~  250 2.0.0" not in swaks(*target)


def test_mail_before_starttls_is_refused_where_tls_is_required(postfix):
    assert "530 5.7.0" in swaks("--server", postfix.address("tls_required"), "--to", ALICE)


# ---- the lab


def test_starting_a_running_server_changes_nothing(lab, postfix):
    before = lab.run("exec", "postfix", "cat", "/proc/1/stat").stdout.split()[21]
    lab.run("start", "postfix")
    assert lab.run("exec", "postfix", "cat", "/proc/1/stat").stdout.split()[21] == before


def test_an_unknown_server_is_named(lab):
    outcome = lab.run("start", "sendmail", check=False)
    assert outcome.stderr == "lab: no server called sendmail; there are postfix exim opensmtpd dovecot\n"
    assert outcome.returncode == 1


def test_no_mount_of_the_lab_is_seen_outside(lab, postfix):
    with open("/proc/self/mounts") as mounts:
        assert "lab-postfix" not in mounts.read()
