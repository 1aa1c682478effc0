"""Programs of Debian's postfix package, of which nothing is installed."""

import os
import subprocess

from benchmarks.measure import ROOT
from benchmarks.servers import Listening


def postfix(work, program):
    """One of the programs in Debian's package, unpacked and not installed."""
    root = work / "postfix"
    if not root.exists():
        subprocess.run(["apt-get", "-qq", "download", "postfix"], cwd=work, check=True)
        subprocess.run(["dpkg-deb", "-x", next(work.glob("postfix_*.deb")), root], check=True)
        os.environ["LD_LIBRARY_PATH"] = str(root / "usr/lib/postfix")
    return str(root / "usr/sbin" / program)


def PostfixSink(work):
    return Listening(postfix(work, "smtp-sink"), "-u", "nobody", "{address}", "1000")


def posttls_finger(work):
    """It wants a configuration, with users and groups that exist."""
    folder = work / "postfix-configuration"
    folder.mkdir(exist_ok=True)
    (folder / "main.cf").write_text("compatibility_level = 3.6\nmail_owner = daemon\nsetgid_group = mail\n")
    os.environ["MAIL_CONFIG"] = str(folder)
    return postfix(work, "posttls-finger")


def lab_postfix():
    """What the lab tells of its Postfix (tests/lab/lab env), when that runs."""
    def lab(word):
        return subprocess.run([ROOT / "tests/lab/lab", word], capture_output=True, text=True).stdout

    if "postfix running" not in lab("status"):
        return None
    return dict(line.split("=", 1) for line in lab("env").splitlines())
