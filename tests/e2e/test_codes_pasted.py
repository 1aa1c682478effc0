"""What people and programs put before `ehlo codes`: sessions, letters, webhooks, files of other systems."""

import gzip
import json

import pytest

TELNET = """\
Trying 192.0.2.1...
Connected to mx.b.example.
Escape character is '^]'.
220 mx.b.example ESMTP
EHLO our.example
250-mx.b.example
250 SIZE 1000000
MAIL FROM:<alice@our.example>
{}RCPT TO:<bob@b.example>
{}DATA
354 End data with <CR><LF>.<CR><LF>
Subject: 550 reasons

hello
.
{}QUIT
221 2.0.0 Bye
Connection closed by foreign host.
"""
ACCEPTED = ["250 2.1.0 Ok\n", "250 2.1.5 Ok\n", "250 2.0.0 Ok: queued as 4X1\n"]


def told(ehlo, text):
    done = ehlo("codes", "--json", input=text.encode())
    assert done.stderr == ""
    return [(each["stage"], each["diagnostic"], each["reason"]) for each in map(json.loads, done.stdout.splitlines())]


@pytest.mark.parametrize("place, stage", enumerate(["mail", "rcpt", "dot"]))
def test_of_a_pasted_session_the_refusal_is_answered_with_the_command_that_was_refused(ehlo, place, stage):
    replies = list(ACCEPTED)
    replies[place] = "550 5.7.1 Not today\n"
    assert [answer[:2] for answer in told(ehlo, TELNET.format(*replies))] == [(stage, "550 5.7.1 Not today")]


OWN = """\
@connect mx.b.example:25
# connected to 192.0.2.1:25 in 12 ms
S: 220 mx.b.example ESMTP
C: EHLO our.example
S: 250 mx.b.example
C: MAIL FROM:<gone@our.example>
S: 550 5.1.1 no such user
# userunknown: there is no such mailbox
C: QUIT
S: 221 2.0.0 Bye
ehlo: send: MAIL FROM refused: 550 5.1.1 no such user
"""
SWAKS = """\
=== Trying mx.b.example:25...
=== Connected to mx.b.example.
<-  220 mx.b.example ESMTP
 -> EHLO our.example
<-  250 mx.b.example
 -> MAIL FROM:<gone@our.example>
<** 550 5.1.1 no such user
 -> QUIT
<-  221 2.0.0 Bye
=== Connection closed with remote host.
"""


@pytest.mark.parametrize("text", [OWN, SWAKS, "> " + OWN.replace("\n", "\n> "), "Hi,\nlook:\n\n" + SWAKS],
                         ids=["own", "swaks", "quoted", "letter"])
def test_an_unknown_user_behind_mail_from_is_the_sender(ehlo, text):
    assert told(ehlo, text) == [("mail", "550 5.1.1 no such user", "rejected")]


def test_a_server_that_turns_the_client_away_does_so_in_its_greeting(ehlo):
    assert [stage for stage, *_ in told(ehlo, "Connected to mx.b.example.\n554 5.7.1 go away\n")] == ["greeting"]
    assert [stage for stage, *_ in told(ehlo, "554 5.7.1 go away\n")] == [None]


def test_of_a_session_without_a_refusal_each_reply_is_answered(ehlo):
    assert [stage for stage, *_ in told(ehlo, TELNET.format(*ACCEPTED))] == [
        "greeting", "ehlo", "mail", "rcpt", "data", "dot", "quit"]


REFUSED = TELNET.format(*ACCEPTED[:1], "550 5.1.1 User unknown\n", "")


def test_a_session_given_as_an_argument_is_answered_as_from_a_file(ehlo, tmp_path):
    file = tmp_path / "telnet.txt"
    for session in (REFUSED, SWAKS, TELNET.format(*ACCEPTED)):
        file.write_text(session)
        for options in (["--short"], ["--json"], ["--exit-by-class"]):
            given, read = ehlo("codes", *options, session.rstrip("\n")), ehlo("codes", *options, file)
            assert (given.stdout, given.stderr, given.status) == (read.stdout, "", read.status)
    assert ehlo("codes", "--short", REFUSED).stdout == "bob@b.example 550 5.1.1 userunknown permanent suppress\n"


