"""A list that GNU parallel shares out over ssh to two machines, one of which dies in the middle.

The machines are network namespaces with an sshd each (dropbear: Debian's package starts nothing by
itself); a third one, where parallel runs, answers as every server of the list.
"""

import json
import os
import subprocess
import textwrap
from pathlib import Path

import pytest

from conftest import wait_for
from machine import Machine

SHARDS = 16
TARGETS = [f"10.99.{i}.{j}" for i in range(4) for j in range(60)]
PORT = 25


def make_ssh(folder):
    """Keys, the server's idea of root's home, and the client's configuration."""
    home = folder / "home/.ssh"
    home.mkdir(parents=True)
    Machine.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "client")
    Machine.run("dropbearkey", "-t", "ed25519", "-f", folder / "dropbear")
    (home / "authorized_keys").write_text((folder / "client.pub").read_text())
    for path in folder / "home", home, home / "authorized_keys":
        path.chmod(0o700)
    (folder / "passwd").write_text(f"root:x:0:0:root:{folder / 'home'}:/bin/bash\n")
    (folder / "ssh_config").write_text(textwrap.dedent(f"""\
        Host *
          User root
          IdentityFile {folder / 'client'}
          StrictHostKeyChecking no
          UserKnownHostsFile {os.devnull}
          LogLevel ERROR
          ConnectTimeout 2
          ServerAliveInterval 1
          ServerAliveCountMax 2
        """))


def start_sshd(machine, folder):
    pid_file = folder / f"{machine.name}.pid"
    sshd = f"mount --bind {folder}/passwd /etc/passwd && exec dropbear -F -E -s -r {folder}/dropbear -P {pid_file}"
    machine.start("sh", "-c", sshd, stderr=subprocess.DEVNULL)
    wait_for(pid_file.exists, "dropbear")


@pytest.fixture
def machines(binary, tmp_path):
    """Here, where every address of the list answers, and two others."""
    make_ssh(tmp_path)
    here, *others = (Machine(name) for name in ("here", "a", "b"))
    try:
        for number, other in enumerate(others):
            here.join(other, f"to{number}", f"10.98.{number}.1", f"10.98.{number}.2")
            start_sshd(other, tmp_path)
        here.inside("ip", "route", "add", "local", "10.99.0.0/16", "dev", "lo")
        server = here.start(binary, "serve", "--listen", f"0.0.0.0:{PORT}", "--name", "mx.example.com", "--quiet",
                            stderr=subprocess.PIPE, text=True)
        assert any("listening" in line for line in iter(server.stderr.readline, ""))
        yield here, *others
    finally:
        for machine in (here, *others):
            machine.end()


def greeting(record):
    """Where banner and probe have it."""
    return record["hosts"][0]["addresses"][0]["greeting"] if "hosts" in record else record


def finished_on(joblog, address):
    rows = joblog.read_text().splitlines()[1:] if joblog.exists() else []
    return sum(row.split("\t")[1] == address and row.split("\t")[6] == "0" for row in rows)


@pytest.mark.parametrize("command", ["banner", "probe --skip certificate"])
def test_a_machine_that_dies_loses_and_doubles_nothing(command, binary, ehlo, machines, tmp_path):
    here, _, b = machines
    (tmp_path / "list").write_text("\n".join(TARGETS))
    joblog, results = tmp_path / "jobs", tmp_path / "all.ndjson"
    job = f"{binary} {command} @{tmp_path / 'list'} --shard {{}}/{SHARDS} --rate 20/s --json"
    with results.open("wb") as out:
        parallel = here.start("parallel", "--will-cite", "--ssh", f"ssh -F {tmp_path / 'ssh_config'}", "--sshlogin",
                              "2/10.98.0.2,2/10.98.1.2", "--retries", "9", "--joblog", joblog, job, ":::",
                              *range(1, SHARDS + 1), stdout=out, stdin=subprocess.DEVNULL,
                              env={**os.environ, "PARALLEL_HOME": str(tmp_path), "ASAN_OPTIONS": "detect_leaks=0"})
        wait_for(lambda: finished_on(joblog, "10.98.1.2") and b.runs(b"--shard"), "a job on b, behind another", 20)
        b.inside("ip", "link", "set", "eth0", "down")  # as if its plug were pulled
        assert parallel.wait(30) == 0
    assert finished_on(joblog, "10.98.0.2") > SHARDS // 2
    done = ehlo(command.split()[0], "--merge", results)
    merged = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(record["target"] for record in merged) == sorted(TARGETS)
    assert all(greeting(record)["code"] == 220 for record in merged)
    assert (done.stderr, done.status) == ("", 0)
