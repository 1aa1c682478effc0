"""A server that refuses, resets, closes, leaves or stalls wherever its dice say so, and keeps account of what it took."""

import random
import re
import socket
import struct
import threading
import time

BEHIND_A_VERDICT = "reset", "close", "half", "stall"
ANYWHERE = *BEHIND_A_VERDICT, "421"
STALL = .6  # seconds; the client waits .4


class Gone(Exception):
    pass


class Odds:
    """How often what goes wrong, drawn from the same dice."""

    def __init__(self, dice):
        self.fault = dice.choice([.01, .02, .05])
        self.mail_refused = dice.choice([0, 0, .05])
        self.recipient_refused = dice.choice([0, 0, .1])
        self.message_refused = dice.choice([0, 0, .1])
        self.chunk_refused = dice.choice([0, .1])
        self.limits = dice.choice(["", "", "MAILMAX=7", "RCPTMAX=1", "MAILMAX=5 RCPTMAX=2"])
        self.lmtp = dice.random() < .2


class FickleServer:
    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.odds = Odds(self.dice)
        self.taken = {}  # number in the subject: how often it was taken
        self.sizes = set()  # of the messages, without the digits of that number
        self.faults = self.faults_behind_a_verdict = 0
        self._failures = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.address = "127.0.0.1:%d" % self._listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind, *_):
        self._listener.close()
        if kind is None and self._failures:
            raise self._failures[0]

    def _accept(self):
        while True:
            try:
                client = self._listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        try:
            Session(self, client).run()
        except (OSError, Gone):
            pass
        except Exception as error:
            self._failures.append(error)
        finally:
            client.close()

    def take(self, content):
        numbers = re.findall(rb"^Subject: n(\d+)\r$", content, re.M)
        assert len(numbers) == 1, f"this is not one message: {content[:2000]!r}"
        number = int(numbers[0])
        self.taken[number] = self.taken.get(number, 0) + 1
        self.sizes.add(len(content) - len(numbers[0]))
        return number


class Session:
    def __init__(self, server, client):
        self.server, self.dice, self.odds, self.client = server, server.dice, server.odds, client
        self.lines = client.makefile("rb")
        self.forget()

    def forget(self):
        self.mail, self.recipients, self.spoilt, self.content = False, 0, False, b""

    def say(self, line):
        self.client.sendall(line.encode() + b"\r\n")

    def happens(self, chance):
        return self.dice.random() < chance

    def fault(self, kinds):
        kind = self.dice.choice(kinds)
        self.server.faults += 1
        self.server.faults_behind_a_verdict += kinds == BEHIND_A_VERDICT
        if kind == "reset":
            self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.client.close()
        elif kind == "421":
            self.say("421 4.3.2 going")
        elif kind == "half":
            self.client.shutdown(socket.SHUT_WR)
            self.client.settimeout(STALL)
            while self.client.recv(65536):
                pass
        elif kind == "stall":
            time.sleep(STALL)
        raise Gone

    def read(self):
        line = self.lines.readline()
        if not line:
            raise Gone
        return line

    def run(self):
        self.say("220 x ESMTP")
        while True:
            line = self.read()
            verb = line[:4].decode("latin1").upper()
            if verb in ("EHLO", "LHLO"):
                self.greet()
                continue
            if self.happens(self.odds.fault):
                self.fault(ANYWHERE)
            act = getattr(self, "do_" + verb.lower(), None)
            if act is None:
                self.say("500 what")
            else:
                act(line)

    def greet(self):
        limits = f"250-LIMITS {self.odds.limits}\r\n" if self.odds.limits else ""
        self.say(f"250-x\r\n250-PIPELINING\r\n250-CHUNKING\r\n{limits}250 8BITMIME")

    def do_mail(self, _):
        if self.mail:
            return self.say("503 nested")
        if self.happens(self.odds.mail_refused):
            return self.say("450 no mail")
        self.forget()
        self.mail = True
        self.say("250 ok")

    def do_rcpt(self, _):
        if not self.mail:
            return self.say("503 no mail")
        if self.happens(self.odds.recipient_refused):
            return self.say("550 no recipient")
        self.recipients += 1
        self.say("250 ok")

    def do_data(self, _):
        if not self.recipients:
            return self.say("503 no recipient")
        self.say("354 go on")
        while (line := self.read()) != b".\r\n":
            self.content += line
        self.judge()
        self.forget()

    def do_bdat(self, line):
        words = line.split()
        size = int(words[1])
        octets = self.lines.read(size)
        if len(octets) < size:
            raise Gone
        if not self.recipients:
            return self.say("503 no recipient")
        if self.spoilt:
            return self.say("503 a chunk was refused")
        self.content += octets
        if len(words) > 2:
            self.spoilt = not self.judge()
            self.mail = self.spoilt
            if not self.spoilt:
                self.forget()
        elif self.happens(self.odds.chunk_refused):
            self.spoilt = True
            self.say("452 chunk refused")
        else:
            self.say("250 chunk")

    def do_rset(self, _):
        self.forget()
        self.say("250 ok")

    def do_quit(self, _):
        self.say("221 bye")
        raise Gone

    def judge(self):
        """Takes or refuses, once or for each recipient; False when it refused all that there is to a chunk."""
        good = True
        for _ in range(self.recipients if self.odds.lmtp else 1):
            if self.happens(self.odds.message_refused):
                self.say("554 no message")
                good = False
                continue
            number = self.server.take(self.content)
            if self.happens(self.odds.fault):
                self.fault(BEHIND_A_VERDICT)
            self.say(f"250 ok n{number}")
        return good
