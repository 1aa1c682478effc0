"""How each client is told to send the same."""

from benchmarks.measure import EHLO
from benchmarks.postfix import postfix


WHO = ["--from", "a@example.org", "--to", "b@example.com", "--helo", "bench.example.org"]


def ehlo(sink, *options):
    return [EHLO, "send", "--server", sink.address, *WHO, *map(str, options)]


def curl(sink, file, *options):
    return ["curl", "-s", "--url", f"smtp://{sink.host}/bench.example.org", "--mail-from",
            "a@example.org", "--mail-rcpt", "b@example.com", "-T", str(file), *map(str, options)]


def swaks(sink, *options):
    return ["swaks", "--server", "127.0.0.1", "--port", sink.port, *WHO, "--silent", "3", *map(str, options)]


def msmtp(sink, file, *options):
    """It reads a message from standard input alone."""
    words = ["msmtp", "--host=127.0.0.1", f"--port={sink.port}", "--from=a@example.org", "--domain=bench.example.org",
             *map(str, options), "b@example.com"]
    return ["sh", "-c", f"exec {' '.join(words)} < {file}"]


def smtp_source(work, sink, count, *options):
    return [postfix(work, "smtp-source"), "-m", str(count), "-l", "1024", "-f", "a@example.org", "-t", "b@example.com",
            *options, sink.address]
