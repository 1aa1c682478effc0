"""`ehlo serve FILE`: the same session file as the server."""

import signal
import subprocess

import pytest

from serve_fixture import EHLO, PATIENCE, Stage

GREYLIST = """\
@connect {{server}}
S: 220 mx.test ESMTP
C: EHLO {{helo}}
S: 250 mx.test
C: RCPT TO:<{{to}}>
S: 450 4.7.1 {{to}} try again
@close
@connect {{server}}
S: 220 mx.test ESMTP
C: RCPT TO:<{{to}}>
S: 250 2.1.5 welcome, {{to}}
C: QUIT
S: 221 2.0.0 bye
"""


@pytest.fixture
def written(tmp_path):
    def write(text, name="t.smtp"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


def talk(client, *dialogue):
    """Lines to say and lines to hear, in turns: what is heard must be so."""
    for line in dialogue:
        if line.startswith("C: "):
            client.send(line[3:].encode() + b"\r\n")
        else:
            assert client.reply().decode() == line[3:] + "\r\n"


def test_each_connect_is_one_client_and_names_capture(written):
    with Stage(written(GREYLIST)) as stage:
        with stage.raw() as client:
            talk(client, "S: 220 mx.test ESMTP", "C: ehlo me", "S: 250 mx.test", "C: rcpt to:<b@y>",
                 "S: 450 4.7.1 b@y try again")
        with stage.raw() as client:
            talk(client, "S: 220 mx.test ESMTP", "C: RCPT TO:<b@y>", "S: 250 2.1.5 welcome, b@y", "C: QUIT",
                 "S: 221 2.0.0 bye")
        out, status = stage.end()
    assert status == 0
    assert stage.err.endswith("t.smtp: the client kept to it (5 checks)\n")
    assert out.count(f"@connect 127.0.0.1:{stage.port}\n") == 2
    assert "C: rcpt to:<b@y>\nS: 450 4.7.1 b@y try again\n" in out


def test_a_client_that_strays_is_shown_with_its_line_and_the_status_is_1(written):
    file = written("S: 220 hello\nC: EHLO *\nS: 250\n")
    with Stage(file) as stage:
        with stage.raw() as client:
            talk(client, "S: 220 hello", "C: HELO x")
            assert client.rest() == b""
        _, status = stage.end()
    assert status == 1
    place = f"{file}:2:4: expected \"EHLO *\", got \"HELO x\"\n  C: EHLO *\n     ^\n"
    assert stage.err.startswith(place)
    assert "    C: HELO x\n" in stage.err
    assert stage.err.endswith("the client did not keep to it (1 check)\n")


def test_a_loop_starts_again_and_remembers_a_failure(written):
    with Stage(written("S: 220\nC: QUIT\nS: 221\n"), "--loop") as stage:
        for word, reply in (("C: QUIT", b"221 OK\r\n"), ("C: NO", b""), ("C: QUIT", b"221 OK\r\n")):
            with stage.raw() as client:
                talk(client, "S: 220 OK", word)
                assert client.rest() == reply
        _, status = stage.stop()
    assert status == 1
    assert stage.err.count("did not keep to it") == 1


def test_a_loop_that_held_ends_well(written):
    with Stage(written("S: 220\nC: QUIT\nS: 221\n"), "--loop") as stage:
        with stage.raw() as client:
            talk(client, "S: 220 OK", "C: QUIT")
            assert client.rest() == b"221 OK\r\n"
        assert stage.stop(signal.SIGINT)[1] == 0


def test_a_signal_ends_a_wait_for_a_silent_client(written):
    with Stage(written("S: 220\nC: QUIT\n")) as stage, stage.raw() as client:
        talk(client, "S: 220 OK")
        _, status = stage.stop()
    assert status == 1
    assert "the server was stopped" in stage.err


def test_a_client_that_does_not_come_again_is_missed(written):
    with Stage(written("@connect x\nS: 220\n@connect x\nS: 220\n"), "--timeout", "200ms") as stage:
        with stage.raw() as client:
            talk(client, "S: 220 OK")
        _, status = stage.end()
    assert status == 1
    assert "3:1: no client came within 200 ms" in stage.err


def test_variables_secrets_and_tls_are_those_of_run(written, ehlo):
    file = written("@connect {{server}}\nS: 220 {{name}}\nC: STARTTLS\nS: 220 go\n@tls\n? tls.version >= TLSv1.2\n"
                   "@auth PLAIN user=alice password={{word}}\nS: 235 2.7.0 in\nC: QUIT\nS: 221\n")
    secret = {"EHLO_VAR_word": "tops3cret"}
    options = ("--var", "name=mx.example", "--secret", "word=tops3cret")
    with Stage(file, *options) as stage:
        client = ehlo("run", file, "--server", stage.address, "--var", "name=x", "--secret", "word", env=secret)
        out, status = stage.end()
    assert (client.status, status) == (0, 0), client.stdout + client.stderr + stage.err
    assert "S: 220 mx.example\n" in out
    assert "tops3cret" not in out + stage.err + client.stdout
    assert "@auth PLAIN user=alice password={{word}}\n" in out


def test_a_login_that_the_script_does_not_foresee_is_not_shown(written):
    with Stage(written("S: 220\nC: EHLO *\nS: 250\nC: MAIL FROM:<>\nS: 250\n")) as stage:
        with stage.raw() as client:
            talk(client, "S: 220 OK", "C: EHLO x", "S: 250 OK", "C: AUTH PLAIN AGpvZQBoczNjcmV0")
            assert client.rest() == b""
        out, status = stage.end()
    assert status == 1
    assert "C: AUTH PLAIN ***\n" in out
    assert 'got "AUTH PLAIN ***"' in stage.err
    assert "AGpvZQBoczNjcmV0" not in out + stage.err


def test_a_line_with_a_secret_is_shown_with_its_variable(written):
    with Stage(written("S: 220\nC: NOOP {{word}}\nS: 250\n"), "--secret", "word=tops3cret") as stage:
        with stage.raw() as client:
            talk(client, "S: 220 OK", "C: NOOP tops3cret", "S: 250 OK")
        out, status = stage.end()
    assert status == 0
    assert "C: NOOP {{word}}\n" in out


# ---- what cannot be served


def refused(*arguments, input=b""):
    done = subprocess.run([EHLO, "serve", *map(str, arguments)], input=input, capture_output=True, timeout=PATIENCE)
    assert done.stdout == b""
    return done.returncode, done.stderr.decode()


def test_a_file_that_is_none_is_65_and_one_that_is_not_there_66(written):
    status, said = refused(written("what\n"))
    assert status == 65 and "t.smtp:1:1: expected" in said
    assert refused("/nonexistent.smtp")[0] == 66


def test_a_variable_that_nothing_sets_is_65_before_it_listens(written):
    status, said = refused(written("S: 220 {{nobody}}\n"))
    assert status == 65
    assert said.startswith(str(written("S: 220 {{nobody}}\n"))) and "variable 'nobody' is not set" in said


def test_a_reply_that_its_own_assertion_does_not_fit_is_warned_of(written):
    with Stage(written("C: EHLO *\nS: 250\n? ehlo STARTTLS exists\n")) as stage:
        assert "3:1: warning: the S: above does not meet this: expected ehlo STARTTLS exists" in stage.said
        stage.stop()


@pytest.mark.parametrize("option", [("--lmtp",), ("--once",), ("--maildir", "x"), ("--on", "DATA", "550 no")])
def test_the_sinks_options_do_not_go_with_a_file(written, option):
    status, said = refused(written("S: 220\n"), *option)
    assert status == 64
    assert said == f"ehlo: serve: {option[0]} does not go with a session file: the file says all\n"


def test_a_files_options_do_not_go_with_the_sink():
    assert refused("--loop") == (64, "ehlo: serve: --loop needs a session file\n")
    assert refused("--var", "a=b") == (64, "ehlo: serve: a variable needs a session file\n")


# ---- stopped where nothing comes and nothing goes


def test_a_signal_ends_a_handshake_that_does_not_begin(written):
    with Stage(written("S: 220\nC: STARTTLS\nS: 220\n@tls\n")) as stage:
        with stage.raw() as client:
            talk(client, "S: 220 OK", "C: STARTTLS", "S: 220 OK")
            assert stage.stop()[1] == 1


def test_a_signal_ends_a_write_to_a_client_that_does_not_read(written):
    endless = 'S: 250-{{repeat "x" 2000}}\n' * 9999
    with Stage(written(f"S: 220\nC: NOOP\n{endless}S: 250 end\nC: QUIT\nS: 221\n"), "--quiet") as stage:
        with stage.raw() as client:
            talk(client, "S: 220 OK", "C: NOOP")
            assert stage.stop()[1] == 1


def test_the_transcript_of_a_server_with_tls_is_a_session_file(written, ehlo, certificates, tmp_path):
    file = written("@connect {{server}}\nS: 220\nC: STARTTLS\nS: 220\n@tls verify=off\nC: QUIT\nS: 221\n")
    with Stage(file) as stage:
        assert ehlo("run", file, "--server", stage.address).status == 0
        out, status = stage.end()
    assert status == 0
    assert "C: STARTTLS\nS: 220 OK\n@tls verify=off\n# TLS" in out


def test_a_file_that_talks_to_nobody_is_not_served_for_ever(ehlo, tmp_path):
    (tmp_path / "a.smtp").write_text("# nobody\n")
    outcome = ehlo("serve", "a.smtp", "--loop", "-l", "127.0.0.1:0", cwd=tmp_path)
    assert outcome.stderr.count("kept to it") == 1


# ---- a login stays a secret wherever it stands


def test_a_login_that_the_script_says_back_is_hidden(written):
    echo = "S: 220\nC: AUTH PLAIN {{login}}\nS: 235 welcome {{login}}\nC: {{again}}\nS: 500 {{again}}\nC: QUIT\nS: 221\n"
    with Stage(written(echo)) as stage:
        with stage.raw() as client:
            talk(client, "S: 220 OK", "C: AUTH PLAIN AGpvZQBoczNjcmV0", "S: 235 welcome AGpvZQBoczNjcmV0",
                 "C: AGpvZQBoczNjcmV0", "S: 500 AGpvZQBoczNjcmV0", "C: QUIT", "S: 221 OK")
        out, status = stage.end()
    assert "C: AUTH PLAIN ***\nS: 235 welcome ***\nC: ***\nS: 500 ***\nC: QUIT\n" in out
    assert status == 0


def test_a_login_that_does_not_wait_for_its_challenge_is_hidden(written):
    with Stage(written("S: 220\nC: AUTH LOGIN\nS: 535 no\nC: QUIT\nS: 221\n")) as stage:
        with stage.raw() as client:
            client.send(b"AUTH LOGIN\r\nam9l\r\naHMzY3JldA==\r\n")
            out, status = stage.end()
    assert "C: AUTH LOGIN\nS: 535 no\nC: ***\n" in out
    assert 'expected "QUIT", got "***"' in stage.err
    assert "am9l" not in out + stage.err
    assert status == 1


def test_what_is_no_login_is_not_hidden(written):
    file = "S: 220\nC: AUTH PLAIN *\nS: 235\nC: MAIL FROM:<a@x>\nS: 250\n"
    with Stage(written(file)) as stage:
        with stage.raw() as client:
            talk(client, "S: 220 OK", "C: AUTH PLAIN AGpvZQBoczNjcmV0", "S: 235 OK")
            client.send(b"mail\r\n")
            out, status = stage.end()
    assert 'expected "MAIL FROM:<a@x>", got "mail"' in stage.err
    assert status == 1


@pytest.mark.parametrize("said", [" AUTH PLAIN h3scret=", "AUTH\tPLAIN\th3scret=", "AUTH LOGIN\r\nh3scret= "])
def test_a_login_that_is_not_quite_right_is_hidden(written, said):
    with Stage(written("S: 220\nC: *\nS: 500\nC: QUIT\nS: 221\n")) as stage:
        with stage.raw() as client:
            client.send(said.encode() + b"\r\n")
        out, status = stage.end()
    assert "h3s" not in out + stage.err
    assert status == 1


def test_a_login_that_is_not_the_files_is_refused_and_told(written):
    file = "S: 220\n@auth PLAIN user=joe password=hs3cret\nS: 235 2.7.0 ok\nC: QUIT\nS: 221\n"
    with Stage(written(file)) as stage:
        with stage.raw() as client:
            talk(client, "S: 220 OK", "C: AUTH PLAIN AGV2ZQB3cm9uZ3B3", "S: 535 5.7.8 authentication failed")
        out, status = stage.end()
    assert "t.smtp:2:1: the client's login is not the one of this line" in stage.err
    assert "hs3cret" not in out + stage.err
    assert status == 1


# ---- LF alone is no line end


def test_a_command_that_ends_with_lf_alone_is_no_command(written):
    with Stage(written("S: 220\nC: QUIT\nS: 221\n")) as stage:
        with stage.raw() as client:
            client.send(b"QUIT\n")
            out, status = stage.end()
    assert 't.smtp:2:4: expected "QUIT", got a line that ends with LF alone (RFC 5321 wants CRLF)' in stage.err
    assert status == 1


def test_a_dot_between_lf_alone_ends_no_message(written):
    (file := written("S: 220\nC: DATA\nS: 354\n@message note\nS: 250\nC: QUIT\nS: 221\n")).with_name("note").write_text("x")
    with Stage(file) as stage:
        with stage.raw() as client:
            talk(client, "S: 220 OK", "C: DATA", "S: 354 OK", "C: one\n.\ntwo", "C: .", "S: 250 OK", "C: QUIT", "S: 221 OK")
        out, status = stage.end()
    assert status == 0
