"""Starts `ehlo serve` on a free port and waits until it says that it listens."""

import os
import pathlib
import re
import resource
import signal
import socket
import subprocess
import time
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
EHLO = os.environ.get("EHLO", str(ROOT / "build/release/ehlo"))
PATIENCE = 60


def wait_until(holds):
    """Polls: for what no event tells of."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.01)


class Sink:
    def __init__(self, *options, listen="127.0.0.1:0", limits=None):
        """`limits`: how many files it may open, soft and hard."""
        # What the developer has configured for himself is not what is tested.
        env = {key: value for key, value in os.environ.items() if not key.startswith("EHLO_")}
        self.process = subprocess.Popen(
            [EHLO, "serve", "--listen", listen, "--name", "mx.test", *map(str, options)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env | {"EHLO_CONFIG": os.devnull},
            preexec_fn=limits and (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, limits)))
        self.shown = b""
        self.banner = self.process.stderr.readline().decode()
        self.listening = self.process.stderr.readline().decode()
        found = re.search(r"listening on \S+:(\d+) ", self.listening)
        self.port = int(found[1]) if found else None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()

    def wait_for_word(self, word):
        """Until the transcript says it."""
        while word.encode() not in self.shown:
            piece = os.read(self.process.stdout.fileno(), 65536)
            assert piece, f"the server ended without saying {word!r}"
            self.shown += piece
        return self

    def stop(self, number=signal.SIGTERM):
        """Ends it; the transcript as text, with the exit status."""
        self.process.send_signal(number)
        return self.end()

    def end(self):
        out, self.err = self.process.communicate(timeout=PATIENCE)
        self.out = (self.shown + out).decode()
        return self.out, self.process.returncode

    def raw(self):
        return Raw(socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE))


class Stage(Sink):
    """`ehlo serve FILE`: it says only that it listens."""

    def __init__(self, file, *options):
        self.process = subprocess.Popen(
            [EHLO, "serve", file, "--listen", "127.0.0.1:0", "--name", "mx.test", *map(str, options)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.shown = b""
        self.said = ""
        for line in iter(self.process.stderr.readline, b""):
            self.said += line.decode()
            if found := re.search(r"listening on \S+:(\d+) ", line.decode()):
                self.port = int(found[1])
                return
        self.process.wait(timeout=PATIENCE)
        raise AssertionError(self.said)

    def unwatched(self):
        """Nobody will ask what it says from now on; unread, that would hold it up."""
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        return self

    def end(self):
        ended = super().end()
        self.err = self.err.decode()
        return ended

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"


class Raw:
    """A connection without a client's good manners."""

    def __init__(self, sock):
        self.sock = sock
        self.file = sock.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.sock.close()

    def send(self, data):
        self.sock.sendall(data)

    def reply(self):
        lines = []
        while True:
            line = self.file.readline()
            if not line:
                return b"".join(lines) or None
            lines.append(line)
            if line[3:4] != b"-":
                return b"".join(lines)

    def ask(self, data):
        self.send(data)
        return self.reply()

    def rest(self):
        return self.file.read()
