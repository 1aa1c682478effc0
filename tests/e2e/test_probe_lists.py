"""`ehlo probe` over lists: streamed, in shards, resumed after a kill, joined; and what has no sense with a list."""

import json
import os
import signal
import subprocess
import time
import xml.etree.ElementTree as ElementTree

import pytest
import yaml

from crowd import Crowd
from serve_fixture import ROOT

QUICK = ("--helo", "client.test", "--timeout", "5s")


def records(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def targets(done):
    return [record["target"] for record in records(done)]


@pytest.fixture
def crowd():
    with Crowd() as crowd:
        yield crowd


@pytest.fixture
def listed(tmp_path):
    """Writes a list, and gives the word for it."""

    def write(names):
        (tmp_path / "list").write_text("\n".join(names))
        return f"@{tmp_path / 'list'}"

    return write


def names(crowd, count):
    return [f"127.7.{i // 50}.{i % 50}:{crowd.port}" for i in range(count)]


# ---- what is told


def test_a_list_in_order_and_a_name_beside_it(ehlo, crowd, listed):
    first, *others = names(crowd, 20)
    done = ehlo("probe", first, listed(["# mine", "", *others]), "--in-order", "--json", *QUICK)
    assert targets(done) == [first, *others]
    assert {record["verdict"] for record in records(done)} == {"warn"}  # no STARTTLS
    assert (done.stderr, done.status) == ("", 0)


def test_named_targets_keep_their_order_and_their_form(ehlo, crowd):
    three = names(crowd, 3)
    done = ehlo("probe", *three, *QUICK)
    alone = [ehlo("probe", name, *QUICK).stdout for name in three]
    without_times = [[line for line in text.splitlines() if " ms" not in line] for text in (done.stdout, "\n".join(alone))]
    assert without_times[0] == without_times[1]
    assert done.status == 0


def test_the_worst_of_a_list_is_the_status(ehlo, crowd):
    lines = [*names(crowd, 2), "no..name", "nowhere.invalid:25"]
    done = ehlo("probe", "-", "--json", "--dns-server", "127.0.0.1:9", "--dns-timeout", "100ms", *QUICK,
                input="\n".join(lines).encode())
    found = {record["target"]: record.get("error") for record in records(done)}
    assert [found[name] for name in lines[:2]] == [None, None]
    assert "no..name" in found["no..name"]
    assert done.status == 65


def test_a_list_may_not_run_commands(ehlo, tmp_path):
    done = ehlo("probe", "-", "--json", *QUICK, input=f"exec:touch {tmp_path / 'run'}\n".encode())
    assert records(done)[0]["error"] == f"'exec:touch {tmp_path / 'run'}': a list cannot run commands"
    assert (done.status, (tmp_path / "run").exists()) == (65, False)


def test_results_stream(binary, crowd):
    """The first result is there while the list is still being written."""
    read, write = os.pipe()
    run = subprocess.Popen([binary, "probe", "-", "--json", *QUICK], stdin=read, stdout=subprocess.PIPE, text=True,
                           start_new_session=True)
    os.close(read)
    with os.fdopen(write, "w", buffering=1) as lines:
        for name in names(crowd, 3):
            lines.write(f"{name}\n")
            assert json.loads(run.stdout.readline())["target"] == name
    assert run.wait(20) == 0
    run.stdout.close()


def test_a_network_is_looked_at_address_by_address(ehlo, crowd):
    done = ehlo("probe", "127.7.9.0/30", "--json", "--in-order", *QUICK)  # port 25, where nobody is
    assert targets(done) == [f"127.7.9.{i}" for i in range(4)]
    assert done.status == 75


# ---- politely


def test_one_address_gets_one_conversation_at_a_time(ehlo):
    with Crowd(pause=0.05) as crowd:
        done = ehlo("probe", *[f"127.7.0.{i}:{crowd.port}" for i in (1, 2) * 5], "--json", *QUICK)
    assert (len(crowd.came), crowd.most, done.status) == (10, 1, 0)


def test_one_address_gets_as_many_as_it_may(ehlo):
    with Crowd(pause=0.3) as crowd:
        done = ehlo("probe", *[f"127.7.0.1:{crowd.port}"] * 9, "--per-host", "3", "--json", *QUICK)
    assert (len(crowd.came), crowd.most, done.status) == (9, 3, 0)


def test_a_rate_is_kept(ehlo, crowd):
    begun = time.monotonic()
    done = ehlo("probe", *names(crowd, 8), "--rate", "20/s", "--json", *QUICK)
    assert time.monotonic() - begun >= 7 / 20
    assert (len(crowd.came), done.status) == (8, 0)


# ---- on more than one machine, and more than once


def test_shards_share_a_list_and_lose_nothing(ehlo, crowd, listed):
    all_names = names(crowd, 60)
    options = ("probe", listed(all_names), "--json", *QUICK)
    shards = [targets(ehlo(*options, "--shard", f"{i}/3")) for i in (1, 2, 3)]
    auto = ehlo(*options, "--shard", "auto", env={"JOB_COMPLETION_INDEX": "1", "JOB_COMPLETIONS": "3"})
    assert sorted(sum(shards, [])) == sorted(all_names)
    assert sorted(targets(auto)) == sorted(shards[1])


def test_a_killed_run_goes_on_and_loses_and_doubles_nothing(binary, ehlo, listed, tmp_path):
    kept = tmp_path / "out.ndjson"
    with Crowd(pause=0.02) as crowd:
        all_names = names(crowd, 150)
        options = ["probe", listed(all_names), "--resume", kept, "-j", "8", *QUICK]
        run = subprocess.Popen([binary, *options], start_new_session=True)
        while not kept.exists() or kept.read_bytes().count(b"\n") < 30:
            assert run.poll() is None
            time.sleep(0.005)
        run.send_signal(signal.SIGKILL)
        run.wait()
        with kept.open("ab") as file:
            file.write(b'{"target":"127.7.3.')  # what a kill in the middle of a line leaves
        done = ehlo(*options)
        assert (done.stdout, done.stderr, done.status) == ("", "", 0)
        assert sorted(json.loads(line)["target"] for line in kept.read_text().splitlines()) == sorted(all_names)
        calls = len(crowd.came)
        assert ehlo(*options).status == 0
        assert len(crowd.came) == calls  # nothing was left to do


def test_results_are_joined(ehlo, crowd, tmp_path):
    one, two = names(crowd, 2)
    (tmp_path / "a").write_text(json.dumps({"target": one, "error": "the DNS does not tell", "hosts": []}) + "\n")
    (tmp_path / "b").write_text(ehlo("probe", one, two, "--json", *QUICK).stdout + '{"targ')
    done = ehlo("probe", "--merge", tmp_path / "a", tmp_path / "b")
    assert sorted(targets(done)) == [one, two]
    assert all("error" not in record for record in records(done))
    assert done.stderr == f"ehlo: probe: warning: {tmp_path / 'b'}: its end is unfinished, and passed over\n"
    assert done.status == 0


def test_the_pods_of_the_kubernetes_job_do_the_whole_list(binary, ehlo, tmp_path):
    """As Kubernetes would run them, with an index each."""
    job = yaml.safe_load((ROOT / "scripts/k8s-probe-job.yaml").read_text())["spec"]
    pod = job["template"]["spec"]["containers"][0]
    assert pod["env"] == [{"name": "JOB_COMPLETIONS", "value": str(job["completions"])}]
    for folder in ("targets", "results"):
        (tmp_path / folder).mkdir()
        script = pod["command"][2].replace("/targets/", f"{tmp_path}/targets/").replace("/results/", f"{tmp_path}/results/")
    with Crowd() as crowd:
        all_names = names(crowd, 40)
        (tmp_path / "targets/targets").write_text("\n".join(all_names))
        for index in range(job["completions"]):
            env = {**os.environ, "JOB_COMPLETION_INDEX": str(index), "JOB_COMPLETIONS": str(job["completions"]),
                   "PATH": f"{binary.parent}:{os.environ['PATH']}"}
            subprocess.run([*pod["command"][:2], script.replace("20/s", "1000/s")], env=env, check=True, timeout=60)
    done = ehlo("probe", "--merge", *sorted((tmp_path / "results").iterdir()))
    assert sorted(targets(done)) == sorted(all_names)


# ---- other reports


def test_a_baseline_is_compared_target_by_target(ehlo, crowd, listed, tmp_path):
    known = names(crowd, 5)
    (tmp_path / "before.json").write_text(ehlo("probe", listed(known), "--json", *QUICK).stdout)
    new = f"127.8.0.1:{crowd.port}"
    done = ehlo("probe", listed([*known, new]), "--baseline", tmp_path / "before.json", "--fail-on", "warn", "--json", *QUICK)
    changes = {record["target"]: {change["check"] for change in record["changes"]} for record in records(done)}
    assert changes.pop(new) >= {"starttls-offered"}
    assert set(map(frozenset, changes.values())) == {frozenset()}
    assert done.status == 1


def test_junit_sessions_and_conversations_are_written_for_all(ehlo, crowd, listed, tmp_path):
    all_names = names(crowd, 12)
    done = ehlo("probe", listed(all_names), "--json", "--junit", tmp_path / "report.xml", "--record", tmp_path / "kept",
                "--emit-session", tmp_path / "all.smtp", *QUICK)
    suites = ElementTree.parse(tmp_path / "report.xml").getroot()
    assert sorted(suite.get("name") for suite in suites) == sorted(all_names)
    assert len(list((tmp_path / "kept").iterdir())) == 12
    assert (tmp_path / "all.smtp").read_text().count("@connect") == 12
    assert ehlo("run", "--check", tmp_path / "all.smtp").status == 0
    assert done.status == 0


# ---- what has no sense with a list


@pytest.mark.parametrize("options, error", [
    (["--nagios"], "--nagios is one line about the targets of the command line: it goes with no list, no network and no "
                   "--resume"),
    (["--auth-user", "joe"], "a login is tried at one server: name it with its port, or as smtp://HOST"),
    (["--open-relay"], "--open-relay is for servers that you name: write HOST:PORT or smtp://HOST"),
    (["--record", "kept", "--per-host", "2"], "--record has one file for an address: it goes with no --per-host above 1"),
    (["--shard", "3"], "--shard: '3': write I/N, from 1/N to N/N, as 3/8 for the third of eight"),
])
def test_what_has_no_sense_with_a_list_is_refused(ehlo, options, error):
    done = ehlo("probe", "-", *options)
    assert error in done.stderr + done.stdout
    assert done.status == (3 if options == ["--nagios"] else 65 if "--shard" in options else 64)


def test_a_list_of_nobody_is_no_success(ehlo, tmp_path):
    empty = tmp_path / "list"
    empty.write_text("# all gone\n\n")
    for command in "probe", "banner":
        done = ehlo(command, f"@{empty}", "--json")
        assert (done.stdout, done.stderr, done.status) == (
            "", f"ehlo: {command}: the list names no target: nothing was looked at\n", 66)


def test_a_run_goes_on_by_its_own_fail_on(ehlo, crowd, listed, tmp_path):
    kept, file = tmp_path / "out.ndjson", listed(names(crowd, 3))
    assert ehlo("probe", file, "--resume", kept, "--fail-on", "warn", *QUICK).status == 1
    assert ehlo("probe", file, "--resume", kept, *QUICK).status == 0
    assert ehlo("probe", file, "--resume", kept, "--fail-on", "warn", *QUICK).status == 1
    assert [json.loads(line)["exits"] for line in kept.read_text().splitlines()] == 3 * [{"warn": 1, "fail": 0}]


def test_results_of_the_other_command_are_left_alone(ehlo, crowd, tmp_path):
    kept = {command: tmp_path / command for command in ("banner", "probe")}
    for command, file in kept.items():
        file.write_text(ehlo(command, *names(crowd, 2), "--json", "--helo", "client.test",
                             *(["--ehlo"] if command == "banner" else [])).stdout)
    for command, other in ("banner", "probe"), ("probe", "banner"):
        file, text = kept[other], kept[other].read_text()
        error = (f"{file}:1: a result of 'ehlo {other}', and 'ehlo {command}' takes its own alone: name another file\n")
        resumed = ehlo(command, *names(crowd, 2), "--resume", file)
        assert (resumed.stderr, resumed.status) == (f"ehlo: {command}: --resume: {error}", 65)
        merged = ehlo(command, "--merge", file)
        assert (merged.stdout, merged.stderr, merged.status) == ("", f"ehlo: {command}: {error}", 65)
        assert file.read_text() == text


def test_a_merge_makes_no_report(ehlo, tmp_path):
    done = ehlo("probe", "--merge", tmp_path / "a", "--junit", tmp_path / "b")
    assert done.stderr == ("ehlo: probe: --merge only joins files: it goes with no --nagios, --junit, --baseline, "
                           "--record and --emit-session\n")
    assert done.status == 64
