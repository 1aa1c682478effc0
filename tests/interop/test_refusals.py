"""What `ehlo send` makes of servers that refuse, defer, hang up or are odd."""

import time

import pytest

# The status says what the server said: 69 for good, 75 for now.
REFUSED_BY = {
    "postfix": [
        ("unknown", 69, "550 5.1.1 <unknown@lab.test>: Recipient address rejected: <unknown>: no such user here"),
        ("full", 75, "452 4.2.2 <full@lab.test>: Recipient address rejected: mailbox full"),
        ("grey", 75, "450 4.7.1 <grey@lab.test>: Recipient address rejected: greylisted, try again in 300 seconds"),
        ("moved", 69, "551 5.1.6 <moved@lab.test>: Recipient address rejected: user has moved"),
        ("shut", 75, "421 4.3.2 <shut@lab.test>: Recipient address rejected: service shutting down"),
        ("plain5", 69, "550 5.7.1 <plain5@lab.test>: Recipient address rejected: no enhanced code in this text"),
    ],
    "exim": [
        ("unknown", 69, "550 5.1.1 no such user"),
        ("full", 75, "452 4.2.2 mailbox full"),
        ("grey", 75, "450 4.7.1 greylisted"),
        ("drop", 69, "554 5.7.0 go away"),
    ],
    "opensmtpd": [
        ("unknown", 69, "550 Invalid recipient: <unknown@lab.test>"),
        ("grey", 75, "421 4.7.1 greylisted and gone"),
    ],
}
REFUSALS = [(name, *refusal) for name, refusals in REFUSED_BY.items() for refusal in refusals]


@pytest.fixture
def to(send):
    """Sends to x@lab.test, or to whom the options name."""

    def run(server, *options, kind=None, **expected):
        options = options if "--to" in options else ("--to", "x@lab.test", *options)
        return send("--server", server.address(kind), *options, **expected)

    return run


# ---- by recipient


@pytest.mark.parametrize("name, user, status, reply", REFUSALS)
def test_a_refused_recipient_is_named_with_the_reply(request, to, name, user, status, reply):
    server = request.getfixturevalue(name)
    outcome = to(server, "--to", f"{user}@lab.test", status=status)
    assert f"ehlo: send: <{user}@lab.test> refused at RCPT TO: {reply}" in outcome.stderr
    assert "C: DATA" not in outcome.stdout


@pytest.mark.parametrize("name, user, status, reply", REFUSALS)
def test_a_refusal_is_the_same_when_pipelined(request, to, name, user, status, reply):
    server = request.getfixturevalue(name)
    outcome = to(server, "--to", f"{user}@lab.test", "--pipeline", status=status)
    assert f"ehlo: send: <{user}@lab.test> refused at RCPT TO: {reply}" in outcome.stderr
    assert "queued" not in outcome.stdout


@pytest.mark.parametrize("name", ["postfix", "exim", "opensmtpd"])
@pytest.mark.parametrize("option", [(), ("--pipeline",)])
def test_who_is_accepted_gets_the_message_although_others_are_refused(request, to, name, option, recipient):
    server = request.getfixturevalue(name)
    outcome = to(server, "--to", f"unknown@lab.test,{recipient}", *option, status=69)
    assert "ehlo: send: delivered to 1 of 2 recipients\n" in outcome.stderr
    assert server.wait_for_message(recipient)


def test_a_refusal_for_good_outweighs_one_for_now(to, postfix):
    to(postfix, "--to", "full@lab.test,unknown@lab.test,x@lab.test", status=69)


def test_nothing_is_said_after_421(to, postfix):
    said = to(postfix, "--to", "x@lab.test,shut@lab.test,y@lab.test", status=75).stdout
    assert "y@lab.test" not in said and "C: QUIT" not in said


def test_a_refusal_is_explained(to, postfix):
    said = to(postfix, "--to", "full@lab.test", status=75).stdout
    assert "# The mailbox is full. Tell the recipient by other means, and try again in some days.\n" in said


# ---- by sender and content


def test_a_refused_sender_ends_it(send, opensmtpd):
    recipients = ("--to", "x@lab.test", "--to", "y@lab.test")
    outcome = send("--server", opensmtpd.address(), *recipients, sender="bad@client.test", status=69)
    assert outcome.stderr == "ehlo: send: MAIL FROM refused: 550 5.7.1 bad sender\n"
    assert "C: RCPT" not in outcome.stdout


