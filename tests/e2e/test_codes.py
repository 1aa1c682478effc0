"""`ehlo codes`, from the command line to the exit status."""

import json
import subprocess
import time

import pytest
from peak_memory import measured

BOUNCE = b"""Return-Path: <>
From: MAILER-DAEMON@mail.example.org
To: sender@example.org
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; lost@example.net
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.net
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b1--
"""

LOG = b"""Nov 22 01:02:03 mail postfix/smtp[1]: 4F1: to=<a@b.example>, relay=mx.b.example[192.0.2.1]:25, delay=1, dsn=5.2.2, status=bounced (host mx.b.example[192.0.2.1] said: 552 5.2.2 mailbox full (in reply to RCPT TO command))
Nov 22 01:02:04 mail postfix/smtp[1]: 4F2: to=<c@b.example>, relay=mx.b.example[192.0.2.1]:25, delay=1, dsn=2.0.0, status=sent (250 2.0.0 ok)
Nov 22 01:02:05 mail postfix/qmgr[1]: 4F2: removed
"""


def test_a_code_is_explained(ehlo):
    done = ehlo("codes", "550")
    assert done.stdout.startswith("550  mailbox unavailable\n")
    assert "RFC 5321" in done.stdout
    assert (done.stderr, done.status) == ("", 0)


def test_an_enhanced_code_and_a_pattern(ehlo):
    assert "SPF and DKIM" in ehlo("codes", "5.7.26").stdout
    listed = ehlo("codes", "4xx").stdout.splitlines()
    assert len(listed) > 20
    assert all(line[0] == "4" for line in listed)


def test_a_text_in_one_line_for_scripts(ehlo):
    done = ehlo("codes", "--short", "550 5.1.1 <a@b.example>... User unknown")
    assert done.stdout == "550 5.1.1 userunknown permanent suppress\n"


def test_the_exit_status_by_class(ehlo):
    assert ehlo("codes", "--exit-by-class", "550").status == 69
    assert ehlo("codes", "--exit-by-class", "451 4.3.0 try later").status == 75
    assert ehlo("codes", "--exit-by-class", "250").status == 0
    assert ehlo("codes", "550").status == 0


DOMINO = b"""From: postmaster@corp.example
To: sender@example.org
Subject: DELIVERY FAILURE: User bob (bob@corp.example) not listed in Domino Directory

Your message

  Subject: hello

was not delivered to:

  bob@corp.example

because:

  User bob (bob@corp.example) not listed in Domino Directory
"""

WARNING = b"""From: Mail Delivery System <Mailer-Daemon@mail.example.org>
To: sender@example.org
Subject: Warning: message 1r5abe-0001Xy-2B delayed 24 hours

A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on mail.example.org.

The address to which the message has not yet been delivered is:

  bob@example.net

No action is required on your part.
"""


def test_the_exit_status_of_a_mail_without_a_code_is_that_of_what_was_done(ehlo):
    done = ehlo("codes", "--exit-by-class", "--short", input=DOMINO)
    assert (done.stdout, done.status) == ("bob@corp.example - - userunknown permanent suppress\n", 69)
    done = ehlo("codes", "--exit-by-class", "--short", input=WARNING)
    assert (done.stdout, done.status) == ("bob@example.net - - expired temporary keep\n", 75)


GIVEN_UP = b"""From: MAILER-DAEMON@a.example
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Final-Recipient: rfc822; bob@example.net
Action: failed
Status: 4.2.2
Diagnostic-Code: smtp; 452 4.2.2 Mailbox full

--b--
"""


def test_a_mail_that_was_given_up_has_failed_for_good_though_its_code_is_temporary(ehlo):
    done = ehlo("codes", "--exit-by-class", "--short", input=GIVEN_UP)
    assert (done.stdout, done.status) == ("bob@example.net 452 4.2.2 mailboxfull permanent keep\n", 69)
    note = "The mailer has given up: the message must be sent again to arrive."
    assert json.loads(ehlo("codes", "--json", input=GIVEN_UP).stdout)["recipients"][0]["notes"] == [note]
    assert ehlo("codes", input=GIVEN_UP).stdout == """\
bob@example.net: mailboxfull: The mailbox is full.
  Action:    failed
  Code:      452 4.2.2
  Text:      452 4.2.2 Mailbox full
  Do:        Tell the recipient by other means, and try again in some days.
  Retry:     later; suppress the address: soft
  Note:      The mailer has given up: the message must be sent again to arrive.
"""


