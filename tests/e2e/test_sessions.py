"""The law of the notation, for every session that ships and every session of the tests: `serve` and
`run` of one file pass against each other, and with any one expectation changed `run` fails there.
"""

import re
from pathlib import Path

import pytest

from serve_fixture import PATIENCE, Stage

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "scripts/sessions").glob("*.smtp"))
OF_TESTS = sorted((ROOT / "tests/sessions").glob("*.smtp"))
SESSIONS = SHIPPED + OF_TESTS

VARIABLES = {
    "to": "bob@lab.test", "cc": "carol@lab.test", "full": "full@lab.test", "unknown": "no@lab.test",
    "from": "alice@lab.test", "user": "alice@lab.test", "here": "lab.test", "delay": "20ms", "wait": "20ms",
    "cert": "client.crt", "file": "message.eml",
}
OPTIONS = [word for name, value in VARIABLES.items() for word in ("--var", f"{name}={value}")]
SECRET = {"EHLO_VAR_password": "tops3cret"}


@pytest.fixture
def run(ehlo):
    def play(file, stage, *options):
        return ehlo("run", file, "--server", stage.address, "--insecure", "--timeout", "20s", *OPTIONS,
                    "--secret", "password", *options, env={**SECRET, "EHLO_VAR_password": "tops3cret"})

    return play


def stage(file, *options):
    return Stage(file, "--timeout", "20s", *OPTIONS, "--secret", "password=tops3cret", *options)


@pytest.mark.parametrize("file", SESSIONS, ids=lambda file: file.stem)
def test_serve_and_run_of_one_file_pass_against_each_other(run, file):
    with stage(file) as server:
        client = run(file, server)
        out, status = server.end()
    assert (client.status, status) == (0, 0), client.stdout + client.stderr + server.err
    assert "tops3cret" not in out + server.err + client.stdout + client.stderr


# ---- one expectation changed


REPLY = re.compile(r"(S(?: \w+)?: )(\S{3}(?:\|\d{3})*)(-?)(.*)")


def flipped(line):
    """The line with an expectation that the file's own server does not meet; None when it has none."""
    if found := REPLY.match(line):
        return f"{found[1]}299{found[3]}{found[4]}"
    if found := re.match(r"(\? (?:(?:ehlo|line|var) \S+|\S+) )(not )?(.*)", line):
        return found[1] + ("" if found[2] else "not ") + found[3]
    if line.startswith("@S send "):
        return re.sub(r'"(.)', lambda first: '"' + ("x" if first[1] != "x" else "y"), line, count=1)
    if line.startswith("@expect silence"):
        return "@expect close within 200ms"
    return None


def is_unfinished(line):
    found = REPLY.match(line)
    return bool(found and found[3])


def changes():
    """Each expectation of each file: its first line, and the lines that take its place."""
    for file in SESSIONS:
        lines = file.read_text().splitlines()
        first = 0
        while first < len(lines):
            last = first
            while is_unfinished(lines[last]):
                last += 1
            changed = [flipped(line) for line in lines[first:last + 1]]
            if all(changed):
                yield pytest.param(file, first + 1, changed, id=f"{file.stem}:{first + 1}")
            first = last + 1


@pytest.fixture(scope="module")
def stages():
    """One looping server for all changes of a file."""
    started = {}

    def get(file):
        if file not in started:
            started[file] = stage(file, "--loop", "--quiet").unwatched()
        return started[file]

    yield get
    for one in started.values():
        one.process.terminate()
        one.process.wait(timeout=PATIENCE)


@pytest.mark.parametrize("file, number, changed", changes())
def test_with_one_expectation_changed_run_fails_at_that_line(run, stages, tmp_path, file, number, changed):
    lines = file.read_text().splitlines()
    lines[number - 1:number - 1 + len(changed)] = changed
    copy = tmp_path / file.name
    copy.write_text("\n".join(lines) + "\n")
    if (file.parent / "parts").exists():
        (tmp_path / "parts").symlink_to(file.parent / "parts")
    client = run(copy, stages(file), "--fail-fast")
    assert client.status == 1, client.stdout
    assert re.search(rf"^{re.escape(str(copy))}:(\d+):\d+: (?!warning)", client.stdout, re.M)[1] == str(number), client.stdout
