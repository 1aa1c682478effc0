"""ehlo send beside other clients."""

import os
from types import SimpleNamespace

from benchmarks.clients import curl, ehlo, msmtp, smtp_source, swaks
from benchmarks.measure import GIGABYTE, compare
from benchmarks.postfix import PostfixSink, lab_postfix
from benchmarks.servers import RawSink, Sink, authority


def message(path, size):
    line = b"The quick brown fox jumps over the lazy dog, again and again and ag.\r\n"
    head = b"From: <a@example.org>\r\nTo: <b@example.com>\r\nSubject: bench\r\n\r\n"
    with open(path, "wb") as out:
        out.write(head)
        block = line * 10_000
        for _ in range((size - len(head)) // len(block)):
            out.write(block)
        out.write(line * ((size - len(head)) % len(block) // len(line)))
    return path


def small(work):
    """One 1 KB message, plain: ehlo, curl, smtp-source, msmtp, swaks; and with STARTTLS and a login,
    verified: ehlo, curl, msmtp, swaks."""
    file = message(work / "small.eml", 1024)
    with Sink("--no-tls", "--quiet") as sink:
        compare("one 1 KB message, plain", {
            "ehlo": ehlo(sink, "--data", f"@{file}"),
            "curl": curl(sink, file),
            "smtp-source": smtp_source(work, sink, 1),
            "msmtp": msmtp(sink, file),
            "swaks": swaks(sink, "--data", f"@{file}"),
        }, 30)
    authority(work)
    server = ["--tls-cert", work / "cert.pem", "--tls-key", work / "key.pem", "--user", f"joe:{work / 'password'}"]
    login = ["--auth", "PLAIN", "--auth-user", "joe"]
    with Sink("--quiet", *map(str, server)) as sink:
        trusted = work / "cert.pem"
        compare("one 1 KB message, STARTTLS and AUTH PLAIN, verified", {
            "ehlo": ehlo(sink, "--data", f"@{file}", "--tls", "--tls-verify", "--tls-ca-path", trusted, *login,
                         "--auth-password-file", work / "password"),
            "curl": curl(sink, file, "--ssl-reqd", "--cacert", trusted, "--user", "joe:secret", "--login-options",
                         "AUTH=PLAIN"),
            "msmtp": msmtp(sink, file, "--tls=on", f"--tls-trust-file={trusted}", "--auth=plain", "--user=joe",
                           f"--passwordeval='cat {work / 'password'}'"),
            "swaks": swaks(sink, "--data", f"@{file}", "--tls", "--tls-verify", "--tls-ca-path", trusted, *login,
                           "--auth-password", "secret"),
        }, 20)


def large(work):
    """One message of 1 GB, plain and STARTTLS: ehlo, curl, msmtp; plain also a raw copy by socat."""
    file = message(work / "large.eml", GIGABYTE)
    size = file.stat().st_size
    with Sink("--quiet") as sink, RawSink() as raw:
        compare("1 GB, plain", {
            "ehlo": ehlo(sink, "--data", f"@{file}", "--no-tls", "-n"),
            "socat, raw": ["socat", "-u", "-b", "262144", f"FILE:{file}", f"TCP:{raw.address}"],
            "curl": curl(sink, file),
            "msmtp": msmtp(sink, file),
        }, 3, size)
        compare("1 GB, STARTTLS", {
            "ehlo": ehlo(sink, "--data", f"@{file}", "--tls", "-n"),
            "curl": curl(sink, file, "--ssl-reqd", "--insecure"),
            "msmtp": msmtp(sink, file, "--tls=on", "--tls-certcheck=off"),
        }, 3, size)


ATTACHED = 100_000_000
MANY = 10_000


def attach(work):
    """A message with 100 MB attached: ehlo, s-nail, curl, mutt, swaks, and base64 -w76 alone."""
    file = work / "attached"
    with open(file, "wb") as out:
        for _ in range(ATTACHED // 1_000_000):
            out.write(os.urandom(1_000_000))
    with Sink("--no-tls", "--quiet") as sink:
        mta = f"smtp://127.0.0.1:{sink.port}"
        nail = ["s-nail", "-n", "-Sv15-compat", f"-Smta={mta}", "-Ssmtp-auth=none", "-Sfrom=a@example.org",
                "-Ssmtp-hostname=bench.example.org", "-Shostname=bench.example.org", "-s", "bench", "-a", str(file),
                "b@example.com"]
        mutt = ["mutt", "-n", "-F", "/dev/null", "-e", f"set smtp_url={mta} from=a@example.org copy=no ssl_force_tls=no "
                "hostname=bench.example.org", "-s", "bench", "-a", str(file), "--", "b@example.com"]
        compare("100 MB attached", {
            "ehlo": ehlo(sink, "--attach", f"@{file}", "-n"),
            "base64 -w76 alone": ["base64", "-w76", str(file)],
            "s-nail": ["sh", "-c", 'exec "$0" "$@" < /dev/null', *nail],
            "curl -F": ["curl", "-s", "--url", f"smtp://{sink.host}/bench.example.org", "--mail-from", "a@example.org",
                        "--mail-rcpt", "b@example.com", "-F", "=(;type=multipart/mixed", "-F", "=hello", "-F",
                        f"=@{file};encoder=base64", "-F", "=)", "-H", "Subject: bench"],
            "mutt": mutt,
            "swaks": swaks(sink, "--attach", f"@{file}"),
        }, 3, ATTACHED)


def many(work):
    """10,000 messages of 1 KB to Postfix's smtp-sink and to ehlo serve, over 1, 10 and 100 connections:
    ehlo with --pipeline, to ehlo serve also with --chunking, and without either; and Postfix's smtp-source.
    A server's own CPU time, of one thread in smtp-sink, is what no client can be faster than."""
    body = ["--body", "x" * 800, "--count", str(MANY)]
    pipeline, chunking = ["--pipeline"], ["--pipeline", "--chunking"]
    with PostfixSink(work) as theirs, Sink("--no-tls", "--quiet") as ours:
        for connections in (1, 10, 100):
            spread = ["--sessions", str(connections)]
            source = ["-d", "-s", str(connections)]
            compare(f"{MANY} messages of 1 KB, {connections} connection{'s' * (connections > 1)}, to smtp-sink", {
                "ehlo --pipeline": ehlo(theirs, *body, *spread, *pipeline),
                "smtp-source -d": smtp_source(work, theirs, MANY, *source),
                "ehlo": ehlo(theirs, *body, *spread),
            }, 5, server=theirs)
            compare("the same to ehlo serve", {
                "ehlo --pipeline": ehlo(ours, *body, *spread, *pipeline),
                "smtp-source -d": smtp_source(work, ours, MANY, *source),
                "ehlo": ehlo(ours, *body, *spread),
            }, 5, server=ours)
            compare("the same, by chunks", {
                "ehlo --chunking": ehlo(ours, *body, *spread, *chunking),
                "smtp-source -d": smtp_source(work, ours, MANY, *source),
            }, 5, server=ours)


def postfix(work):
    """2,000 messages of 1 KB to a real Postfix that discards them (the lab's), over 1 and 10 connections: ehlo with
    --pipeline and without, and smtp-source. Its cleanup and queue manager, not the client, are what is waited for."""
    lab = lab_postfix()
    if lab is None:
        print("\npostfix: left out, the lab's Postfix does not run (tests/lab/lab start postfix)")
        return
    server = SimpleNamespace(address=f"127.0.0.1:{lab['POSTFIX_PORT']}")
    to, messages = "b@discard.test", 2_000
    for connections in (1, 10):
        load = ["--body", "x" * 800, "--count", str(messages), "--sessions", str(connections)]
        compare(f"{messages} messages of 1 KB, {connections} connection{'s' * (connections > 1)}, to Postfix's discard", {
            "ehlo --pipeline": ehlo(server, *load, "--pipeline", to=to),
            "smtp-source -d": smtp_source(work, server, messages, "-d", "-s", str(connections), to=to),
            "ehlo": ehlo(server, *load, to=to),
        }, 5)
