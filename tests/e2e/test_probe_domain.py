"""`ehlo probe DOMAIN` in a network of its own: port 25, public addresses, DNS, MTA-STS over HTTPS.

Each row spoils one thing of a domain that is in order, and names what must be told of it.
"""

import contextlib
import ctypes
import hashlib
import http.server
import json
import os
import subprocess
import threading

import pytest

from dns_server import DnsServer
from faulty_certificates import FaultyCertificates
from probe_faults import KEYWORDS, hello, session
from test_probe import alarms
from wire_server import WireServer

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="a network of its own needs root")

MX4, MX6, WEB = "8.8.8.25", "2a00::25", "8.8.8.44"
NAME = "mx1.example.net"
V6_REVERSE = "5.2.0.0." + "0.0.0.0." * 6 + "0.0.a.2.ip6.arpa"
CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)


def must(result):
    if result != 0:
        raise OSError(ctypes.get_errno(), "network namespace")


@pytest.fixture(scope="module")
def network():
    """This thread, and what it starts, is alone with these addresses until the module ends."""
    with open("/proc/thread-self/ns/net") as home:
        must(LIBC.unshare(CLONE_NEWNET))
        for words in ("link set lo up", f"addr add {MX4}/32 dev lo", f"addr add {WEB}/32 dev lo",
                      f"addr add {MX6}/128 dev lo nodad"):
            subprocess.run(["ip", *words.split()], check=True)
        yield
        must(LIBC.setns(home.fileno(), CLONE_NEWNET))


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    made = FaultyCertificates(tmp_path_factory.mktemp("domain"))
    made.issue("mx1", names=f"DNS:{NAME}")
    made.issue("web", names="DNS:mta-sts.example.net")
    return made


class Policy:
    """The web server of an MTA-STS policy."""

    def __init__(self, certificates, text, status=200):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                self.send_header("Content-Type", "text/plain")
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer((WEB, 443), Handler)
        self._server.socket = certificates.server("web").wrap_socket(self._server.socket, server_side=True)

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


def key_digest(certificates, name):
    der = subprocess.run(["openssl", "pkey", "-in", certificates.path(f"{name}.key"), "-pubout", "-outform", "DER"],
                         check=True, capture_output=True).stdout
    return hashlib.sha256(der).hexdigest()


class World:
    """A domain that is in order; a row spoils it."""

    def __init__(self, certificates):
        self.tlsa = key_digest(certificates, "mx1")
        self.zone = {
            "example.net": [("MX", 10, NAME), ("TXT", "v=spf1 mx -all")],
            NAME: [("A", MX4), ("AAAA", MX6)],
            "25.8.8.8.in-addr.arpa": [("PTR", NAME)],
            V6_REVERSE: [("PTR", NAME)],
            f"_25._tcp.{NAME}": [("TLSA", 3, 1, 1, self.tlsa), ("TLSA", 3, 1, 1, "ab" * 32)],
            "_mta-sts.example.net": [("TXT", "v=STSv1; id=1;")],
            "mta-sts.example.net": [("A", WEB)],
        }
        self.authentic = {"example.net", NAME, f"_25._tcp.{NAME}"}
        self.faults = {}
        self.policy = f"version: STSv1\nmode: enforce\nmx: {NAME}\nmax_age: 604800\n"
        self.policy_status = 200
        self.listening = [MX4, MX6]
        self.tls = "mx1"
        self.script = None
        self.other_script = None  # of the second address, where it differs
        self.options = ["--skip", "domain"]
        self.target = "example.net"

    def conversation(self, address=MX4):
        sound = session(greeting=f"220 {NAME} ESMTP", tls=self.tls, name=NAME)
        return (self.other_script if address == MX6 else None) or self.script or sound


def spoil(**changes):
    """Sets attributes; a value that can be called gets the world."""
    def apply(world):
        for name, value in changes.items():
            setattr(world, name, value(world) if callable(value) else value)
    return apply


def zone(records):
    """None takes a name away."""
    def apply(world):
        for name, value in records.items():
            world.zone.pop(name, None)
            if value is not None:
                world.zone[name] = value
    return apply


