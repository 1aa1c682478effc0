"""How each client is told to send the same."""

from benchmarks.measure import EHLO
from benchmarks.postfix import postfix


RECIPIENT = "b@example.com"
SENDER = ["--from", "a@example.org", "--helo", "bench.example.org"]


def ehlo(sink, *options, to=RECIPIENT):
    return [EHLO, "send", "--server", sink.address, *SENDER, "--to", to, *map(str, options)]


def curl(sink, file, *options):
    return ["curl", "-s", "--url", f"smtp://{sink.host}/bench.example.org", "--mail-from",
            "a@example.org", "--mail-rcpt", RECIPIENT, "-T", str(file), *map(str, options)]


def swaks(sink, *options):
    return ["swaks", "--server", "127.0.0.1", "--port", sink.port, *SENDER, "--to", RECIPIENT, "--silent", "3", *map(str, options)]


def msmtp(sink, file, *options):
    """It reads a message from standard input alone."""
    words = ["msmtp", "--host=127.0.0.1", f"--port={sink.port}", "--from=a@example.org", "--domain=bench.example.org",
             *map(str, options), RECIPIENT]
    return ["sh", "-c", f"exec {' '.join(words)} < {file}"]


def smtp_source(work, sink, count, *options, to=RECIPIENT):
    return [postfix(work, "smtp-source"), "-m", str(count), "-l", "1024", "-f", "a@example.org", "-t", to, *options,
            sink.address]
