"""SIGINT and SIGTERM while `ehlo probe` and `ehlo banner` look at many servers: nobody is judged by half a look, what
was found is told, what was not looked at is named."""

import json
import signal
import subprocess
import xml.etree.ElementTree as xml

import pytest

from serve_fixture import PATIENCE
from test_probe_tests import LOOK, asked, envelope_end
from test_signals import started

HELLO = "S: 220 mx.example.com ESMTP", "C: EHLO client.test", "S: 250 mx.example.com"
WHOLE = *HELLO, "C: QUIT", "S: 221 bye"
HELLO_NAME = ("--helo", "client.test")


def end(child):
    child.send_signal(signal.SIGTERM)
    shown, complaint = child.communicate(timeout=PATIENCE)
    assert child.returncode == -signal.SIGTERM
    return shown.decode(), complaint.decode()


def listed(tmp_path, *targets):
    (tmp_path / "list").write_text("\n".join(targets))
    return "@list"


def test_a_probe_of_a_list_finishes_its_reports(started, wire, tmp_path):
    with wire(*WHOLE) as sound, wire(*HELLO[:2], "@told", "@wait") as mute:
        targets = listed(tmp_path, sound.address, mute.address, "127.0.0.1:1")
        child = started("probe", targets, *HELLO_NAME, "-j", "1", "--json", "--junit", "r.xml")
        assert mute.told.wait(PATIENCE)
        shown, complaint = end(child)
    assert [json.loads(line)["target"] for line in shown.splitlines()] == [sound.address]
    assert complaint == (f"ehlo: probe: interrupted: 1 targets told, 2 not: {mute.address} (interrupted waiting for the "
                         "reply to EHLO), 127.0.0.1:1\n")
    suites = {suite.get("name"): suite for suite in xml.parse(tmp_path / "r.xml").iter("testsuite")}
    assert list(suites) == [sound.address, mute.address, "127.0.0.1:1"]
    assert [suite.get("skipped") for suite in suites.values()] == ["0", "1", "1"]
    assert suites[mute.address].find("*/skipped").get("message") == "not looked at: interrupted"


@pytest.mark.parametrize("command", ["probe", "banner"])
def test_a_server_that_was_half_looked_at_is_looked_at_again(started, wire, tmp_path, command):
    greeted = WHOLE if command == "probe" else ("S: 220 mx.example.com ESMTP", "C: QUIT", "S: 221 bye")
    with wire("@told", "@wait", "@connect", *greeted) as server:
        words = command, listed(tmp_path, server.address), "--resume", "kept", *(HELLO_NAME if command == "probe" else ())
        child = started(*words)
        assert server.told.wait(PATIENCE)
        end(child)
        assert (tmp_path / "kept").read_bytes() == b""
        again = started(*words)
        assert (again.communicate(timeout=PATIENCE)[1], again.returncode) == (b"", 0)
    assert json.loads((tmp_path / "kept").read_text())["target"] == server.address


@pytest.mark.parametrize("command", ["probe", "banner"])
def test_a_list_that_is_still_typed_is_waited_for_no_longer(started, command):
    child = started(command, "127.0.0.1:1", "-", "-j", "1", "--json", stdin=subprocess.PIPE)
    assert child.stdout.readline()
    what = {"probe": "targets", "banner": "servers"}[command]
    child.send_signal(signal.SIGTERM)
    assert child.stderr.read().decode() == f"ehlo: {command}: interrupted: 1 {what} told, 0 not\n"


def test_the_turn_of_the_next_server_is_not_waited_for(started, tmp_path):
    child = started("banner", listed(tmp_path, "127.0.0.1:1", "127.0.0.2:1"), "-j", "1", "--rate", "1/h", "--json")
    assert child.stdout.readline()
    assert end(child)[1].startswith("ehlo: banner: interrupted: 1 servers told, 1 not: 127.0.0.2:1")


def test_a_monitor_gets_its_line(started, wire):
    with wire("@told", "@wait") as mute:
        child = started("probe", "--nagios", mute.address)
        assert mute.told.wait(PATIENCE)
        assert end(child) == (f"SMTP UNKNOWN - {mute.address}: not looked at: interrupted\n", "")


def test_greylisting_is_not_waited_for(started, wire):
    script = [*LOOK, *asked("550 5.1.1 none", "451 4.7.1 try again later", *envelope_end(False)), "@told"]
    with wire(*script) as server:
        child = started("probe", server.address, *HELLO_NAME, "--rcpt", "bob@example.com", "--retry-greylist", "1h")
        assert server.told.wait(PATIENCE)
        assert "1 not: " + server.address in end(child)[1]
