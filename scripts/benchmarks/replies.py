"""ehlo codes on replies, bounces and logs."""

import statistics

from benchmarks.measure import EHLO, GIGABYTE, compare, run_once


BOUNCES = 629
REPORT = """Return-Path: <>
From: MAILER-DAEMON@mail.example.org (Mail Delivery System)
To: sender{number}@example.org
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1

<lost{number}@example.net>: host mx.example.net[192.0.2.1] said: {reply} (in reply to RCPT TO command)

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; lost{number}@example.net
Action: failed
Status: {status}
Remote-MTA: dns; mx.example.net
Diagnostic-Code: smtp; {reply}

--b1
Content-Type: message/rfc822

{original}
--b1--
"""
QMAIL = """From: MAILER-DAEMON@example.org
To: sender{number}@example.org
Subject: failure notice

Hi. This is the qmail-send program at example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<lost{number}@example.net>:
192.0.2.7 does not like recipient.
Remote host said: {reply}
Giving up on 192.0.2.7.

--- Below this line is a copy of the message.

{original}
"""
REPLIES = [
    ("5.1.1", "550 5.1.1 <lost@example.net>: Recipient address rejected: User unknown in virtual mailbox table"),
    ("4.2.2", "452 4.2.2 The recipient's mailbox is over its quota"),
    ("5.7.1", "554 5.7.1 Service unavailable; Client host [192.0.2.9] blocked using dnsbl.example.net"),
    ("5.7.26", "550-5.7.26 Unauthenticated email from example.org is not accepted due to domain's DMARC policy."),
    ("5.3.4", "552 5.3.4 Message size exceeds fixed limit"),
    ("5.7.1", "550 5.7.1 Message rejected: spam score 12.3 exceeds the threshold"),
    ("4.7.1", "450 4.7.1 Greylisted, try again in 300 seconds"),
    ("5.0.0", "550 5.0.0 The office closed in {number} and nobody reads this any more"),
]


def bounces(work):
    folder = work / "bounces"
    folder.mkdir()
    original = "From: sender@example.org\nTo: lost@example.net\nSubject: bench\n\n" + "hello again\n" * 200
    for number in range(BOUNCES):
        status, reply = REPLIES[number % len(REPLIES)]
        form = QMAIL if number % 3 == 0 else REPORT
        text = form.format(number=number, status=status, reply=reply.format(number=number), original=original)
        (folder / f"{number}.eml").write_text(text)
    return folder


def codes(work):
    """One reply code explained: ehlo, and curl --version; and a folder of 629 bounces."""
    compare("one code", {"ehlo codes 550": [EHLO, "codes", "550"], "curl --version": ["curl", "--version"]}, 50)
    command = [EHLO, "codes", "--short", str(bounces(work))]
    run_once(command)
    wall, cpu = (statistics.median(value) for value in zip(*(run_once(command) for _ in range(9))))
    print(f"\na folder of {BOUNCES} bounces (9 runs)")
    print(f"  ehlo codes {wall * 1000:.1f} ms, {cpu * 1000:.1f} ms CPU: {BOUNCES / wall:,.0f} mails/s, "
          f"{BOUNCES / cpu:,.0f} a second of CPU")


def postfix_log(path, size):
    lines = []
    for i in range(40_000):
        head = f"Nov 22 {i // 3600 % 24:02}:{i // 60 % 60:02}:{i % 60:02} mail postfix/"
        queue_id = f"4Xq{i:08X}"
        to = f"to=<user{i}@example{i % 500}.net>, relay=mx.example{i % 500}.net[192.0.2.{i % 250}]:25, "
        times = "delay=1.2, delays=0.05/0.01/0.6/0.5, "
        lines += [
            f"{head}smtpd[{i % 90}]: connect from client{i % 70}.example.org[198.51.100.{i % 250}]",
            f"{head}smtpd[{i % 90}]: {queue_id}: client=client{i % 70}.example.org[198.51.100.{i % 250}]",
            f"{head}cleanup[{i % 80}]: {queue_id}: message-id=<{i}.{i * 7}@client{i % 70}.example.org>",
            f"{head}qmgr[7]: {queue_id}: from=<sender{i % 900}@example.org>, size={i % 90000}, nrcpt=1 (queue active)",
        ]
        if i % 10:
            lines.append(f"{head}smtp[{i % 90}]: {queue_id}: {to}{times}dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as {i:X})")
        else:
            status, reply = REPLIES[i // 10 % len(REPLIES)]
            kind = "deferred" if status[0] == "4" else "bounced"
            lines.append(f"{head}smtp[{i % 90}]: {queue_id}: {to}{times}dsn={status}, status={kind} (host mx.example{i % 500}"
                         f".net[192.0.2.{i % 250}] said: {reply.format(number=i)} (in reply to RCPT TO command))")
        lines.append(f"{head}qmgr[7]: {queue_id}: removed")
    block = ("\n".join(lines) + "\n").encode()
    with open(path, "wb") as out:
        for _ in range(size // len(block) + 1):
            out.write(block)
    return path


def logs(work):
    """A Postfix log of 1 GB summarised: ehlo, and grep -c status= that only counts; and 100 MB of it:
    ehlo, pflogsumm."""
    file = postfix_log(work / "mail.log", GIGABYTE)
    compare("a Postfix log of 1 GB", {
        "ehlo codes": [EHLO, "codes", "--summary", str(file)],
        # Into a pipe: grep ends at the first match when its output goes to /dev/null.
        "grep -c status=": ["sh", "-c", f"grep -c status= {file} | cat"],
    }, 3, file.stat().st_size)
    file = postfix_log(file, 100_000_000)
    compare("a Postfix log of 100 MB", {
        "ehlo codes": [EHLO, "codes", "--summary", str(file)],
        "pflogsumm": ["pflogsumm", str(file)],
    }, 1, file.stat().st_size)
