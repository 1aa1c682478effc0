"""`ehlo send` logs in: every SASL mechanism that Postfix, Exim, OpenSMTPD and Dovecot offer."""

import re

import pytest

ALICE = "alice@lab.test"
EVERYWHERE = ["PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"]
WITH_PASSWORD = {
    "postfix": EVERYWHERE,
    "exim": [*EVERYWHERE, "NTLM"],
    "opensmtpd": ["PLAIN", "LOGIN"],
    "dovecot": [*EVERYWHERE, "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS"],
}
OTHERS = {"postfix": ["OAUTHBEARER", "XOAUTH2"], "exim": ["EXTERNAL"], "opensmtpd": [], "dovecot": ["EXTERNAL"]}
PAIRS = [(name, mechanism) for name, mechanisms in WITH_PASSWORD.items() for mechanism in mechanisms]


def user_for(name, mechanism):
    """Exim looks the passwords of some mechanisms up without the domain."""
    bare = name == "exim" and mechanism not in ("PLAIN", "LOGIN", "CRAM-MD5")
    return ("--auth-user", "alice", "--auth-realm", "lab.test") if bare else ("--auth-user", ALICE)


def target(server, kind="submission"):
    return ("--server", server.address(kind), "--tls-ca-path", server.pki("root.crt"))


def client_certificate(server):
    return ("--tls-cert", server.pki("client.crt"), "--tls-key", server.pki("client.key"))


@pytest.fixture
def log_in(send):
    """Logs in and leaves."""

    def run(server, *options, **expected):
        return send(*target(server), "--quit-after", "auth", *options, **expected)

    return run


@pytest.fixture(params=WITH_PASSWORD)
def server(request):
    return request.getfixturevalue(request.param)


# ---- passwords


@pytest.mark.parametrize("name, mechanism", PAIRS)
def test_a_password_is_accepted(request, log_in, name, mechanism):
    server = request.getfixturevalue(name)
    login = ("--auth", mechanism, *user_for(name, mechanism))
    said = log_in(server, *login, password="secret").stdout
    realm = f" realm={login[login.index('--auth-realm') + 1]}" if "--auth-realm" in login else ""
    assert f"@auth {mechanism} user={login[3]} password={{{{password}}}}{realm}\n" in said
    assert "\nS: 235 " in said


@pytest.mark.parametrize("name, mechanism", PAIRS)
def test_a_wrong_password_is_refused(request, log_in, name, mechanism):
    server = request.getfixturevalue(name)
    login = ("--auth", mechanism, *user_for(name, mechanism))
    outcome = log_in(server, *login, password="wr0ng", status=77)
    assert re.search(r"^ehlo: send: AUTH refused: 535 ", outcome.stderr, re.MULTILINE)


def test_every_mechanism_that_is_offered_is_tried_here(send, server):
    options = ("--tls", "--quit-after", "ehlo", *client_certificate(server))
    said = send(*target(server), *options).stdout.split("@tls")[1]
    offered = re.search(r"S: 250[- ]AUTH (.*)", said)[1].split()
    assert sorted(offered) == sorted(WITH_PASSWORD[server.name] + OTHERS[server.name])


@pytest.mark.parametrize(
    "name, strongest",
    [
        ("postfix", "SCRAM-SHA-256"),
        ("dovecot", "SCRAM-SHA-256-PLUS"),
        ("opensmtpd", "PLAIN"),
    ],
)
def test_the_strongest_mechanism_comes_first(request, log_in, name, strongest):
    said = log_in(request.getfixturevalue(name), "--auth", "--auth-user", ALICE, password="secret").stdout
    assert re.findall(r"@auth (\S+)", said) == [strongest]


