"""What `ehlo probe` writes for machines: JUnit, annotations, a monitor's line, a baseline, session files."""

import json
import re
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest

from serve_fixture import ROOT, Stage

KEYWORDS = ("PIPELINING", "SIZE 50000000", "8BITMIME", "ENHANCEDSTATUSCODES")


def hello(*keywords):
    *others, last = ["mx.example.com", *keywords]
    return ["C: EHLO client.test", *(f"S: 250-{line}" for line in others), f"S: 250 {last}"]


def session(tls="good", greeting="220 mx.example.com ESMTP"):
    return [f"S: {greeting}", *hello(*KEYWORDS, "STARTTLS"), "C: STARTTLS", "S: 220 go on", f"@tls {tls}",
            *hello(*KEYWORDS), "C: QUIT", "S: 221 bye"]


@pytest.fixture
def probe(ehlo, certificates):
    def run(*arguments, **more):
        return ehlo("probe", "--helo", "client.test", "--timeout", "5s",
                    "--tls-ca-path", certificates.path("root.crt"), *arguments, **more)

    return run


# ---- JUnit


def suites(path):
    """The file, checked against the schema that CI systems share, and its counts."""
    checked = subprocess.run(["xmllint", "--noout", "--schema", ROOT / "tests/e2e/junit.xsd", path], capture_output=True)
    assert checked.returncode == 0, checked.stderr.decode()
    root = ElementTree.parse(path).getroot()
    assert root.tag == "testsuites"
    for suite in root:
        assert suite.tag == "testsuite" and {"name", "tests", "failures", "errors", "skipped", "time"} == set(suite.attrib)
        assert int(suite.get("tests")) == len(suite)
        for case in suite:
            assert case.tag == "testcase" and {"classname", "name", "time"} == set(case.attrib)
            assert len(case) <= 1 and all(child.tag in {"failure", "error", "skipped", "system-out"} for child in case)
        for tag, count in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            assert len(suite.findall(f"*/{tag}")) == int(suite.get(count))
    return root


def test_junit_has_a_case_for_each_check(probe, wire, tmp_path):
    with wire(*session()) as server:
        done = probe(server.address, "--junit", tmp_path / "report.xml")
    suite, = suites(tmp_path / "report.xml")
    assert (suite.get("name"), suite.get("failures"), done.status) == (server.address, "0", 0)
    cases = {case.get("name"): case.get("classname") for case in suite}
    assert cases["starttls-offered"] == f"ehlo.probe.{server.address}"


def test_junit_has_a_failure_with_its_fix_and_no_control_byte(probe, wire, tmp_path):
    with wire(*session("stranger", r"220 mx.example.com <&\x1b]]>")) as server:
        done = probe(server.address, "--junit", tmp_path / "report.xml")
    suite, = suites(tmp_path / "report.xml")
    failure = suite.find("*[@name='certificate-self-signed']/failure")
    assert failure.get("message") == "certificate is self-signed"
    assert "\nfix: " in failure.text
    assert done.status == 1


def test_junit_has_an_error_for_who_leads_nowhere(probe, tmp_path):
    from dns_server import DnsServer
    with DnsServer({"example.com": [("MX", 0, "")]}) as dns:
        done = probe("example.com", "--dns-server", dns.address, "--junit", tmp_path / "report.xml")
    suite, = suites(tmp_path / "report.xml")
    assert (suite.get("errors"), done.status) == ("1", 68)


def test_junit_that_cannot_be_written_is_told_at_once(probe):
    done = probe("127.0.0.1:1", "--junit", "/nowhere/report.xml")
    assert done.stderr == "ehlo: probe: --junit: cannot write /nowhere/report.xml: no such file or directory\n"
    assert done.status == 74


# ---- GitHub


def test_in_github_actions_alarms_are_annotations(probe, wire):
    with wire(*session("stranger")) as server:
        done = probe(server.address, env={"GITHUB_ACTIONS": "true"})
    place = server.address.replace(":", "%3A")
    assert f"::error title=certificate-self-signed at {place}::certificate is self-signed%0Afix: " in done.stderr


# ---- monitoring

PARSE = """for my $p (Monitoring::Plugin::Performance->parse_perfstring(<STDIN>)) {
  print join("|", map { $_ // "" } $p->label, $p->value, $p->uom, $p->warning, $p->critical, $p->min), "\\n" }"""


def parsed(data):
    """What the parser of the monitoring plugins themselves makes of performance data."""
    done = subprocess.run(["perl", "-MMonitoring::Plugin::Performance", "-e", PARSE], input=data.encode(), capture_output=True,
                          check=True)
    return [row.split("|") for row in done.stdout.decode().splitlines()]


NUMBER = r"-?[0-9]+(\.[0-9]+)?"
RANGE = rf"(@?(~|{NUMBER})?:?({NUMBER})?)?"
# https://nagios-plugins.org/doc/guidelines.html, "Performance data"
PERFDATA = re.compile(rf"(?P<label>'[^'=|]+'|[^'=| ]+)=(?P<value>{NUMBER})(?P<unit>s|%|B|c)?(;{RANGE}){{0,4}}(?= |$)")


