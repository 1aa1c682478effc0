"""`ehlo mx` on a signed tree of test zones: knot serves them, a validating unbound answers.

The domains, each with one fault, and what must be said of them stand in mx_domains.case.
"""

import ipaddress
import json
import os
import re
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

CASES = Path(__file__).with_name("mx_domains.case")
SOA = "@ 300 IN SOA ns.test. hostmaster.test. 1 3600 600 86400 60\n@ 300 IN NS ns.test.\n"
APART = ("insecure", "bogus", "bogus-zone")  # zones of their own


@dataclass
class Case:
    name: str
    lines: list = field(default_factory=list)  # as they stand in the file, without the outcome
    zone: list = field(default_factory=list)
    reverse: list = field(default_factory=list)
    below: str = ""
    only: str = ""
    options: list = field(default_factory=list)
    outcome: list = field(default_factory=list)

    def add(self, line):
        word, _, rest = line.partition(" ")
        if word in (">", "+", "?", "="):
            self.outcome.append(line)
            return
        self.lines.append(line)
        if word == "zone":
            self.zone.append(rest)
        elif word == "reverse":
            self.reverse.append(("PTR", *rest.split()))
        elif word == "alias":
            self.reverse.append(("CNAME", *rest.split()))
        elif word == "below":
            self.below = f"{rest}."
        elif word == "only":
            self.only = rest
        elif word == "with":
            self.options += rest.split()


def read_cases():
    head, cases = [], []
    for line in CASES.read_text().splitlines():
        if found := re.match(r"=== ([\w-]+):", line):
            cases.append(Case(found[1]))
            cases[-1].lines.append(line)
        elif not cases:
            head.append(line)
        elif line:
            cases[-1].add(line)
    return "\n".join(head), cases


HEAD, ALL = read_cases()


# ---- the servers


def free_port():
    """Free for UDP and TCP at once."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
        udp.bind(("127.0.0.1", 0))
        tcp.bind(udp.getsockname())
        return udp.getsockname()[1]


def record(owner, data):
    return f"{owner} 300 IN {data}\n"


def zone_line(case, line):
    owner, data = line.split(None, 1)
    return record(owner, data)


def zones():
    """Each zone's text by its name; names in the zone of a case are relative to it."""
    texts = {".": SOA + "test. 300 IN NS ns.test.\nns.test. 300 IN A 127.0.0.1\n"
                  "in-addr.arpa. 300 IN NS ns.test.\nip6.arpa. 300 IN NS ns.test.\n", "test.": SOA + "ns 300 IN A 127.0.0.1\n"}
    reverse = {"in-addr.arpa.": SOA, "ip6.arpa.": SOA}
    for case in ALL:
        lines = "".join(zone_line(case, line) for line in case.zone)
        if case.name in APART:
            texts[f"{case.name}.test."] = SOA + lines
            texts["test."] += f"{case.name} 300 IN NS ns.test.\n"
        else:
            texts["test."] += f"$ORIGIN {case.name}.test.\n{lines}$ORIGIN test.\n"
        for kind, address, name in case.reverse:
            owner = ipaddress.ip_address(address).reverse_pointer + "."
            reverse["ip6.arpa." if ":" in address else "in-addr.arpa."] += record(owner, f"{kind} {name}")
    for bogus in ("bogus", "bogus-zone"):
        texts["test."] += f"{bogus} 300 IN DS 12345 13 2 {'0' * 64}\n"
    return texts | reverse


def knot_configuration(folder, port):
    (folder / "db").mkdir()
    text = f'server:\n    rundir: "{folder}"\n    listen: 127.0.0.1@{port}\n'
    text += f'database:\n    storage: "{folder}/db"\nlog:\n  - target: stderr\n    any: warning\nzone:\n'
    for number, (name, lines) in enumerate(zones().items()):
        (folder / f"{number}.zone").write_text(f"$ORIGIN {name}\n{lines}")
        text += f'  - domain: "{name}"\n    file: "{folder}/{number}.zone"\n    zonefile-sync: -1\n'
        text += "    journal-content: none\n" + ("    dnssec-signing: on\n" if name == "test." else "")
    (folder / "knot.conf").write_text(text)
    return folder / "knot.conf"


def unbound_configuration(folder, port, knot, anchor):
    (folder / "anchor").write_text(anchor)
    stubs = "".join(f'stub-zone:\n  name: "{zone}"\n  stub-addr: 127.0.0.1@{knot}\n' for zone in (".", "test.", "in-addr.arpa.", "ip6.arpa."))
    (folder / "unbound.conf").write_text(f"""server:
  interface: 127.0.0.1@{port}
  do-daemonize: no
  chroot: ""
  username: ""
  directory: "{folder}"
  pidfile: ""
  use-syslog: no
  module-config: "validator iterator"
  trust-anchor-file: "{folder}/anchor"
  do-not-query-localhost: no
  local-zone: "test." nodefault
  qname-minimisation: no
  do-ip6: no
  outgoing-range: 200
remote-control:
  control-enable: no
{stubs}""")
    return folder / "unbound.conf"