def test_a_success_is_explained_by_its_code(ehlo):
    done = ehlo("codes", "250 2.0.0 Ok: queued as 4X1")
    assert done.stdout.splitlines()[:2] == [
        "success: The command did what it should; after the message itself, the server now answers for it.",
        "  Code:      250 2.0.0 (success)",
    ]


def test_a_delay_wants_patience(ehlo):
    done = ehlo("codes", input=WARNING)
    assert done.stdout.startswith("This is a delay.\n")
    assert "while the mailer still tries, wait" in done.stdout
    assert "Retry:     later" in done.stdout


REPLY = b"""550-5.7.1 [192.0.2.1      12] Our system has detected that this message is
550-5.7.1 likely unsolicited mail. To reduce the amount of spam sent to Gmail,
550 5.7.1 this message has been blocked.
"""


def test_a_reply_of_several_lines_is_one_reply(ehlo, tmp_path):
    (tmp_path / "reply").write_bytes(REPLY)
    one = "550 5.7.1 spamdetected permanent keep\n"
    assert ehlo("codes", "--short", input=REPLY).stdout == one
    assert ehlo("codes", "--short", tmp_path / "reply").stdout == one
    assert ehlo("codes", "--short", REPLY.decode()).stdout == one


def test_several_replies_are_answered_one_by_one(ehlo):
    assert ehlo("codes", "--short", input=REPLY + b"550 5.1.1 no such user\n").stdout == \
        "550 5.7.1 spamdetected permanent keep\n550 5.1.1 userunknown permanent suppress\n"
    assert len(ehlo("codes", "--short", input=b"550 no such user\n550 no such user\n").stdout.splitlines()) == 2
    assert len(ehlo("codes", "--short", "--as", "text", input=REPLY).stdout.splitlines()) == 3


TICKET = """Hi,
our customer gets this since this morning:

> 550 5.7.1 Service unavailable, Client host [203.0.113.9] blocked using
> Spamhaus. To request removal from this list see
> https://www.spamhaus.org/query/ip/203.0.113.9 (AS3130).

Thanks
Joe
"""


@pytest.mark.parametrize("text", [TICKET, TICKET.replace("> ", ""), TICKET.replace("\n", "\r\n"),
                                  TICKET.replace("550 ", "550\u00a0")], ids=["quoted", "plain", "Windows", "NBSP"])
def test_of_a_letter_the_reply_that_it_quotes_is_answered(ehlo, tmp_path, text):
    (tmp_path / "ticket").write_bytes(text.encode())
    one = "550 5.7.1 blocked permanent keep\n"
    assert ehlo("codes", "--short", input=text.encode()).stdout == one
    assert ehlo("codes", "--short", tmp_path / "ticket").stdout == one


NDR = b"""Delivery has failed to these recipients or groups:

bob@example.com (bob@example.com)<mailto:bob@example.com>
The email address you entered couldn't be found.

Diagnostic information for administrators:

bob@example.com
Remote server returned '550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown'
"""


@pytest.mark.parametrize("text", [NDR, b"Hi,\nwhat is that?\n\n" + NDR, NDR.replace(b"\n", b"\r\n"),
                                  b"> " + NDR.replace(b"\n", b"\n> ")], ids=["bare", "letter", "Windows", "quoted"])
def test_the_text_of_a_bounce_is_read_as_a_bounce(ehlo, tmp_path, text):
    (tmp_path / "ndr").write_bytes(text)
    one = "bob@example.com 550 5.1.1 userunknown permanent suppress\n"
    assert ehlo("codes", "--short", input=text).stdout == one
    assert ehlo("codes", "--short", "--as", "mail", tmp_path / "ndr").stdout == one
    assert ehlo("codes", "--short", text.decode()).stdout == one


