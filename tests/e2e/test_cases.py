"""Runs the cases of tests/e2e/cases; case_file.py says how they are written."""

import os
from pathlib import Path

import pytest

from case_file import masked, read_cases, write_cases
from known_secrets import revealed

CASES = Path(__file__).parent / "cases"
FILES = {path: read_cases(path) for path in sorted(CASES.glob("*.case"))}
UPDATE = bool(os.environ.get("E2E_UPDATE"))
DEFAULTS = {
    "EHLO_HELO": "client.example",
    "EHLO_FROM": "alice@example.org",
    "EHLO_TO": "bob@example.com",
    "EHLO_TIMEOUT": "5s",
}
ENDS = {"{cr}": "\r", "{lf}": "\n"}
HOSTS = {"ipv4": "127.0.0.1", "ipv6": "::1", "unix": None}


def all_cases():
    for path, (_, cases) in FILES.items():
        for case in cases:
            yield pytest.param(path, case, id=f"{path.stem}: {case.title}")


def listening(case, folder):
    if case.listen == "unix":
        return {"path": folder / "socket"}
    return {"host": HOSTS[case.listen]}


@pytest.mark.parametrize("path, case", all_cases())
def test_case(path, case, ehlo, wire, certificates, tmp_path):
    with wire(*case.dialogue, **listening(case, tmp_path)) as server:
        places = {"{server}": server.address, "{pki}": str(certificates.path("")), "{dir}": str(tmp_path)}

        def fill(text):
            for mark, value in {**places, **ENDS}.items():
                text = text.replace(mark, value)
            return text

        for name, text in {"hi": "Subject: hi\n\nhello\n", **case.files}.items():
            (tmp_path / name).write_text(fill(text))
        env = {name: fill(value) for name, value in {**DEFAULTS, **case.env}.items() if value is not None}
        outcome = ehlo(*map(fill, case.command), input=case.input.encode(), env=env, cwd=tmp_path)
        # Shown when the server's own record of the connections is what fails.
        print(outcome.stdout, outcome.stderr, outcome.status, sep="\n")
    stdout, stderr = masked(outcome.stdout, places), masked(outcome.stderr, places)
    assert revealed(outcome.stdout + outcome.stderr) == []
    if UPDATE:
        case.stdout, case.stderr, case.status = stdout, stderr, outcome.status
        write_cases(path, *FILES[path])
        return
    assert (stdout, stderr, outcome.status) == (case.stdout, case.stderr, case.status)