def wait_for(check, what):
    end = time.monotonic() + 20
    while not (found := check()):
        assert time.monotonic() < end, f"{what} does not answer"
        time.sleep(0.05)
    return found


def trust_anchor(configuration):
    made = subprocess.run(["keymgr", "-c", configuration, "test.", "ds"], capture_output=True, text=True)
    lines = [line for line in made.stdout.splitlines() if re.search(r" DS \d+ \d+ 2 ", line)]
    return "\n".join(lines) + "\n" if lines else ""


@pytest.fixture(scope="module")
def resolver(tmp_path_factory, binary):
    """The address of the validating resolver."""
    folder = tmp_path_factory.mktemp("dns")
    knot, unbound = free_port(), free_port()
    configuration = knot_configuration(folder, knot)
    running = [subprocess.Popen(["/usr/sbin/knotd", "-c", configuration], stderr=open(folder / "knot.log", "w"))]
    try:
        anchor = wait_for(lambda: trust_anchor(configuration), "knot")
        configuration = unbound_configuration(folder, unbound, knot, anchor)
        running.append(subprocess.Popen(["/usr/sbin/unbound", "-d", "-c", configuration], stderr=open(folder / "unbound.log", "w")))
        address = f"127.0.0.1:{unbound}"
        ask = [binary, "mx", "--json", "--only", "mx", "sound.test", "--dns-server", address, "--dns-timeout", "1s"]
        wait_for(lambda: b'"authentic":true' in subprocess.run(ask, capture_output=True).stdout, "unbound")
        yield address
    finally:
        for process in running:
            process.terminate()
            process.wait()


# ---- the cases


def told(report):
    lines = []
    for row in report["rows"]:
        for finding in row["findings"]:
            lines.append(f"> {row['name']} {finding['verdict']} {finding['text']}")
            lines += [f"+ {line}" for line in finding.get("fix", "").split("\n") if line]
        lines += [f"? {row['name']} {line}" for line in row.get("unknown", [])]
        if not row["findings"] and "unknown" not in row:
            lines.append(f"> {row['name']} {row['verdict']} {row['summary']}")
    return lines


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_a_domain_is_judged(ehlo, resolver, case):
    done = ehlo("mx", "--json", f"{case.below}{case.name}.test", "--only", case.only, *case.options, "--dns-server", resolver)
    lines = [re.sub(r"id=\d{14}", "id=TIME", line.replace(resolver, "RESOLVER")) for line in told(json.loads(done.stdout))]
    lines.append(f"= {done.status}")
    if os.environ.get("MX_UPDATE"):
        case.outcome = lines
        blocks = ["\n".join(each.lines + each.outcome) for each in ALL]
        CASES.write_text(HEAD.rstrip() + "\n\n" + "\n\n".join(blocks) + "\n")
    assert lines == case.outcome


def test_there_are_many_domains():
    assert len(ALL) >= 45


def test_a_list_tells_all_domains(ehlo, resolver):
    names = "".join(f"{case.name}.test\n" for case in ALL)
    done = ehlo("mx", "--short", "-", "--dns-server", resolver, input=names.encode())
    assert len({line.split()[0] for line in done.stdout.splitlines()}) > 30
    assert done.status == 68


def lines_to_copy():
    """Each record that a fix names, with an address where one is to be filled in."""
    for case in ALL:
        for line in case.outcome:
            if found := re.match(r"\+ [^\"]*?: (\S+\. IN .*)", line):
                record_line = found[1].replace("IN AAAA ADDRESS", "IN AAAA 2001:db8::1")
                yield record_line.replace("IN A ADDRESS", "IN A 192.0.2.1")


def test_what_is_to_be_published_is_a_line_of_a_zone_file(tmp_path):
    lines = sorted(set(lines_to_copy()))
    assert len(lines) > 60
    assert knot_says_of(tmp_path, lines) == ""
    assert "line 6" in knot_says_of(tmp_path, ["a.test. IN MX 20 mx2.a.test., on a second machine"])


def knot_says_of(folder, lines):
    """What is wrong with a zone of these lines, the first of which is its sixth."""
    (folder / "lines.zone").write_text(f"$ORIGIN .\n$TTL 300\n{SOA}ns.test. IN A 127.0.0.1\n" + "".join(f"{line}\n" for line in lines))
    (folder / "knot.conf").write_text(
        f'server:\n    rundir: "{folder}"\ndatabase:\n    storage: "{folder}"\n'
        f'zone:\n  - domain: "."\n    file: "{folder}/lines.zone"\n')
    done = subprocess.run(["/usr/sbin/knotc", "-c", folder / "knot.conf", "zone-check", "."], capture_output=True, text=True)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_nothing_is_told_to_be_published_in_words():
    told_to = [line for case in ALL for line in case.outcome if re.match(r"\+ (or )?publish", line)]
    assert [line for line in told_to if " IN " not in line] == []