@pytest.mark.parametrize("version, binding", [("tlsv1_2", "TLSv1.2"), ("tlsv1_3", "TLSv1.3")])
def test_the_channel_is_bound_in_each_version_of_tls(log_in, dovecot, version, binding):
    login = ("--auth", "SCRAM-SHA-256-PLUS", "--auth-user", ALICE, "--tls-protocol", version)
    said = log_in(dovecot, *login, password="secret").stdout
    assert f"# {binding}, " in said and "\nS: 235 " in said


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"])
def test_a_utf8_password_is_accepted(log_in, postfix, tmp_path, mechanism):
    file = tmp_path / "password"
    file.write_text('pässwörd "q"\n')
    outcome = log_in(postfix, "--auth", mechanism, "--auth-user", "bob", "--auth-password-file", file)
    assert "\nS: 235 2.7.0" in outcome.stdout
    assert "pässwörd" not in outcome.stdout + outcome.stderr


def test_a_password_comes_from_a_command(log_in, postfix):
    login = ("--auth", "--auth-user", ALICE, "--auth-password-command", "printf 'sec%s\\n' ret")
    assert "\nS: 235 2.7.0" in log_in(postfix, *login).stdout


def test_login_takes_its_initial_response(log_in, postfix):
    said = log_in(postfix, "--auth", "LOGIN-INITIAL", "--auth-user", ALICE, password="secret").stdout
    assert "# C: AUTH LOGIN ***\n" in said and "\nS: 235 2.7.0" in said


def test_mail_is_submitted_after_the_login(send, server, recipient):
    said = send(*target(server), "--to", recipient, "--auth", "PLAIN", "--auth-user", ALICE, password="secret").stdout
    assert said.index("\nS: 235 ") < said.index("C: MAIL FROM") and "S: 221 " in said


def test_mail_is_submitted_on_the_smtps_port(send, server):
    options = ("--tls-on-connect", "--to", "x@lab.test", "--auth", "PLAIN", "--auth-user", ALICE)
    said = send(*target(server, "smtps"), *options, password="secret").stdout
    assert said.index("@tls verify=on") < said.index("S: 220 ") < said.index("\nS: 235 ")


# ---- tokens


@pytest.mark.parametrize("mechanism", ["OAUTHBEARER", "XOAUTH2"])
def test_a_token_is_accepted(log_in, postfix, token, tmp_path, mechanism):
    file = tmp_path / "token"
    file.write_text(token(ALICE))
    outcome = log_in(postfix, "--auth", mechanism, "--auth-user", ALICE, "--auth-token-file", file)
    assert f"@auth {mechanism} user={ALICE} token={{{{token}}}}\n" in outcome.stdout
    assert "\nS: 235 2.7.0" in outcome.stdout
    assert file.read_text() not in outcome.stdout + outcome.stderr


@pytest.mark.parametrize("mechanism", ["OAUTHBEARER", "XOAUTH2"])
def test_an_expired_token_is_refused_and_the_server_s_json_is_read_out(log_in, postfix, token, tmp_path, mechanism):
    file = tmp_path / "token"
    file.write_text(token(ALICE, -60))
    login = ("--auth", mechanism, "--auth-user", ALICE, "--auth-token-file", file)
    outcome = log_in(postfix, *login, status=77)
    assert "AUTH refused: 535 5.7.8" in outcome.stderr
    assert ("# status invalid_token" if mechanism == "OAUTHBEARER" else "# status 401, ") in outcome.stdout
    assert file.read_text() not in outcome.stdout + outcome.stderr


def test_a_token_is_tried_before_a_password_is_asked_for(log_in, postfix, token, tmp_path):
    file = tmp_path / "token"
    file.write_text(token(ALICE))
    said = log_in(postfix, "--auth", "--auth-user", ALICE, "--auth-token-file", file).stdout
    assert re.findall(r"@auth (\S+)", said) == ["OAUTHBEARER"]


# ---- without a secret


@pytest.mark.parametrize("name", ["exim", "dovecot"])
def test_a_client_certificate_authenticates_by_external(request, log_in, name):
    server = request.getfixturevalue(name)
    user = ("--auth", "EXTERNAL", "--auth-user", "client1@lab.test")
    said = log_in(server, *user, *client_certificate(server)).stdout
    assert "@auth EXTERNAL user=client1@lab.test\n" in said and "\nS: 235 " in said