def monitor(done):
    """The line in its parts: state, text, values by label."""
    assert done.stdout.count("\n") == 1 and done.stderr == ""
    text, _, data = done.stdout.rstrip("\n").partition(" | ")
    values = {}
    at = 0
    while at < len(data):
        found = PERFDATA.match(data, at)
        assert found, data[at:]
        values[found["label"]] = found[0].partition("=")[2]
        at = found.end() + 1
    assert [row[0] for row in parsed(data)] == [label.strip("'") for label in values]
    return text.split(" ")[1], text, values


@pytest.mark.parametrize("tls, options, state, status", [
    ("good", [], "OK", 0),
    ("good", ["--cert-warn", "200"], "WARNING", 1),
    ("good", ["--cert-fail", "200"], "CRITICAL", 2),
    ("good", ["-w", "0"], "WARNING", 1),
    ("good", ["-w", "0", "-c", "0"], "CRITICAL", 2),
    ("good", ["-w", "20", "-c", "30"], "OK", 0),
    ("stranger", [], "CRITICAL", 2),
    ("stranger", ["--skip", "certificate"], "OK", 0),
])
def test_a_monitor_gets_a_line_and_a_status(probe, wire, tls, options, state, status):
    with wire(*session(tls)) as server:
        done = probe("--nagios", "-H", "127.0.0.1", "-p", server.port, *options)
    word, text, values = monitor(done)
    assert (word, done.status) == (state, status)
    assert text.startswith(f"SMTP {state} - 127.0.0.1:{server.port}: ")
    assert {"time", "connect", "greeting", "ehlo", "tls", "cert_days"} == set(values)


def test_a_monitor_gets_the_limits(probe, wire):
    with wire(*session()) as server:
        done = probe("--nagios", "-H", "127.0.0.1", "-p", server.port, "-w", "1", "-c", "2.5s")
    values = monitor(done)[2]
    assert re.fullmatch(r"0\.\d{3}s;1\.000;2\.500;0", values["connect"])
    assert re.fullmatch(r"\d+;14:;3:", values["cert_days"])
    rows = {row[0]: row[1:] for row in parsed(done.stdout.partition(" |")[2])}
    assert rows["connect"][1:] == ["s", "1.000", "2.500", "0"]
    assert rows["cert_days"][1:] == ["", "14:", "3:", ""]


def test_who_does_not_listen_is_critical(probe):
    word, text, _ = monitor(done := probe("--nagios", "-H", "127.0.0.1", "-p", "1"))
    assert (word, done.status) == ("CRITICAL", 2)
    assert "connect-refused" in text


@pytest.mark.parametrize("arguments", [["127.0.0.1:25:25"], ["-H", "127.0.0.1", "-w", "soon"], [],
                                       ["127.0.0.1", "--only", "nonsense"], ["-H", "127.0.0.1", "-p", "99999"],
                                       ["-H", ""], ["-H", "127.0.0.1", "--cert-warn", "soon"]])
def test_what_cannot_be_probed_is_unknown(probe, arguments):
    word, _, values = monitor(done := probe("--nagios", *arguments))
    assert (word, values, done.status) == ("UNKNOWN", {}, 3)


def test_a_host_without_an_address_is_never_green(probe):
    """The example of the man page skips what is said of addresses."""
    word, text, values = monitor(done := probe("--nagios", "-H", "mx.example.com", "--skip", "auth,resolve",
                                               "--dns-server", "127.0.0.1:1", "--dns-timeout", "1s"))
    assert (word, values, done.status) == ("UNKNOWN", {}, 3)
    assert text.startswith("SMTP UNKNOWN - mx.example.com:25: reached: not all that was asked for: ")


def test_a_bar_of_the_server_begins_no_data(probe, wire):
    with wire("S: 554 go | away=1s;2", "C: QUIT", "S: 221 bye") as server:
        word, text, values = monitor(probe("--nagios", server.address))
    assert word == "CRITICAL" and "go / away=1s;2" in text and "away" not in values


def test_several_addresses_have_labels_of_their_own(probe, wire):
    with wire(*session(), "@connect", *session()) as server:
        values = monitor(probe("--nagios", server.address, f"localhost:{server.port}", "-4"))[2]
    assert f"'{server.address} time'" in values and f"'localhost:{server.port} [127.0.0.1] time'" in values


# ---- a baseline


def test_what_was_bad_before_is_no_failure(probe, wire, tmp_path):
    with wire(*session("stranger"), "@connect", *session("stranger")) as server:
        (tmp_path / "before.json").write_text(probe(server.address, "--json").stdout)
        done = probe(server.address, "--baseline", tmp_path / "before.json")
    assert "since the baseline: nothing has changed" in done.stdout
    assert done.status == 0