@pytest.mark.parametrize("options", [(), ("--pipeline",)])
def test_a_refusal_after_the_dot_means_not_delivered(to, postfix, options):
    outcome = to(postfix, "--to", "spam@lab.test", *options, status=69)
    assert "<spam@lab.test> refused at end of data: 554 5.7.1" in outcome.stderr
    assert "C: QUIT\n" in outcome.stdout


def test_a_refusal_of_the_content_is_exim_s_word_after_the_dot(to, exim):
    outcome = to(exim, "--subject", "SPAM", status=69)
    assert "<x@lab.test> refused at end of data: 554 5.7.1 spam by subject" in outcome.stderr


def test_a_message_that_is_too_large_is_refused(send, postfix):
    message = b"Subject: large\n\n" + (b"z" * 70 + b"\n") * 200_000
    outcome = send("--server", postfix.address(), "--to", "x@lab.test", "--data", "-", input=message, status=69)
    assert "552 5.3.4" in outcome.stderr


# ---- the sinks


def test_helo_follows_a_refused_ehlo(to, sink):
    said = to(sink, kind="ehlo_refused").stdout
    assert "C: EHLO client.test\nS: 5" in said and "# no EHLO here; trying HELO\nC: HELO client.test\nS: 250" in said


def test_no_tls_after_helo_although_it_is_required(to, sink):
    outcome = to(sink, "--tls", kind="ehlo_refused", status=77)
    assert "the server does not offer STARTTLS" in outcome.stderr and "MAIL" not in outcome.stdout


@pytest.mark.parametrize("options", [(), ("--pipeline",)])
def test_a_connection_that_is_dropped_at_data_is_lost_and_nothing_is_delivered(to, sink, options):
    outcome = to(sink, *options, kind="drops_at_data", status=75)
    assert "; the message was not delivered\n" in outcome.stderr


@pytest.mark.parametrize("options", [(), ("--pipeline",)])
def test_421_at_rcpt_is_temporary(to, sink, options):
    outcome = to(sink, *options, kind="421_at_rcpt", status=75)
    assert "<x@lab.test> refused at RCPT TO: 421 " in outcome.stderr and "C: QUIT" not in outcome.stdout


@pytest.mark.parametrize("options", [(), ("--pipeline",)])
def test_552_at_mail_is_permanent(to, sink, options):
    outcome = to(sink, *options, kind="552_at_mail", status=69)
    assert outcome.stderr == "ehlo: send: MAIL FROM refused: 552 5.3.4 too big for me\n"


@pytest.mark.parametrize("options", [(), ("--pipeline",)])
def test_451_at_data_is_temporary(to, sink, options):
    outcome = to(sink, *options, kind="451_at_data", status=75)
    assert outcome.stderr == "ehlo: send: DATA refused: 451 4.3.0 later\n"
    assert outcome.stdout.endswith("C: QUIT\nS: 221 Bye\n") or "C: QUIT\nS: 221" in outcome.stdout


def test_a_pix_in_the_way_does_not_matter(to, sink):
    said = to(sink, kind="pix").stdout
    assert "S: 220 ***" in said and "S: 221 " in said


def test_pipelining_that_is_not_offered_is_not_used(to, sink):
    said = to(sink, "--pipeline", kind="no_pipelining").stdout
    assert "# the server does not offer PIPELINING; sending one command at a time\n" in said
    assert "S: 354" in said


def test_a_slow_server_is_waited_for_up_to_the_timeout(to, sink):
    start = time.monotonic()
    outcome = to(sink, "--timeout", "1s", kind="slow", status=75)
    assert "timeout after 1 s waiting for the greeting" in outcome.stderr
    assert time.monotonic() - start < 5
    assert "# +3.0 s" in to(sink, "--quit-after", "banner", "--timing", kind="slow").stdout


# ---- nobody there


def test_a_closed_port_is_named(send):
    outcome = send("--server", "127.0.0.1:1", "--to", "x@lab.test", status=75)
    assert "cannot connect to 127.0.0.1:1: connection refused" in outcome.stderr


def test_a_socket_that_is_not_there_is_named(send, tmp_path):
    outcome = send("--socket", tmp_path / "none", "--to", "x@lab.test", status=75)
    assert f"{tmp_path}/none" in outcome.stderr


def test_a_command_that_fails_shows_what_it_said(send):
    outcome = send("--pipe", "echo gone >&2; exit 3", "--to", "x@lab.test", status=75)
    assert "# gone\n" in outcome.stdout and "exit status 3" in outcome.stdout