def test_external_as_somebody_else_is_refused(log_in, exim):
    login = ("--auth", "EXTERNAL", "--auth-user", "alice@lab.test", *client_certificate(exim))
    assert "AUTH refused: 535 " in log_in(exim, *login, status=77).stderr


def test_anonymous_is_accepted_where_it_is_offered(send, postfix):
    login = ("--auth", "ANONYMOUS", "--auth-user", "trace@lab.test", "--quit-after", "auth")
    said = send(*target(postfix, "anonymous"), *login).stdout
    assert "@auth ANONYMOUS user=trace@lab.test\n" in said and "\nS: 235 2.7.0" in said


def test_gssapi_that_is_not_offered_is_named(log_in, postfix):
    outcome = log_in(postfix, "--auth", "GSSAPI", "--auth-user", ALICE, status=77)
    assert "can be used: GSSAPI is not offered" in outcome.stderr


def test_gssapi_without_a_ticket_says_how_to_get_one(log_in, postfix):
    outcome = log_in(postfix, "--auth", "GSSAPI", "--auth-force", "--auth-user", ALICE, status=77)
    assert "AUTH GSSAPI: there is no Kerberos ticket for this server (see klist and kinit)" in outcome.stderr


def test_a_mechanism_that_is_not_offered_is_named(log_in, opensmtpd):
    outcome = log_in(opensmtpd, "--auth", "CRAM-MD5", "--auth-user", ALICE, password="secret", status=77)
    assert "(PLAIN LOGIN) can be used: CRAM-MD5 is not offered" in outcome.stderr


# ---- where credentials may go


def test_no_credential_goes_out_in_clear(send, postfix):
    options = ("--no-tls", "--auth", "--auth-user", ALICE, "--quit-after", "auth")
    outcome = send(*target(postfix), *options, password="secret", status=77)
    assert "AUTH" not in re.sub("S: 250.*", "", outcome.stdout)
    assert "--insecure" in outcome.stderr


def test_insecure_sends_credentials_in_clear_and_says_so(send, postfix):
    options = ("--no-tls", "--insecure", "--auth", "PLAIN", "--auth-user", ALICE, "--quit-after", "auth")
    said = send(*target(postfix), *options, password="secret").stdout
    assert "# --insecure: the credentials go unencrypted\n" in said and "\nS: 235 2.7.0" in said


def test_a_server_with_an_unknown_ca_gets_no_credential(send, postfix):
    options = ("--auth", "--auth-user", ALICE, "--quit-after", "auth")
    outcome = send("--server", postfix.address("submission"), *options, password="secret", status=77)
    assert "the root CN=Lab root CA is not trusted here; use --tls-ca-path" in outcome.stderr


def test_a_unix_socket_needs_no_tls_for_a_login(send, postfix):
    options = ("--no-tls", "--auth", "--auth-user", ALICE, "--quit-after", "auth")
    assert "\nS: 235 2.7.0" in send("--socket", postfix.socket("submission"), *options, password="secret").stdout


def test_a_server_without_auth_is_named(send, postfix):
    options = ("--auth", "--auth-user", ALICE, "--to", "x@lab.test")
    outcome = send(*target(postfix, None), *options, password="secret", status=77)
    assert "the server does not offer AUTH" in outcome.stderr


def test_an_optional_login_is_left_out_where_auth_is_not_offered(send, postfix):
    options = ("--auth-optional", "--auth-user", ALICE, "--to", "x@lab.test")
    assert "queued as" in send(*target(postfix, None), *options, password="secret").stdout


def test_an_optional_login_that_is_refused_does_not_matter_to_exim(send, exim, recipient):
    options = ("--auth-optional", "PLAIN", "--auth-user", ALICE, "--to", recipient)
    said = send(*target(exim), *options, password="wr0ng").stdout
    assert "# the login was refused; going on without\n" in said and "S: 250 OK id=" in said
