"""The conversations in README.md happen as they stand there."""

import os
import re
import subprocess

from case_file import masked
from serve_fixture import ROOT, Sink

SECTION = re.search(r"^## From an incident to a test\n(.*?)^## ", (ROOT / "README.md").read_text(), re.M | re.S)[1]
STATUS = {"ehlo run greylist.smtp --junit report.xml": 1}


def blocks():
    """Each indented block, as its commands and what each prints."""
    for block in re.findall(r"((?:^    .*\n)+)", SECTION, re.M):
        text = re.sub(r"^    ", "", block, flags=re.M)
        yield re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text, re.M)


def pattern(shown):
    """`...` stands for any lines."""
    lines = [r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line) + "\n" for line in shown.splitlines()]
    return "".join(lines)


def play(commands, port, folder, binary):
    env = {key: value for key, value in os.environ.items() if not key.startswith("EHLO")}
    env |= {"PATH": f"{binary.parent}:{os.environ['PATH']}", "HOME": str(folder), "NO_COLOR": "1"}
    for command, output in commands:
        done = subprocess.run(["bash", "-c", command.replace(":2525", f":{port}")], cwd=folder, env=env,
                              capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stderr) == (STATUS.get(command, 0), "")
        printed = masked(done.stdout, {":2525": f":{port}"})
        assert re.fullmatch(pattern(masked(output, {})), printed), printed


def test_the_incident_becomes_a_test(binary, tmp_path):
    before, after = blocks()
    with Sink() as sink:
        play(before, sink.port, tmp_path, binary)
    rule = ("--on", "RCPT TO:<bob@*>", "450 4.7.1 try again later")
    with Sink(*rule, listen=f"127.0.0.1:{sink.port}") as mended:
        play(after, mended.port, tmp_path, binary)