def unsigned(*names):
    return lambda world: world.authentic.difference_update(names)


def together(*changes):
    def apply(world):
        for change in changes:
            change(world)
    return apply


TLSA = f"_25._tcp.{NAME}"
POLICY_FOR_OTHERS = "version: STSv1\nmode: {}\nmx: other.example.net\nmax_age: 604800\n"
FAR6 = "2a00::99"
FEWER = session(greeting=f"220 {NAME} ESMTP", tls="mx1", name=NAME,
                plain=(*KEYWORDS[:1], "SIZE 20000000", *KEYWORDS[2:], "STARTTLS", "AUTH PLAIN"),
                secure=(*KEYWORDS[:1], "SIZE 20000000", *KEYWORDS[2:]))
NO_TLS = [f"S: 220 {NAME} ESMTP", *hello(*KEYWORDS, name=NAME), "C: QUIT", "S: 221 bye"]

ROWS = {
    "all is in order": ({}, lambda world: None, 0),
    "no reverse name": ({"reverse-name": "warn"}, zone({V6_REVERSE: None}), 0),
    "a reverse name that leads elsewhere": (
        {"reverse-confirmed": "warn"}, zone({V6_REVERSE: [("PTR", "other.example.net")]}), 0),
    "no IPv6": ({"ipv6": "hint"}, together(zone({NAME: [("A", MX4)]}), spoil(listening=[MX4])), 0),
    "no IPv4": ({"ipv6": "warn"}, together(zone({NAME: [("AAAA", MX6)]}), spoil(listening=[MX6])), 0),
    "one address does not answer": ({"connect-refused": "fail", "addresses-alike": "warn"}, spoil(listening=[MX4]), 1),
    "this machine has no IPv6": (
        {"connect-route": "unknown"},
        together(zone({NAME: [("A", MX4), ("AAAA", FAR6)], V6_REVERSE.replace("5.2.0.0.", "9.9.0.0.", 1): [("PTR", NAME)]}),
                 spoil(listening=[MX4])), 0),
    "one address offers other keywords": (
        {"keywords-alike": "warn", "auth-clear": "warn"}, spoil(other_script=FEWER), 0),
    "nobody answers": ({"connect-refused": "fail"}, spoil(listening=[]), 75),
    "a mail host that does not exist": (
        {"resolve": "fail"}, together(zone({NAME: None, TLSA: None}), spoil(listening=[])), 68),
    "the key changed and the TLSA records did not": (
        {"dane-match": "fail"}, zone({TLSA: [("TLSA", 3, 1, 1, "cd" * 32), ("TLSA", 3, 1, 1, "ab" * 32)]}), 1),
    "one TLSA record alone": (
        {"dane-rollover": "hint"}, lambda world: world.zone[TLSA].pop(), 0),
    "TLSA records that are not signed": ({"dane-secure": "warn"}, unsigned(TLSA), 0),
    "a mail host that is not signed": ({"dane-secure": "warn"}, unsigned(NAME), 0),
    "an MX record that is not signed": ({"dane-secure": "warn"}, unsigned("example.net"), 0),
    "a TLSA record of usage 1": (
        {"dane-usable": "fail"}, lambda world: world.zone[TLSA].append(("TLSA", 1, 1, 1, "ab" * 32)), 1),
    "a name server that fails at TLSA": ({"dane-lookup": "unknown"}, spoil(faults={(TLSA, "TLSA"): "servfail"}), 0),
    "TLSA records, and no STARTTLS": (
        {"dane-match": "fail", "starttls-offered": "warn", "mta-sts-certificate": "fail"}, spoil(script=NO_TLS), 1),
    "a policy that does not name the host": (
        {"mta-sts-covers": "fail"}, spoil(policy=POLICY_FOR_OTHERS.format("enforce")), 1),
    "the same in testing": ({"mta-sts-covers": "warn"}, spoil(policy=POLICY_FOR_OTHERS.format("testing")), 0),
    "the same without effect": ({}, spoil(policy=POLICY_FOR_OTHERS.format("none")), 0),
    "a policy that is not there": ({"mta-sts-policy": "fail"}, spoil(policy_status=404), 1),
    "a policy that makes no sense": ({"mta-sts-policy": "fail"}, spoil(policy="hello\n"), 1),
    "no web server for the policy": ({"mta-sts-policy": "fail"}, spoil(policy=None), 1),
    "a certificate for another host, against the policy": (
        {"certificate-name": "fail", "mta-sts-certificate": "fail", "dane-match": "fail"}, spoil(tls="good"), 1),
    "with DANE the name of the certificate does not count": (
        {"certificate-name": "hint"},
        together(spoil(tls="good", policy=POLICY_FOR_OTHERS.format("none")), lambda world: world.zone.update(
            {TLSA: [("TLSA", 3, 1, 1, world.good), ("TLSA", 3, 1, 1, "ab" * 32)]})), 0),
    "an address on a block list": (
        {"dnsbl": "fail"}, together(spoil(options=["--skip", "domain", "--dnsbl", "bl.example", "-4"], listening=[MX4]),
                                    zone({"25.8.8.8.bl.example": [("A", "127.0.0.2")],
                                                  "2.0.0.127.bl.example": [("A", "127.0.0.2")]})), 1),
    "a block list that answers nobody": (
        {"dnsbl": "unknown"},
        spoil(options=["--skip", "domain", "--dnsbl", "dead.example", "-4"], listening=[MX4]), 0),
    "a null MX": ({}, together(zone({"example.net": [("MX", 0, "")]}), spoil(listening=[])), 68),
    "a name server that fails": ({}, spoil(faults={("example.net", "MX"): "servfail"}, listening=[]), 75),
    "a name server that fails at the MTA-STS record": (
        {"mta-sts-policy": "unknown"}, spoil(faults={("_mta-sts.example.net", "TXT"): "servfail"}, policy=None), 0),
    "two SPF records": (
        {"domain-spf": "fail"},
        together(spoil(options=["--only", "domain-spf"]),
                 lambda world: world.zone["example.net"].append(("TXT", "v=spf1 -all"))), 1),
    "no server for submission": ({}, spoil(options=["--submission"], listening=[]), 68),
}


