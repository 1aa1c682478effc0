"""Cases as data: a command, the dialogue on the wire, and all that must come of it.

    === A greeting of 554 is a refusal
    file secret: tr0ub4dor          a file in the working directory; a second line adds to it
    env EHLO_FROM=<>                a variable; `env -EHLO_FROM` takes one of the defaults away
    < line                          a line of standard input
    listen unix                     where the server listens: ipv4 (default), ipv6, unix
    $ ehlo send -s {server}         the command
    S: 554 go away                  the dialogue, in the notation of wire_server.py
    > # S: ...                      standard output, whole
    ! ehlo: send: ...               standard error, whole
    = 69                            the exit status

{server}, {dir} and {pki} stand for what only the run knows; so do N for a duration, DATE
and ID for what the clock and chance make. In a command {cr} and {lf} are line ends. Lines that
start with # are for the reader.
E2E_UPDATE=1 writes what happened into the file: read the difference before you believe it.
"""

import re
import shlex
from dataclasses import dataclass, field

DIALOGUE = ("S:", "S!", "S.", "C:", "C+", "C!", "C*", "C.", "@")


@dataclass
class Case:
    title: str
    lines: list = field(default_factory=list)  # as they stand in the file, without the outcome
    files: dict = field(default_factory=dict)
    env: dict = field(default_factory=dict)
    input: str = ""
    listen: str = "ipv4"
    command: list = field(default_factory=list)
    dialogue: list = field(default_factory=list)
    stdout: str = ""
    stderr: str = ""
    status: int | None = None

    def add(self, line):
        match line[:2]:
            case "> " | ">":
                self.stdout += line[2:] + "\n"
            case "! " | "!":
                self.stderr += line[2:] + "\n"
            case "= ":
                self.status = int(line[2:])
            case _:
                self.lines.append(line)
                self._read(line)

    def _read(self, line):
        word, _, rest = line.partition(" ")
        if not line or word.startswith("#"):
            return
        if line.startswith(DIALOGUE):
            self.dialogue.append(line)
        elif word == "$":
            self.command = shlex.split(rest)[1:]
        elif word == "<":
            self.input += rest + "\n"
        elif word == "listen":
            self.listen = rest
        elif word == "file":
            name, _, text = rest.partition(":")
            self.files[name] = self.files.get(name, "") + text.removeprefix(" ") + "\n"
        elif word == "env":
            name, _, value = rest.partition("=")
            self.env[name.removeprefix("-")] = None if name.startswith("-") else value
        else:
            raise ValueError(f"{self.title}: no such line: {line}")

    def text(self):
        lines = [f"=== {self.title}", *self._without_blank_end()]
        lines += [f"> {line}".rstrip() for line in self.stdout.splitlines()]
        lines += [f"! {line}".rstrip() for line in self.stderr.splitlines()]
        return "\n".join([*lines, f"= {self.status}", ""])

    def _without_blank_end(self):
        lines = list(self.lines)
        while lines and not lines[-1]:
            lines.pop()
        return lines


def read_cases(path):
    """What stands above the first case, and the cases."""
    head, cases = [], []
    for line in path.read_text().splitlines():
        if line.startswith("=== "):
            cases.append(Case(line[4:]))
        elif cases:
            cases[-1].add(line)
        else:
            head.append(line)
    return "\n".join(head), cases


def write_cases(path, head, cases):
    path.write_text("\n".join([head.rstrip() + "\n", *(case.text() for case in cases)]))


MASKS = [
    (re.compile(r"\b(in|after|\+)( ?)\d+(\.\d+)? (us|ms|s|min)\b"), r"\1\2N ms"),
    (re.compile(r"# \+\d+(\.\d+)? (us|ms|s|min)\b"), "# +N ms"),
    (re.compile(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}"), "DATE"),
    (re.compile(r"<\d{14}\.[0-9a-f]{16}@"), "<ID@"),
    (re.compile(r"\b\d+ days left"), "N days left"),
]


def masked(text, places):
    """`text` with all that only the run knows replaced. `places` maps "{server}" to its value."""
    for mark, value in places.items():
        text = text.replace(value, mark)
    for pattern, replacement in MASKS:
        text = pattern.sub(replacement, text)
    return "".join(line.rstrip() + "\n" for line in text.splitlines())