def test_of_a_session_the_recipient_that_was_refused_is_named(ehlo):
    two = REFUSED.replace("DATA\n", "RCPT TO:<carol@b.example>\n452 4.2.2 Mailbox full\nDATA\n")
    assert ehlo("codes", "--short", input=two.encode()).stdout == (
        "bob@b.example 550 5.1.1 userunknown permanent suppress\n"
        "carol@b.example 452 4.2.2 mailboxfull temporary keep\n")
    assert [json.loads(line)["recipient"] for line in ehlo("codes", "--json", two).stdout.splitlines()] == [
        "bob@b.example", "carol@b.example"]
    lone = ehlo("codes", input=b"550 5.1.1 User unknown\n").stdout
    assert ehlo("codes", input=REFUSED.encode()).stdout == "bob@b.example: " + lone


def test_what_the_content_of_a_message_quotes_is_not_answered(ehlo):
    quoting = TELNET.replace("hello\n", "550 5.1.1 is what Bob's server had said\n")
    spam = ACCEPTED[:2] + ["554 5.7.1 Spam message rejected\n"]
    assert told(ehlo, quoting.format(*spam)) == [("dot", "554 5.7.1 Spam message rejected", "spamdetected")]
    assert [stage for stage, *_ in told(ehlo, quoting.format(*ACCEPTED))] == [
        "greeting", "ehlo", "mail", "rcpt", "data", "dot", "quit"]


CURL = """\
* Connected to mx.b.example (192.0.2.1) port 25 (#0)
< 220 mx.b.example ESMTP
> EHLO our.example
< 250-mx.b.example
< 250-PIPELINING
< 250 AUTH PLAIN
> AUTH PLAIN
< 334 \n\
> AGFsaWNlAHNlY3JldA==
< 535 5.7.8 Error: authentication failed
* Login denied
* Closing connection 0
curl: (67) Login denied
"""


def test_of_a_session_of_curl_that_fails_at_auth_the_refusal_is_answered(ehlo):
    answer = [("auth", "535 5.7.8 Error: authentication failed", "securityerror")]
    assert told(ehlo, CURL) == answer
    assert told(ehlo, CURL.partition("\n")[2]) == answer


@pytest.mark.parametrize("text", [
    "Hi,\nwe get this:\n550 5.7.1 Client host [192.0.2.1] blocked using a list\nThanks\nJoe\n",
    "Hello Bob,\nour mail came back: 550 5.7.1 Client host [192.0.2.1] blocked using a list\nKind regards\n",
], ids=["line", "sentence"])
def test_of_a_letter_without_empty_lines_the_refusal_is_answered(ehlo, text):
    one = "550 5.7.1 blocked permanent keep\n"
    assert ehlo("codes", "--short", input=text.encode()).stdout == one
    assert ehlo("codes", "--short", text).stdout == one


GMAIL = """\
Message blocked
Your message to bob@b.example has been blocked. See technical details below for more information.
LEARN MORE
The response from the remote server was:
550 5.7.1 [192.0.2.1] Our system has detected that this message is likely unsolicited mail
"""
GMAIL_UNKNOWN = """\
Address not found
Your message wasn't delivered to bob@b.example because the address couldn't be found, or is unable to receive mail.
LEARN MORE
The response was:
550 5.1.1 The email account that you tried to reach does not exist.
"""
GMAIL_WAITS = """\
Delivery incomplete
There was a temporary problem delivering your message to bob@b.example. Gmail will retry for 46 more hours.
The response was:
The recipient server did not accept our requests to connect. [mx.b.example 192.0.2.1: timed out]
"""
OUTLOOK_WAITS = """\
Delivery is delayed to these recipients or groups:

bob@b.example (bob@b.example)

Subject: hello

This message hasn't been delivered yet. Delivery will continue to be attempted.

The server will keep trying to deliver this message for the next 1 days, 19 hours and 53 minutes.
"""


@pytest.mark.parametrize("text, answer", [
    (GMAIL, "550 5.7.1 spamdetected permanent keep"),
    (GMAIL_UNKNOWN, "550 5.1.1 userunknown permanent suppress"),
    (GMAIL_WAITS, "- - expired temporary keep"),
    (OUTLOOK_WAITS, "- - expired temporary keep"),
], ids=["Gmail blocks", "Gmail knows nobody", "Gmail waits", "Outlook waits"])
def test_a_notice_that_was_copied_out_of_the_mailbox_names_its_recipient(ehlo, text, answer):
    assert ehlo("codes", "--short", input=text.encode()).stdout == f"bob@b.example {answer}\n"


def test_a_lone_heading_is_a_text(ehlo):
    assert ehlo("codes", "--short", input=b"Message blocked\n").stdout == "- - policyviolation unknown keep\n"


EVENT = {"email": "bob@b.example", "event": "bounce", "reason": "550 5.1.1 no such user"}
ANSWER = "bob@b.example 550 5.1.1 userunknown permanent suppress\n"