@pytest.mark.parametrize("title", ROWS)
def test_a_fault_of_a_domain_is_found_under_its_own_name(network, ehlo, certificates, title):
    wanted, change, status = ROWS[title]
    world = World(certificates)
    world.good = key_digest(certificates, "good")
    change(world)
    with contextlib.ExitStack() as stack:
        dns = stack.enter_context(DnsServer(world.zone))
        dns.authentic, dns.faults = world.authentic, world.faults
        if world.policy is not None:
            stack.enter_context(Policy(certificates, world.policy, world.policy_status))
        for address in world.listening:
            stack.enter_context(WireServer(world.conversation(address), certificates, host=address, port=25))
        done = ehlo("probe", world.target, "--helo", "client.test", "--json", "--timeout", "5s",
                    "--tls-ca-path", certificates.path("root.crt"), "--dns-server", dns.address, *world.options)
    assert alarms(done) == wanted
    assert (done.status, done.stderr) == (status, "")


def test_the_servers_for_submission_are_found(network, ehlo, certificates):
    world = World(certificates)
    world.zone["_submissions._tcp.example.net"] = [("SRV", 0, 1, 465, NAME)]
    world.zone[NAME] = [("A", MX4)]
    script = ["@tls mx1", f"S: 220 {NAME} ESMTP", *hello(*KEYWORDS, "AUTH PLAIN", name=NAME), "C: QUIT", "S: 221 bye"]
    with DnsServer(world.zone) as dns, WireServer(script, certificates, host=MX4, port=465):
        done = ehlo("probe", "example.net", "--submission", "--helo", "client.test", "--json",
                    "--tls-ca-path", certificates.path("root.crt"), "--dns-server", dns.address)
    assert [host["host"] for host in json.loads(done.stdout)["hosts"]] == [f"{NAME}:465"]
    assert alarms(done) == {"ipv6": "hint"}
