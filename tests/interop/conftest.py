"""Real mail servers as pytest fixtures. The program under test is in tests/conftest.py.

`postfix`, `exim`, `opensmtpd` and `dovecot` start the server of that name from tests/lab, once
per session; `sink` is the smtp-sinks that come with Postfix. A server that ran already is left
running. Ports, sockets and users are in tests/lab/NAME/env.
"""

import base64
import hashlib
import hmac
import json
import os
import re
import subprocess
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAB = ROOT / "tests/lab/lab"

TRACE_FIELD = rb"(?i:return-path|x-original-to|delivered-to|envelope-to|received|x-[a-z]+-args|x-client-[a-z]+)"
TRACE = re.compile(rb"(?:" + TRACE_FIELD + rb":.*\n(?:[ \t].*\n)*)*")
RECIPIENT = re.compile(rb"(?im)^(?:x-original-to|delivered-to|envelope-to|x-rcpt-args): *<?([^\s<>]+)")


@dataclass(frozen=True)
class Message:
    """A delivered message. `trace` is what the server put in front of `sent`, the bytes that
    the client sent, with CRLF and before dot-stuffing."""

    path: Path
    trace: bytes
    sent: bytes

    @classmethod
    def parse(cls, path):
        raw = path.read_bytes()
        end = TRACE.match(raw).end()
        return cls(path, raw[:end], raw[end:].replace(b"\n", b"\r\n"))

    @property
    def recipients(self):
        return {address.decode() for address in RECIPIENT.findall(self.trace)}


class Server:
    """A running server of the lab. `kind` picks one of its ports or sockets by the words that
    stand for it in its env file: port("submission") is POSTFIX_SUBMISSION_PORT."""

    host = "127.0.0.1"

    def __init__(self, name, values):
        self.name = name
        self._values = values

    def value(self, *words):
        return self._values["_".join((self.name, *words)).upper().replace("-", "_")]

    def port(self, kind=None):
        return int(self.value(*filter(None, [kind, "port"])))

    def address(self, kind=None):
        return f"{self.host}:{self.port(kind)}"

    def socket(self, kind=None):
        return self.value(*filter(None, [kind, "socket"]))

    def pki(self, file):
        return f"{self._values['PKI']}/{file}"

    @property
    def log(self):
        """What the server has written so far to its standard error, or to its main log."""
        state = Path(self._values["EHLO_LAB"])
        files = state / f"{self.name}.log", state / self.name / "log/mainlog"
        return "".join(file.read_text(errors="replace") for file in files if file.exists())

    def messages(self):
        return [Message.parse(path) for path in Path(self.value("mail"), "new").glob("*")]

    def wait_for_message(self, user, predicate=lambda message: True, seconds=10):
        """The first message to `user` that satisfies `predicate`, as soon as it is there."""
        return wait_for(
            lambda: next((m for m in self.messages() if user in m.recipients and predicate(m)), None),
            f"a message for {user} at {self.name}",
            seconds,
        )


class Sink(Server):
    """The smtp-sinks. Each writes a file per session, complete when it ends in an empty line."""

    def messages(self):
        files = [path for path in Path(self.value("dir")).glob("*.*") if path.is_file()]
        dumps = [m for m in map(Message.parse, files) if m.sent.endswith(b"\r\n\r\n")]
        return [Message(m.path, m.trace, m.sent[:-2]) for m in dumps]


def wait_for(condition, what, seconds=10):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"{what} did not appear within {seconds} s"
        time.sleep(0.02)
    return found


class Lab:
    def __init__(self):
        self.values = dict(line.split("=", 1) for line in self.run("env").stdout.splitlines())
        self._running = {
            line.split()[0] for line in self.run("status", check=False).stdout.splitlines() if line.endswith("running")
        }
        self._started = []

    def run(self, *arguments, check=True):
        return subprocess.run([LAB, *arguments], capture_output=True, text=True, check=check)

    def start(self, name):
        outcome = self.run("start", name, check=False)
        assert outcome.returncode == 0, outcome.stderr
        if name not in self._running:
            self._started.append(name)

    def stop(self):
        if self._started:
            self.run("stop", *self._started)


@pytest.fixture(scope="session")
def lab():
    assert os.geteuid() == 0, "the lab's servers need root, for mount namespaces and chroots"
    lab = Lab()
    yield lab
    lab.stop()


def server_fixture(name, kind=Server, of=None):
    @pytest.fixture(scope="session", name=name)
    def server(lab):
        lab.start(of or name)
        return kind(name, lab.values)

    return server


postfix = server_fixture("postfix")
exim = server_fixture("exim")
opensmtpd = server_fixture("opensmtpd")
dovecot = server_fixture("dovecot")
sink = server_fixture("sink", Sink, of="postfix")


@pytest.fixture(scope="session")
def lab_file():
    """The path of a file of the lab."""
    return lambda name: LAB.parent / name


@pytest.fixture
def recipient():
    """An address that no other test sends to."""
    return f"u{uuid.uuid4().hex[:12]}@lab.test"


@pytest.fixture(scope="session")
def token(lab):
    """Makes a bearer token for OAUTHBEARER and XOAUTH2; one with `seconds` < 0 has expired."""

    def encode(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    def make(user, seconds=600):
        now = int(time.time())
        header = {"alg": "HS256", "typ": "JWT"}
        claims = {"sub": user, "iat": now - 3600, "nbf": now - 3600, "exp": now + seconds}
        signed = b".".join(encode(json.dumps(part).encode()) for part in (header, claims))
        key = lab.values["POSTFIX_TOKEN_KEY"].encode()
        return (signed + b"." + encode(hmac.new(key, signed, hashlib.sha256).digest())).decode()

    return make


@pytest.fixture(scope="session")
def send(ehlo):
    """Runs `ehlo send` and expects this exit status.
    `password` goes through the environment, and must not come out anywhere."""

    def run(*arguments, status=0, password=None, sender="a@client.test", **options):
        env = {} if password is None else {"EHLO_AUTH_PASSWORD": password}
        identity = ("--from", sender, "--helo", "client.test")
        outcome = ehlo("send", *identity, *arguments, env=env, **options)
        assert outcome.status == status, outcome.stdout + outcome.stderr
        assert not password or password not in outcome.stdout + outcome.stderr
        return outcome

    return run
