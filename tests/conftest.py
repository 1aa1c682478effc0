"""The program under test, as a fixture for every end-to-end test."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Outcome:
    stdout: str
    stderr: str
    status: int


@pytest.fixture(scope="session")
def binary():
    path = Path(os.environ.get("EHLO", ROOT / "build/release/ehlo")).absolute()
    assert path.exists(), f"{path} is not built; EHLO names another one"
    return path


@pytest.fixture(scope="session")
def ehlo(binary, tmp_path_factory):
    """Runs the program: ehlo("send", "--to", ..., env={...}, input=b"...").

    Nothing of the machine's own configuration reaches it, and there is no terminal to ask at.
    Whatever `ehlo send` shows of a conversation must be a session file.
    """
    home = tmp_path_factory.mktemp("home")
    transcript = home / "transcript.smtp"

    def check(shown):
        transcript.write_bytes(shown)
        read = subprocess.run([binary, "run", "--format", transcript], capture_output=True, timeout=60)
        assert read.returncode == 0, (read.stdout + read.stderr).decode()

    clean = {name: value for name, value in os.environ.items() if not name.startswith(("EHLO", "XDG_", "NETRC"))}

    def run(*arguments, input=b"", env=None, cwd=None, seconds=60):
        done = subprocess.run(
            [binary, *map(str, arguments)],
            input=input,
            capture_output=True,
            env={**clean, "HOME": str(home), "NO_COLOR": "1", **(env or {})},
            cwd=cwd,
            timeout=seconds,
            start_new_session=True,
        )
        # pytest shows it where a test fails.
        print(f"{' '.join(map(str, arguments))}: status {done.returncode}", done.stdout[:2000], done.stderr[:2000], sep="\n")
        if done.stdout.startswith(b"@connect") and b"\x1b" not in done.stdout:
            check(done.stdout)
        return Outcome(done.stdout.decode(), done.stderr.decode(), done.returncode)

    return run