def test_an_array_of_events_is_read_as_it_was_given(ehlo):
    for events in ([EVENT], [EVENT, EVENT]):
        done = ehlo("codes", "--short", json.dumps(events))
        assert (done.stdout, done.stderr) == (ANSWER * len(events), "")


@pytest.mark.parametrize("bad, good", [(b"\xff", "\ufffd"), (b"\\ud800", "\ufffd"), (b"\\udc00\\ud83d", "\ufffd\ufffd"),
                                       (b"\\ud83d\\ude00", "\U0001f600"), (b"\\\\ud800", "\\ud800")])
def test_an_event_with_bad_characters_is_read_with_the_replacement_character(ehlo, bad, good):
    line = json.dumps(EVENT).encode().replace(b"no such", b"no " + bad + b" such")
    answer = json.loads(ehlo("codes", "--json", input=line).stdout)["recipients"][0]
    assert (answer["recipient"], answer["diagnostic"]) == ("bob@b.example", f"550 5.1.1 no {good} such user")


def test_an_event_that_tells_nothing_does_not_hide_those_behind_it(ehlo):
    line = json.dumps(EVENT).encode() + b"\n"
    done = ehlo("codes", "--short", input=line + b'{"heartbeat": 1}\n\nnull\n' + line)
    assert (done.stdout, done.status) == (ANSWER + "- - undefined unknown keep\n" * 2 + ANSWER, 1)


def test_recipients_beyond_the_thousandth_are_not_left_out_in_silence(ehlo, tmp_path):
    report = "Final-Recipient: rfc822; u%d@b.example\nAction: failed\nStatus: 5.1.1\n\n"
    mails = {
        "report": "From: MAILER-DAEMON@a.example\nContent-Type: message/delivery-status\n\n"
                  "Reporting-MTA: dns; a.example\n\n" + "".join(report % i for i in range(1001)),
        "words": "From: MAILER-DAEMON@a.example\nSubject: failure notice\n\n"
                 + "".join(f"<u{i}@b.example>:\n550 5.1.1 no such user\n\n" for i in range(1001)),
        "webhook": json.dumps([EVENT | {"email": f"u{i}@b.example"} for i in range(1001)]),
    }
    for name, text in mails.items():
        (tmp_path / name).write_text(text)
        done = ehlo("codes", "--json", tmp_path / name)
        answer = json.loads(done.stdout)
        assert (len(answer["recipients"]), answer["truncated"]) == (1000, True)
        assert done.stderr == f"ehlo: codes: {tmp_path / name} names more recipients than the 1000 that are told\n"
        (tmp_path / name).write_text(text.replace("u1000@b.example", "u999@b.example"))
    done = ehlo("codes", "--json", tmp_path / "words")
    assert (len(json.loads(done.stdout)["recipients"]), json.loads(done.stdout)["truncated"], done.stderr) == (1000, False, "")


def test_json_that_is_too_large_is_an_error(ehlo):
    done = ehlo("codes", input=json.dumps([EVENT] * 30_000, indent=1).encode())
    assert (done.stdout, done.status) == ("", 65)
    assert done.stderr == "ehlo: codes: standard input: the JSON is larger than 2.1 MB\n"


TRACKING = b"""#Fields: date-time,server-hostname,source,event-id,recipient-address,recipient-status
2026-11-23T06:00:00.123Z,mx.b.example,SMTP,FAIL,a@b.example;bob@b.example;carol@b.example,250 2.1.5 ok;550 5.1.1 no such user;552 5.2.2 mailbox full
"""


def test_of_a_tracking_row_with_several_recipients_each_is_told(ehlo):
    answers = [json.loads(line) for line in ehlo("codes", "--json", input=TRACKING).stdout.splitlines()]
    assert [(each["recipient"], each["reason"]) for each in answers] == [
        ("bob@b.example", "userunknown"), ("carol@b.example", "mailboxfull")]
    summary = json.loads(ehlo("codes", "--json", "--summary", input=TRACKING).stdout)
    assert (summary["lines"], summary["delivered"], summary["failed"]) == (2, 1, 2)


@pytest.mark.parametrize("options, answer", [(["--short"], "550 5.1.1 userunknown permanent suppress\n" * 1000),
                                             (["--summary"], None)])