def test_a_bounce_whose_lines_come_one_by_one_is_read_as_a_whole(binary):
    with subprocess.Popen([binary, "codes", "--short"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        for line in NDR.splitlines(keepends=True):
            process.stdin.write(line)
            process.stdin.flush()
        process.stdin.close()
        assert process.stdout.read() == b"bob@example.com 550 5.1.1 userunknown permanent suppress\n"


def test_what_begins_like_a_bounce_and_names_nobody_is_answered_line_by_line(ehlo):
    done = ehlo("codes", "--short", input=b"Delivery incomplete\n550 5.1.1 no such user\n")
    assert done.stdout == "- - undefined unknown keep\n550 5.1.1 userunknown permanent suppress\n"


def test_a_text_without_a_code_is_no_reason_to_suppress_an_address(ehlo):
    answer = json.loads(ehlo("codes", "--json", "no such user here").stdout)
    assert (answer["reason"], answer["suppress"], answer["retry"]) == ("userunknown", "soft", "after a change")


def test_colours_of_a_terminal_do_not_hide_the_code(ehlo):
    assert ehlo("codes", "--short", input=b"\x1b[31m550 5.1.1\x1b[0m no such user\n").stdout == \
        "550 5.1.1 userunknown permanent suppress\n"


def test_a_stream_of_texts_is_answered_as_it_comes(binary):
    with subprocess.Popen([binary, "codes", "--short", "--as", "text"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as process:
        for line in ("550-5.1.1 no such user\n", "452 4.2.2 mailbox full\n"):
            process.stdin.write(line)
        process.stdin.flush()
        assert process.stdout.readline() == "550 5.1.1 userunknown permanent suppress\n"
        assert process.stdout.readline() == "452 4.2.2 mailboxfull temporary keep\n"
        process.stdin.close()


def test_who_reads_no_further_hears_no_complaint(binary):
    done = subprocess.run(["sh", "-c", f"yes '550 no such user' | {binary} codes --short | head -n 1"],
                          capture_output=True, text=True, timeout=20)
    assert (done.stdout, done.stderr) == ("550 - userunknown permanent suppress\n", "")


def test_json_of_a_text(ehlo):
    answer = json.loads(ehlo("codes", "--json", "452 4.2.2 mailbox full").stdout)
    assert (answer["reply"], answer["status"], answer["reason"]) == (452, "4.2.2", "mailboxfull")
    assert answer["retry"] == "later"


ANSWER = ["recipient", "action", "status", "reply", "stage", "diagnostic", "remote_mta", "permanence", "reason", "provider",
          "confidence", "decided_by", "means", "do", "who", "retry", "suppress", "facts", "notes"]
SAID = "host mx.b.example[192.0.2.1] said: 552 5.2.2 mailbox full (in reply to RCPT TO command)"


def test_json_tells_a_text_a_log_line_and_a_mail_in_the_same_words(ehlo):
    text = json.loads(ehlo("codes", "--json", SAID).stdout)
    line = json.loads(ehlo("codes", "--json", input=LOG).stdout)
    mail = json.loads(ehlo("codes", "--json", input=BOUNCE.replace(b"550 5.1.1 no such user", SAID.encode())).stdout)
    assert list(text) == ANSWER
    assert list(line) == ["time", "system", *ANSWER]
    assert list(mail) == ["file", "kind", "subject", "reporting_mta", "recipients", "truncated"]
    assert list(mail["recipients"][0]) == ANSWER
    same = {"status": "5.2.2", "reply": 552, "stage": "rcpt", "diagnostic": SAID, "permanence": "permanent",
            "reason": "mailboxfull", "provider": "postfix", "means": "The mailbox is full.", "who": "recipient", "notes": []}
    for answer, own in ((text, {"recipient": None, "action": None, "remote_mta": "mx.b.example"}),
                        (line, {"recipient": "a@b.example", "action": "failed", "remote_mta": "mx.b.example"}),
                        (mail["recipients"][0],
                         {"recipient": "lost@example.net", "action": "failed", "remote_mta": "mx.example.net"})):
        assert {field: answer[field] for field in (*same, *own)} == {**same, **own}


def test_json_has_null_for_what_is_missing(ehlo):
    text = json.loads(ehlo("codes", "--json", "hello world").stdout)
    assert [field for field in ANSWER if text[field] is None] == [
        "recipient", "action", "status", "reply", "stage", "remote_mta", "provider"]
    mail = json.loads(ehlo("codes", "--json", input=b"From: MAILER-DAEMON@a.example\nTo: a@b.example\n\nbob@b.example: lost\n").stdout)
    assert [mail[field] for field in ("file", "subject", "reporting_mta")] == [None] * 3
    assert [field for field in ANSWER if mail["recipients"][0][field] is None] == [
        "status", "reply", "stage", "remote_mta", "provider"]
    line = b"Nov 22 01:02:03 mail postfix/smtp[1]: 4F1: to=<a@b.example>, relay=none, delay=1, dsn=4.3.5, status=deferred (x)\n"
    event = json.loads(ehlo("codes", "--json", input=line).stdout)
    assert (event["action"], event["reply"], event["remote_mta"]) == ("delayed", None, None)
    page = json.loads(ehlo("codes", "--json", "5.1.10").stdout)
    assert (page["stage"], page["causes"]) == (None, None)


def test_json_names_the_provider_of_a_mail_and_of_a_log_by_the_host(ehlo):
    host = b"example-net.mail.protection.outlook.com"
    mail = json.loads(ehlo("codes", "--json", input=BOUNCE.replace(b"mx.example.net", host)).stdout)
    assert mail["recipients"][0]["provider"] == "microsoft"
    line = LOG.splitlines()[0].replace(b"mx.b.example", host) + b"\n"
    assert json.loads(ehlo("codes", "--json", input=line).stdout)["provider"] == "microsoft"


def test_nothing_to_read_is_said_and_is_no_answer(ehlo, tmp_path):
    complaint = "ehlo: codes: {} holds nothing to explain\n"
    for options in ([], ["--json"], ["--as", "mail"], ["--as", "log"], ["--exit-by-class"]):
        done = ehlo("codes", *options, input=b"")
        assert (done.stdout, done.stderr, done.status) == ("", complaint.format("standard input"), 1)
    done = ehlo("codes", input=b"\n  \n")
    assert (done.stdout, done.stderr, done.status) == ("", complaint.format("standard input"), 1)
    (tmp_path / "box").mkdir()
    (tmp_path / "empty.eml").write_bytes(b"")
    for what in (tmp_path / "box", tmp_path / "empty.eml"):
        done = ehlo("codes", what)
        assert (done.stdout, done.stderr, done.status) == ("", complaint.format(what), 1)


def test_a_bounce_from_a_file_and_from_standard_input(ehlo, tmp_path):
    path = tmp_path / "bounce.eml"
    path.write_bytes(BOUNCE)
    done = ehlo("codes", "--short", path)
    assert done.stdout == "lost@example.net 550 5.1.1 userunknown permanent suppress\n"
    assert ehlo("codes", "--short", input=BOUNCE).stdout == done.stdout


def test_a_maildir_and_an_mbox(ehlo, tmp_path):
    for folder in ("cur", "new", "tmp"):
        (tmp_path / "box" / folder).mkdir(parents=True)
    (tmp_path / "box/new/1").write_bytes(BOUNCE)
    (tmp_path / "box/cur/2").write_bytes(BOUNCE)
    assert len(ehlo("codes", "--json", tmp_path / "box").stdout.splitlines()) == 2
    mbox = tmp_path / "mbox"
    mbox.write_bytes((b"From x Sun Nov 22 01:02:03 2026\n" + BOUNCE + b"\n") * 3)
    assert len(ehlo("codes", "--json", mbox).stdout.splitlines()) == 3


def test_of_many_mails_each_answer_says_which_mail_it_is_of(ehlo, tmp_path):
    (tmp_path / "one.eml").write_bytes(BOUNCE)
    (tmp_path / "two.eml").write_bytes(b"From: a@b.example\nTo: c@d.example\nSubject: lunch\n\nNoon?\n")
    answer = ehlo("codes", tmp_path / "one.eml").stdout
    assert answer.startswith("lost@example.net: userunknown: ")
    assert ehlo("codes", tmp_path).stdout == f"==> one.eml <==\n{answer}two.eml: This is not a bounce.\n"
    both = ehlo("codes", tmp_path / "one.eml", tmp_path / "one.eml").stdout
    assert both == f"==> {tmp_path}/one.eml <==\n{answer}" * 2
    mbox = b"\n" + (b"From x Sun Nov 22 01:02:03 2026\n" + BOUNCE + b"\n") * 2
    assert ehlo("codes", input=mbox).stdout == "".join(f"==> standard input:{i} <==\n{answer}" for i in (1, 2))
    (tmp_path / "box").write_bytes(mbox)
    assert ehlo("codes", tmp_path / "box").stdout == "".join(f"==> {tmp_path}/box:{i} <==\n{answer}" for i in (1, 2))


def test_a_mail_may_stand_below_empty_lines(ehlo):
    assert ehlo("codes", "--short", input=b"\r\n\n" + BOUNCE).stdout == (
        "lost@example.net 550 5.1.1 userunknown permanent suppress\n")


def test_the_full_page_stands_below_the_answer_to_a_mail(ehlo):
    done = ehlo("codes", "--explain", "--why", input=BOUNCE)
    assert "\n  Why:       rule userunknown/said-plainly (confidence: high)\n\n5.1.1  no such mailbox\n" in done.stdout


def test_an_automatic_answer_is_told_in_one_line_and_not_always_as_an_absence(ehlo):
    mail = b"From: help@b.example\nTo: a@b.example\nAuto-Submitted: auto-replied\n\nPlease confirm\nthat you are a person.\n"
    assert ehlo("codes", input=mail).stdout == """\
This is an automatic answer.
help@b.example: vacation: An automatic answer: somebody is away, or a program answers first. The message has arrived.
  Text:      Please confirm that you are a person.
  Do:        Nothing, unless the answer asks for something, such as a confirmation.
  Retry:     not needed; suppress the address: no
"""


def test_a_bad_mail_does_not_hide_those_behind_it(ehlo, tmp_path):
    (tmp_path / "1").write_bytes(BOUNCE)
    (tmp_path / "2").write_bytes(MAILER + b"--b\n\nx\n" * 1001)
    (tmp_path / "3").write_bytes(BOUNCE)
    done = ehlo("codes", "--short", tmp_path)
    assert done.stdout == "lost@example.net 550 5.1.1 userunknown permanent suppress\n" * 2
    assert (done.stderr, done.status) == ("ehlo: codes: 2: the mail has more than 1000 parts\n", 65)


def test_of_a_large_mail_in_a_folder_the_report_is_read(ehlo, tmp_path):
    (tmp_path / "1").write_bytes(BOUNCE.replace(b"--b1--\n", b"--b1\nContent-Type: message/rfc822\n\nA: b\n\n")
                                 + b"x" * 76 * 250_000)
    done = ehlo("codes", "--short", tmp_path)
    assert done.stdout == "lost@example.net 550 5.1.1 userunknown permanent suppress\n"
    assert (done.stderr, done.status) == ("", 0)


def test_a_report_of_many_recipients_and_a_long_text_is_read_in_time(binary, tmp_path):
    group = b"Final-Recipient: rfc822; u%d@example.net\nAction: failed\nStatus: 5.1.1\n\n"
    (tmp_path / "hostile.eml").write_bytes(
        b"From: MAILER-DAEMON@mail.example.org\nContent-Type: multipart/report; boundary=b\n\n--b\n\n"
        + b"word number five hundred said the host\n" * 20_000
        + b"--b\nContent-Type: message/delivery-status\n\n" + b"".join(group % i for i in range(1000)))
    began = time.monotonic()
    done = subprocess.run([binary, "codes", "--short", tmp_path / "hostile.eml"], capture_output=True, text=True, timeout=30)
    assert len(done.stdout.splitlines()) == 1000
    assert time.monotonic() - began < 5


def test_what_is_no_bounce_is_said_with_status_1(ehlo):
    done = ehlo("codes", input=b"From: a@b.example\nTo: c@d.example\nSubject: lunch\n\nNoon?\n")
    assert (done.stdout, done.status) == ("This is not a bounce.\n", 1)


def test_a_log_line_by_line_and_as_a_summary(ehlo):
    done = ehlo("codes", input=LOG)
    assert done.stdout == (
        "Nov 22 01:02:03 failed a@b.example (mx.b.example): mailboxfull [552 5.2.2]: "
        "The mailbox is full. Tell the recipient by other means, and try again in some days.\n"
    )
    summary = json.loads(ehlo("codes", "--summary", "--json", input=LOG).stdout)
    assert (summary["lines"], summary["delivered"], summary["failed"]) == (3, 1, 1)
    assert summary["reasons"] == [{"name": "mailboxfull", "count": 1}]


def test_whom_this_server_turned_away_needs_help_only_if_it_is_its_own_client(ehlo):
    line = (b"Nov 23 05:00:01 mx postfix/smtpd[1]: NOQUEUE: reject: RCPT from unknown[192.0.2.9]: 454 4.7.1 <a@far.example>: "
            b"Relay access denied; from=<x@b.example> to=<a@far.example> proto=ESMTP helo=<x>\n")
    assert ehlo("codes", input=line).stdout == (
        "Nov 23 05:00:01 refused a@far.example (192.0.2.9): norelaying [454 4.7.1]: The server does not pass mail on for "
        "this client to that domain. If it is a client of your own: Log in before sending; if the domain should be local "
        "there, check its MX.\n")


def test_a_line_of_a_log_that_a_mail_program_wrapped_is_read(ehlo):
    wrapped = LOG.splitlines()[0].replace(b", relay", b",\nrelay").replace(b" (host", b"\n(host")
    for text in (wrapped, b"> " + wrapped.replace(b"\n", b"\n> "), wrapped.replace(b"\n", b"\r\n")):
        assert ehlo("codes", "--short", input=text).stdout == "552 5.2.2 mailboxfull permanent keep\n"


TRACKING = b"""#Software: Microsoft Exchange Server
#Fields: date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,internal-message-id,message-id,network-message-id,recipient-address,recipient-status,total-bytes
2026-11-23T06:00:00.123Z,192.0.2.9,EX01,192.0.2.1,mx.b.example,,Internet,SMTP,FAIL,4711,<1@our.example>,5f6e,bob@b.example,"550 5.1.1 no ""bob"", sorry",5120
2026-11-23T06:00:01.123Z,,EX01,,EX01,,,QUEUE,DEFER,4712,<2@our.example>,5f6f,carol@b.example,"[{LED=451 4.4.0 no answer};{FQDN=mx2.b.example}]",5120
"""


def test_a_tracking_log_of_exchange_line_by_line_and_as_a_summary(ehlo):
    told = [json.loads(line) for line in ehlo("codes", "--json", input=TRACKING).stdout.splitlines()]
    assert [(each["recipient"], each["remote_mta"], each["action"], each["diagnostic"]) for each in told] == [
        ("bob@b.example", "mx.b.example", "failed", '550 5.1.1 no "bob", sorry'),
        ("carol@b.example", "mx2.b.example", "delayed", "451 4.4.0 no answer")]
    summary = json.loads(ehlo("codes", "--json", "--summary", input=TRACKING).stdout)
    assert summary["domains"] == [{"name": "b.example", "count": 2}]


WEBHOOK = [{"email": "bob@b.example", "event": "dropped", "reason": "Bounced Address"},
           {"email": "carol@b.example", "event": "delivered", "response": "250 ok"},
           {"email": "dave@b.example", "event": "bounce", "reason": "550 5.1.1 no such user"}]
WEBHOOK_ANSWER = """bob@b.example - - suppressed permanent suppress
carol@b.example 250 - delivered success keep
dave@b.example 550 5.1.1 userunknown permanent suppress
"""


def test_a_webhook_is_one_document_however_it_is_printed(ehlo):
    for text in (json.dumps(WEBHOOK), json.dumps(WEBHOOK, indent=2), "\n".join(map(json.dumps, WEBHOOK))):
        assert ehlo("codes", "--short", input=text.encode()).stdout == WEBHOOK_ANSWER
    one = json.dumps(WEBHOOK[2], indent=2)
    assert ehlo("codes", "--short", one).stdout == WEBHOOK_ANSWER.splitlines(keepends=True)[2]
    told = json.loads(ehlo("codes", "--json", input=json.dumps(WEBHOOK).encode()).stdout)
    assert (told["kind"], len(told["recipients"])) == ("bounce", 3)


def test_a_webhook_of_opened_mail_is_no_bounce(ehlo):
    done = ehlo("codes", input=b'{"email":"bob@b.example","event":"open"}')
    assert (done.stdout, done.status) == ("This is not a bounce.\n", 1)


def test_a_stream_of_webhooks_is_answered_as_it_comes(binary):
    with subprocess.Popen([binary, "codes", "--short"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as process:
        for event, answer in zip(WEBHOOK, WEBHOOK_ANSWER.splitlines(keepends=True)):
            process.stdin.write(json.dumps(event) + "\n")
            process.stdin.flush()
            assert process.stdout.readline() == answer
        process.stdin.close()


def test_other_json_is_answered_by_the_replies_in_it(ehlo):
    error = b'{\n  "error": {"code": 500, "message": "SMTP error: 550 5.1.1 no such user"}\n}\n'
    assert ehlo("codes", "--short", input=error).stdout == "550 5.1.1 userunknown permanent suppress\n"
    done = ehlo("codes", "--short", input=b'{"a": 1}\n')
    assert (done.stdout, done.status) == ("- - undefined unknown keep\n", 1)


def test_search_list_and_reason(ehlo):
    assert "X.1.10" in ehlo("codes", "--search", "null MX").stdout
    assert len(ehlo("codes", "--list").stdout.splitlines()) > 200
    assert "552" in ehlo("codes", "--reason", "mailboxfull").stdout
    assert ehlo("codes", "--search", "nosuchword").status == 1


def test_rules_of_ones_own_come_first(ehlo, tmp_path):
    rules = tmp_path / "my.rules"
    rules.write_text("spamdetected mine\n  match: purple elephant\n  source: me\n")
    done = ehlo("codes", "--rules", rules, "--why", "550 purple elephant")
    assert done.stdout.startswith("spamdetected: ")
    assert "rule spamdetected/mine" in done.stdout


def test_a_rule_of_ones_own_decides_its_test_line_or_is_refused(ehlo, tmp_path):
    rules = tmp_path / "my.rules"
    rules.write_text("blocked gate\n  match: gateway says no\n  test: 550 5.1.1 Gateway says NO\n")
    assert ehlo("codes", "--rules", rules, "--short", "550 5.1.1 gateway says no").stdout == "550 5.1.1 blocked permanent keep\n"
    rules.write_text("userunknown ours\n  match: sender mailbox is our code\n  test: 550 sender mailbox is our code\n")
    assert ehlo("codes", "--rules", rules, "--short", "550 sender mailbox is our code").stdout == "550 - userunknown permanent suppress\n"
    rules.write_text("\nblocked gate\n  match: Gateway says no\n  test: 550 5.1.1 Gateway says no\n")
    done = ehlo("codes", "--rules", rules, "550 5.1.1 Gateway says no")
    assert (done.stdout, done.status) == ("", 65)
    assert done.stderr == (
        f"ehlo: codes: {rules}:2: blocked/gate: its test is decided by status 5.1.1: 550 5.1.1 Gateway says no "
        "(a match is compared with the text in lower case, addresses written @)\n")


# All error paths follow.


def test_faulty_rules_are_named_with_their_line(ehlo, tmp_path):
    rules = tmp_path / "my.rules"
    rules.write_text("spamdetected mine\n  match: (\n")
    done = ehlo("codes", "--rules", rules, "550 x")
    assert (done.stdout, done.status) == ("", 65)
    assert "my.rules:1: spamdetected/mine: bad pattern (: missing ): (" in done.stderr
    rules.write_text("nosuchreason mine\n  match: x\n")
    done = ehlo("codes", "--rules", rules, "550 x")
    assert "my.rules:1: no reason is called 'nosuchreason'" in done.stderr
    done = ehlo("codes", "--rules", tmp_path / "none", "550 x")
    assert done.status == 66


def test_an_unknown_reason_and_a_bad_time(ehlo):
    done = ehlo("codes", "--reason", "mailboxful")
    assert "did you mean 'mailboxfull'?" in done.stderr
    assert done.status == 65
    done = ehlo("codes", "--since", "yesterday", input=LOG)
    assert "'yesterday' is no time" in done.stderr
    assert done.status == 65


def test_a_line_without_end_is_an_error(ehlo):
    done = ehlo("codes", "--as", "log", input=b"x" * 3_000_000)
    assert "line 1 is longer than 1 MiB" in done.stderr
    assert done.status == 65


MAILER = b"From: MAILER-DAEMON@a.example\nContent-Type: multipart/mixed; boundary=b\n\n"


@pytest.mark.parametrize("content, kind, error", [
    (MAILER + b"--b\n\nx\n" * 100_000, "mail", "{}: the mail has more than 1000 parts"),
    (MAILER + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 10_000, "mail",
     "{}: the mail is nested more than 20 deep"),
    (1_000_000_000, "mail", "the mail is larger than 16.8 MB"),
    (1_000_000_000, "log", "line 1 is longer than 1 MiB; this is no log"),
    (1_000_000_000, "text", "line 1 is longer than 1 MiB; this is no log"),
], ids=["parts", "nested", "gigabyte of mail", "gigabyte of log", "gigabyte of text"])
def test_what_is_too_much_ends_in_a_clear_error_within_a_second_and_50_megabytes(binary, tmp_path, content, kind, error):
    file = tmp_path / "bomb"
    with open(file, "wb") as out:
        out.truncate(content) if isinstance(content, int) else out.write(content)
    began = time.monotonic()
    done = subprocess.run(measured(binary, "codes", "--as", kind, file), capture_output=True, text=True, timeout=30)
    status, peak = map(int, done.stdout.split())
    assert (done.stderr, status) == (f"ehlo: codes: {error.format(file)}\n", 65)
    assert time.monotonic() - began < 1
    assert peak < 50_000


def test_a_bounce_that_names_nobody_is_said_with_status_1(ehlo):
    done = ehlo("codes", "--as", "mail", "-", input=b"From: MAILER-DAEMON@a.example\nSubject: failure notice\n\n\n")
    assert (done.stdout, done.status) == ("This is a bounce, but it names no recipient.\n", 1)


def test_a_file_that_is_not_there_is_not_explained_as_a_reply(ehlo, tmp_path):
    for arguments in (["bounce.eml"], ["/nowhere/x.log"], ["--as", "mail", "bounce"], ["--summary", "log"]):
        done = ehlo("codes", *arguments)
        expected = f"ehlo: codes: {arguments[-1]} cannot be read\n"
        assert (done.stdout, done.stderr, done.status) == ("", expected, 66)
    done = ehlo("codes", "--rules", tmp_path, "550 x")
    assert (done.stderr, done.status) == (f"ehlo: codes: --rules: {tmp_path} cannot be read\n", 66)


def test_what_tells_nothing_is_status_1(ehlo):
    assert [ehlo("codes", what).status for what in ("55", "999", "hello", "5.7.9999")] == [1, 1, 1, 1]
    done = ehlo("codes", "--summary", input=BOUNCE)
    assert (done.stdout.partition(":")[0].partition(", ")[2], done.status) == ("0 outcomes", 1)
    assert ehlo("codes", "--as", "log", input=BOUNCE).status == 1


def test_advice_for_the_refusals_of_every_day(ehlo):
    for text, advice in {
        "554 5.7.1 <bob@lab.test>: Recipient address rejected: Access denied": "log in first",
        "504 5.5.2 <vm>: Helo command rejected: need fully-qualified hostname": "--helo NAME",
        "450 4.7.1 <carl@example.net>: Recipient address rejected: Greylisted": "Wait: ",
        "454 4.7.0 TLS not available due to local problem": "tell the server's admin",
        "534 5.7.9 Application-specific password required": "app password",
        "421 4.7.1 mx1.lab.test Error: No client certificate presented": "--tls-cert FILE",
        "503 5.5.1 Error: need RCPT command": "the first refusal",
    }.items():
        assert advice in ehlo("codes", text).stdout


def test_the_json_of_a_code_has_the_code_that_was_asked_for_and_what_follows_from_its_class(ehlo):
    keys = ("code", "permanence", "retry", "suppress")

    def asked(*words):
        page = json.loads(ehlo("codes", "--json", *words).stdout.splitlines()[0])
        return tuple(page[key] for key in keys)

    assert asked("5.1.1") == ("5.1.1", "permanent", "never", "hard")
    assert asked("4.1.1") == ("4.1.1", "temporary", "later", "soft")
    assert asked("250") == ("250", "success", None, "no")
    assert asked("userunknown") == ("userunknown", "unknown", "never", "hard")
    assert asked("--search", "mailbox no such") == ("userunknown", "unknown", "never", "hard")
    assert asked("x.1.1") == ("X.1.1", "unknown", None, "hard")
