"""Nothing that was acknowledged is lost, and nothing is there twice, when either side is killed at a random moment.

The long form, about a minute: EHLO_KILLS=20 EHLO_KILL_MESSAGES=10000 pytest -s tests/e2e/test_kills.py
"""

import collections
import email
import json
import os
import random
import subprocess

from serve_fixture import EHLO, Sink

KILLS = int(os.environ.get("EHLO_KILLS", "3"))
MESSAGES = int(os.environ.get("EHLO_KILL_MESSAGES", "300"))
WAYS = ([], ["--pipeline"], ["--pipeline", "--chunking"])
BODY = "".join(f"line {number} of a message that must be whole\n" for number in range(20)) + "the end\n"


class Run:
    """One `ehlo send` of many messages; what it said of each."""

    def __init__(self, number, port, count):
        environment = {key: value for key, value in os.environ.items() if not key.startswith("EHLO_")}
        self.number, self.said = number, {}
        self.process = subprocess.Popen(
            [EHLO, "send", "-s", f"127.0.0.1:{port}", "-f", "a@example.org", "-t", "b@example.com", "--helo", "me.test",
             "--count", str(count), "--sessions", "3", "--json", "--header", f"X-Run: {number}.{{{{n}}}}",
             "--body", BODY, *WAYS[number % len(WAYS)]],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment | {"EHLO_CONFIG": os.devnull})

    def read(self, lines=None):
        """So many lines, or all. A line without its end was not said."""
        while (lines is None or len(self.said) < lines) and (line := self.process.stdout.readline()).endswith(b"\n"):
            told = json.loads(line)
            self.said[f"{self.number}.{told['n']}"] = told["accepted"]

    def finish(self):
        self.read()
        self.process.stdout.close()
        return self.process.wait()


def messages_in(maildir):
    """Each by its X-Run; those in new/ are whole, what is in tmp/ was never acknowledged."""
    kept, identities = {}, collections.Counter()
    for path in (maildir / "new").iterdir():
        message = email.message_from_bytes(path.read_bytes())
        assert message["X-Run"] not in kept, "twice under one number"
        kept[message["X-Run"]] = message.get_payload().replace("\r\n", "\n")
        identities[message["Message-ID"]] += 1
    assert not [identity for identity, times in identities.items() if times > 1]
    return kept


def check(kept, said):
    accepted = {name for name, answer in said.items() if answer is True}
    assert not accepted - set(kept), "acknowledged, and not there"
    assert all(text == BODY for text in kept.values())
    return accepted


def test_what_a_killed_client_said_was_accepted_is_there(tmp_path):
    chance, said, kills = random.Random(2026), {}, 0
    with Sink("--maildir", tmp_path / "md", "--quiet") as sink:
        while (left := MESSAGES - sum(answer is True for answer in said.values())) > 0:
            run = Run(kills, sink.port, left)
            if kills < KILLS:
                run.read(chance.randint(1, max(1, left // (KILLS - kills + 1))))
                run.process.kill()
                kills += 1
            run.finish()
            said |= run.said
        sink.stop()
    kept = messages_in(tmp_path / "md")
    accepted = check(kept, said)
    assert kills == KILLS and len(accepted) >= MESSAGES
    print(f"\n{kills} kills of the client: {len(accepted)} told as accepted, {len(kept)} kept")


def test_what_a_killed_server_acknowledged_is_there(tmp_path):
    chance, said = random.Random(2026), {}
    for number in range(KILLS):
        with Sink("--maildir", tmp_path / "md", "--quiet") as sink:
            run = Run(number, sink.port, MESSAGES // KILLS)
            run.read(chance.randint(1, MESSAGES // KILLS // 2))
            sink.process.kill()
            sink.process.communicate()
            assert run.finish() == 75
            said |= run.said
    kept = messages_in(tmp_path / "md")
    accepted = check(kept, said)
    unknown = {name for name, answer in said.items() if answer is None}
    assert set(kept) <= accepted | unknown, "kept, and told as not delivered"
    print(f"\n{KILLS} kills of the server: {len(accepted)} told as accepted, {len(unknown)} as unknown, {len(kept)} kept")