def test_a_tracking_row_of_a_megabyte_tells_a_thousand_recipients_and_says_so(ehlo, options, answer):
    recipients = ";".join(f"u{i}@b.example" for i in range(12_000))
    row = f"2026-11-23T06:00:00.123Z,mx.b.example,SMTP,FAIL,{recipients},550 5.1.1 no;{' ;' * 300_000}\n"
    done = ehlo("codes", *options, input=TRACKING.splitlines(keepends=True)[0] + row.encode())
    assert done.stderr == "ehlo: codes: a line names more recipients than the 1000 that are told\n"
    assert done.stdout == answer or (answer is None and "1,000 failed" in done.stdout)


def test_json_that_is_cut_is_answered_as_far_as_it_goes_and_is_an_error(ehlo):
    whole = json.dumps([EVENT] * 3)
    for text in (whole[:-1], whole[:-9], json.dumps([EVENT] * 3, indent=1)[:-2]):
        done = ehlo("codes", "--short", input=text.encode())
        assert done.stdout.splitlines()[0] == ANSWER.strip()
        assert (done.stderr, done.status) == (
            "ehlo: codes: standard input: the JSON ends in the middle: the rest of it is missing\n", 65)
    done = ehlo("codes", "--short", input=json.dumps([EVENT] * 40_000, indent=1)[:-2].encode())
    assert (done.stdout, done.status) == ("", 65)
    assert done.stderr == "ehlo: codes: standard input: the JSON ends in the middle: the rest of it is missing\n"


def test_what_stands_in_brackets_is_one_argument(ehlo):
    events = [EVENT, EVENT | {"email": "carol@b.example"}]
    both = ANSWER + ANSWER.replace("bob@", "carol@")
    for words in ([json.dumps(events)], [json.dumps(events, indent=2)], ["--", json.dumps(events)]):
        assert ehlo("codes", "--short", *words).stdout == both
    assert json.loads(ehlo("codes", "--json", "[TSS04, rate limited]").stdout)["diagnostic"] == "[TSS04, rate limited]"
    assert ehlo("codes", "--search", '["null MX"]').stdout == ""


def test_what_is_compressed_or_no_text_is_one_error(ehlo, tmp_path):
    (tmp_path / "box").mkdir()
    for name, data, error in (
            ("mail.log.gz", gzip.compress(b"550 5.1.1 no\n"), "{0} is compressed: read it with zcat {0} | ehlo codes"),
            ("picture", b"\x89PNG\n\x1a\n\0\0\n550 no\n", "{0} is no text: it has NUL bytes")):
        (tmp_path / name).write_bytes(data)
        done = ehlo("codes", tmp_path / name)
        assert (done.stdout, done.stderr, done.status) == ("", f"ehlo: codes: {error.format(tmp_path / name)}\n", 65)
    (tmp_path / "box/1.gz").write_bytes(gzip.compress(b"Subject: x\n\n"))
    done = ehlo("codes", tmp_path / "box")
    assert (done.stderr, done.status) == ("ehlo: codes: 1.gz is compressed: read it with zcat 1.gz | ehlo codes\n", 65)


def test_a_message_that_postfix_refused_for_its_content_counts(ehlo):
    line = (b"Nov 22 10:00:14 mx postfix/cleanup[101]: 4AC6: reject: header Subject: win from unknown[198.51.100.7]; "
            b"from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<foo>: 5.7.1 message content rejected\n")
    assert json.loads(ehlo("codes", "--json", "--summary", input=line).stdout)["refused"] == 1


@pytest.mark.parametrize("encoding, mark", [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")])
def test_files_in_utf_16_are_read(ehlo, tmp_path, encoding, mark):
    bounce = ("From: MAILER-DAEMON@a.example\nSubject: failure notice\n\n<bob@b.example>:\n"
              "550 5.1.1 no such user: Zoë\n")
    log = ("Nov 22 01:02:03 mail postfix/smtp[1]: 4F1: to=<bob@b.example>, relay=none, delay=1, dsn=5.4.4, "
           "status=bounced (Host or domain name not found)\n")
    (tmp_path / "box").mkdir()
    for name, text, answer in (("box/bounce.eml", bounce, ANSWER), ("letter", "Hi,\n> 552 5.2.2 mailbox full\n",
                                                                  "552 5.2.2 mailboxfull permanent keep\n"),
                               ("mail.log", log * 3000, "- 5.4.4 hostunknown permanent suppress\n" * 3000)):
        data = mark + text.replace("\n", "\r\n").encode(encoding)
        (tmp_path / name).write_bytes(data)
        assert ehlo("codes", "--short", tmp_path / name).stdout == answer
        assert ehlo("codes", "--short", input=data).stdout == answer
    assert ehlo("codes", "--short", tmp_path / "box").stdout == ANSWER