def test_what_got_worse_is_and_what_got_better_is_told(probe, wire, tmp_path):
    with wire(*session(), "@connect", *session("stranger"), "@connect", *session()) as server:
        good = probe(server.address, "--json").stdout
        (tmp_path / "good.json").write_text(good)
        worse = probe(server.address, "--json", "--baseline", tmp_path / "good.json")
        (tmp_path / "bad.json").write_text(worse.stdout)
        better = probe(server.address, "--baseline", tmp_path / "bad.json")
    changes = {change["check"]: change for change in json.loads(worse.stdout)["changes"]}
    assert changes["certificate-self-signed"]["change"] == "worse"
    assert (changes["certificate-self-signed"]["was"], changes["certificate-self-signed"]["is"]) == ("pass", "fail")
    assert f"better   {server.address}: certificate-self-signed: fail before, pass now" in better.stdout
    assert (worse.status, better.status) == (1, 0)


def test_a_target_that_is_new_is_judged_as_without_a_baseline(probe, wire, tmp_path):
    (tmp_path / "other.json").write_text('{"target":"other","error":"none"}\n')
    with wire(*session("stranger")) as server:
        done = probe(server.address, "--baseline", tmp_path / "other.json")
    assert "this target does not stand in it" in done.stdout
    assert done.status == 1


@pytest.mark.parametrize("text, status, error", [
    ("", 65, "there is no result of 'ehlo probe --json' in it"),
    ("[1]\n", 65, "line 1 is no result of 'ehlo probe --json'"),
    ('\n{"target":"a","hosts":[{}]}\n', 65, "line 2 is no result of 'ehlo probe --json'"),
])
def test_a_baseline_that_is_none_is_told(probe, tmp_path, text, status, error):
    (tmp_path / "before.json").write_text(text)
    done = probe("127.0.0.1:1", "--baseline", tmp_path / "before.json")
    assert (done.stderr, done.status) == (f"ehlo: probe: --baseline: {tmp_path}/before.json: {error}\n", status)


def test_a_baseline_that_is_not_there_is_told(probe):
    done = probe("127.0.0.1:1", "--baseline", "/nowhere.json")
    assert done.stderr == "ehlo: probe: --baseline: cannot read /nowhere.json: no such file or directory\n"
    assert done.status == 66


# ---- session files


def test_what_was_found_is_asserted_and_passes_against_the_same_server(probe, ehlo, wire, certificates, tmp_path):
    trusted = ("--tls-ca-path", certificates.path("root.crt"))
    with wire(*session()) as server:
        probe(server.address, "--emit-session", tmp_path / "mx.smtp")
    text = (tmp_path / "mx.smtp").read_text()
    assert "@tls verify=on name=127.0.0.1\n? tls.version >= TLSv1.3\n? cert.days >= 14\n" in text
    assert "? ehlo PIPELINING exists\n" in text
    with wire(*["C*" if line.startswith("C: EHLO") else line for line in session()]) as other:
        moved = text.replace(server.address, other.address)
        (tmp_path / "mx.smtp").write_text(moved)
        done = ehlo("run", tmp_path / "mx.smtp", *trusted)
    assert done.status == 0, done.stdout


def test_a_session_that_was_emitted_stays_when_the_server_is_down(probe, tmp_path, unused_port):
    (tmp_path / "ci.smtp").write_text("S: 220\n")
    done = probe(f"127.0.0.1:{unused_port}", "--emit-session", tmp_path / "ci.smtp")
    assert "nothing was found that a session could assert" in done.stderr
    assert (tmp_path / "ci.smtp").read_text() == "S: 220\n"


def test_a_session_that_is_emitted_takes_the_place_of_the_one_before(probe, wire, tmp_path):
    (tmp_path / "ci.smtp").write_text("# of yesterday\n")
    with wire(*session()) as server:
        probe(server.address, "--emit-session", tmp_path / "ci.smtp")
    assert "# of yesterday" not in (tmp_path / "ci.smtp").read_text()


def test_what_has_changed_is_found_by_the_session(probe, ehlo, wire, certificates, tmp_path):
    with wire(*session()) as server:
        probe(server.address, "--emit-session", tmp_path / "mx.smtp")
    changed = ["S: 220 mx.example.com ESMTP", "C*", "S: 250 mx.example.com", "@hang-up"]
    with wire(*changed) as other:
        text = (tmp_path / "mx.smtp").read_text().replace(server.address, other.address)
        (tmp_path / "mx.smtp").write_text(text)
        done = ehlo("run", tmp_path / "mx.smtp")
    assert "? ehlo PIPELINING exists" in done.stdout
    assert done.status == 1


def test_the_conversations_are_kept_and_can_be_served(probe, ehlo, wire, tmp_path):
    with wire(*session()) as server:
        probe(server.address, "--record", tmp_path / "kept")
    kept, = (tmp_path / "kept").iterdir()
    assert kept.name == f"127.0.0.1-{server.port}-127.0.0.1.smtp"
    assert ehlo("run", "--check", kept).status == 0
    with Stage(kept) as stage:
        done = ehlo("probe", stage.address, "--helo", "client.test", "--only", "greeting,ehlo,starttls,tls", "--json")
    assert json.loads(done.stdout)["hosts"][0]["addresses"][0]["greeting"]["lines"] == ["mx.example.com ESMTP"]
