"""`ehlo mx` and what a domain publishes over HTTPS: the policy of MTA-STS, and the logo of BIMI."""

import datetime
import json
import os
import re

import pytest

from dns_server import DnsServer
from faulty_certificates import FaultyCertificates
from https_server import HttpsServer, Site

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="port 443 needs root")

PATH = "/.well-known/mta-sts.txt"
POLICY = "version: STSv1\r\nmode: enforce\r\nmx: mx.{0}\r\nmax_age: 604800\r\n"
LOGO = '<svg version="1.2" baseProfile="tiny-ps"></svg>'
SITES = {
    "sound": ("web", POLICY),
    "wildcard": ("web", "version: STSv1\nmode: enforce\nmx: *.{0}\nmax_age: 604800\n"),
    "testing": ("web", "version: STSv1\nmode: testing\nmx: mx.{0}\nmax_age: 604800\n"),
    "off": ("web", "version: STSv1\nmode: none\nmax_age: 604800\n"),
    "other-host": ("web", "version: STSv1\nmode: enforce\nmx: mail.{0}\nmax_age: 604800\n"),
    "redirect": ("web", "HTTP/1.1 301 Moved\r\nLocation: https://{0}/sts.txt\r\nContent-Length: 0\r\n\r\n"),
    "missing": ("web", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
    "page": ("web", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + POLICY),
    "long": ("web", POLICY + "#" * 65536),
    "endless": ("web", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + f"1000\r\n{'#' * 4096}\r\n" * 17),
    "cut": ("web", "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nversion: STSv1\r\n"),
    "not-http": ("web", "HTTP/0.9 what?\r\n\r\n"),
    "nonsense": ("web", "version: STSv2\nmode: enforce\nmx: mx.{0}\nmax_age: 604800\n"),
    "short-age": ("web", "version: STSv1\nmode: enforce\nmx: mx.{0}\nmax_age: 3600\n"),
    "long-age": ("web", "version: STSv1\nmode: enforce\nmx: mx.{0}\nmax_age: 63072000\n"),
    "no-age": ("web", "version: STSv1\nmode: enforce\nmx: mx.{0}\n"),
    "no-mx": ("web", "version: STSv1\nmode: enforce\nmax_age: 604800\n"),
    "pattern": ("web", "version: STSv1\nmode: enforce\nmx: mx*.{0}\nmax_age: 604800\n"),
    "two-labels": ("web", "version: STSv1\nmode: enforce\nmx: *.example\nmax_age: 604800\n"),
    "mode": ("web", "version: STSv1\nmode: enforced\nmx: mx.{0}\nmax_age: 604800\n"),
    "mark": ("web", "\ufeffversion: STSv1\nmode: enforce\nmx: mx.{0}\nmax_age: 604800\n"),
    "mute": ("web", None),
    "expired": ("web-expired", POLICY),
    "elsewhere": ("elsewhere", POLICY),
    "stranger": ("stranger", POLICY),
}


# What must be published besides when the policy changes; the id is of the time of the look.
NEW_ID = '\npublish in its place: _mta-sts.{0}. IN TXT "v=STSv1; id=TIME;"'


def domain_of(name):
    return f"{name}.example"


@pytest.fixture(scope="module")
def web_certificates(tmp_path_factory):
    certificates = FaultyCertificates(tmp_path_factory.mktemp("web"))
    names = ",".join(f"DNS:mta-sts.{domain_of(name)}" for name in SITES) + ",DNS:logo.example"
    certificates.issue("web", names=names)
    certificates.issue("web-expired", names=names, days=(-100, -3))
    return certificates


@pytest.fixture(scope="module")
def look(ehlo, web_certificates):
    sites = {}
    for name, (certificate, text) in SITES.items():
        sites[f"mta-sts.{domain_of(name)}"] = Site(certificate, {PATH: text and text.replace("{0}", domain_of(name))})
    mark = web_certificates.path("web.crt").read_text()
    sites["logo.example"] = Site("web", {"/good.svg": LOGO, "/page.svg": "<html></html>", "/mark.pem": mark})
    zone = {"logo.example": [("A", HttpsServer.address)]}
    for name in SITES:
        zone[domain_of(name)] = [("MX", 10, f"mx.{domain_of(name)}")]
        zone[f"mx.{domain_of(name)}"] = [("A", "8.8.8.8")]
        zone[f"_mta-sts.{domain_of(name)}"] = [("TXT", "v=STSv1; id=1;")]
        zone[f"mta-sts.{domain_of(name)}"] = [("A", HttpsServer.address)]
    with HttpsServer(sites, web_certificates), DnsServer(zone) as dns:

        def run(domain, *arguments, **records):
            dns.zone.update(records.get("zone", {}))
            return ehlo("mx", domain, *arguments, "--dns-server", dns.address, "--tls-ca-path",
                        web_certificates.path("root.crt"))

        yield run


def judged(done, row):
    """The row's verdict, then its findings: text, and what to publish behind =>."""
    told = next(each for each in json.loads(re.sub(r"id=\d{14}", "id=TIME", done.stdout))["rows"] if each["name"] == row)
    lines = [f"{finding['text']} => {finding['fix']}" if "fix" in finding else finding["text"]
             for finding in told["findings"]]
    return [told["verdict"], told["summary"], *lines]


def policy_of(look, name, *arguments):
    done = look(domain_of(name), "--only", "mta-sts", "--json", *arguments)
    return judged(done, "mta-sts"), done.status


@pytest.mark.parametrize("name, verdict", [
    ("sound", ["pass", "enforce, 604800 s"]),
    ("wildcard", ["pass", "enforce, 604800 s"]),
    ("testing", ["hint", "testing, 604800 s", "mode: testing protects nobody, failures are only reported => "
                 "write mode: enforce, once the reports show no failures" + NEW_ID]),
    ("off", ["hint", "none, 604800 s", "mode: none protects nobody, it takes an older policy back => write mode: "
             "testing, and mode: enforce later" + NEW_ID]),
    ("short-age", ["warn", "enforce, 3600 s", "max_age: is 3600 seconds, and less than a day protects hardly => write "
                   "max_age: 604800 or more" + NEW_ID]),
    ("long-age", ["warn", "enforce, 31557600 s", "max_age: is more than a year, and 31557600 seconds are the most => "
                  "write max_age: 31557600" + NEW_ID]),
    ("page", ["warn", "enforce, 604800 s",
              "the policy is of type text/html, not text/plain => serve it as Content-Type: text/plain"]),
])
def test_a_policy_is_read(look, name, verdict):
    verdict = [line.replace("{0}", domain_of(name)) for line in verdict]
    assert policy_of(look, name) == (verdict, 0)


@pytest.mark.parametrize("name, fault", [
    ("other-host", "the policy does not name the MX host mx.{0} => add to the policy: mx: mx.{0}" + NEW_ID),
    ("redirect", "the policy's server answers 301 and points to https://{0}/sts.txt: senders follow no redirect "
                 "(RFC 8461 section 3.3) => serve it at {1} itself"),
    ("missing", "the policy's server answers 404 => serve it at {1}"),
    ("long", "the policy cannot be fetched: no good HTTP answer: it is longer than 65.5 kB => serve it at {1}"),
    ("endless", "the policy cannot be fetched: no good HTTP answer: it is longer than 65.5 kB => serve it at {1}"),
    ("cut", "the policy cannot be fetched: no good HTTP answer: it is cut short => serve it at {1}"),
    ("not-http", "the policy cannot be fetched: no good HTTP answer: this is not HTTP/1 => serve it at {1}"),
    ("nonsense", "version: must be STSv1, not \"STSv2\" => write version: STSv1" + NEW_ID),
    ("no-age", "max_age: is missing => write max_age: 604800" + NEW_ID),
    ("no-mx", "mx: is missing, so no mail host is allowed => write a line mx: NAME for each mail host" + NEW_ID),
    ("pattern", "mx: \"mx*.{0}\" is neither a host name nor \"*.\" and one => write the name of a host, or \"*.\" and the name above it" + NEW_ID),
    ("two-labels", "the policy does not name the MX host mx.{0} => add to the policy: mx: mx.{0}" + NEW_ID),
    ("mode", "mode: must be none, testing or enforce, not \"enforced\" => write mode: enforce" + NEW_ID),
    ("mark", "a byte order mark stands in front of the first line => save the file without it" + NEW_ID),
    ("expired", "the policy cannot be fetched: certificate expired 3 days ago ({2}): renew it => serve it at {1} {3}"),
    ("elsewhere", "the policy cannot be fetched: the certificate is for other.example, not for mta-sts.{0}: connect by "
                  "one of its names, or have it reissued => serve it at {1} {3}"),
    ("stranger", "the policy cannot be fetched: certificate is self-signed: trust it with --tls-ca-path if it is yours, "
                 "or get one from a CA; the certificate is for localhost, 127.0.0.1, not for mta-sts.{0}: connect by one "
                 "of its names, or have it reissued => serve it at {1} {3}"),
])
def test_a_policy_that_does_not_hold_is_told_why(look, name, fault):
    url = f"https://mta-sts.{domain_of(name)}{PATH}"
    expired = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=3, minutes=2)).date()
    certificate = f"with a certificate for mta-sts.{domain_of(name)} that senders trust"
    (verdict, _, *findings), status = policy_of(look, name)
    assert (verdict, findings, status) == ("fail", [fault.format(domain_of(name), url, expired, certificate)], 1)


def test_a_server_that_says_nothing_is_given_up(look):
    (verdict, _, finding), status = policy_of(look, "mute", "--dns-timeout", "200ms")
    assert (verdict, status) == ("fail", 1)
    assert finding.startswith("the policy cannot be fetched: timeout after 1.2 s waiting for the HTTP answer => ")


def test_a_logo_is_fetched(look):
    record = {"logo.example": [("A", HttpsServer.address)],
              "_dmarc.logo.example": [("TXT", "v=DMARC1; p=reject")],
              "default._bimi.logo.example": [("TXT", "v=BIMI1; l=https://logo.example/good.svg; a=https://logo.example/mark.pem")]}
    done = look("logo.example", "--only", "bimi", "--json", zone=record)
    assert judged(done, "bimi") == ["pass", record["default._bimi.logo.example"][0][1]]
    done = look("logo.example", "--only", "bimi", "--all")
    assert "logo: https://logo.example/good.svg (47 bytes)" in done.stdout
    assert "mark certificate: https://logo.example/mark.pem (1 certificate)" in done.stdout


def test_a_logo_that_is_none_is_told(look):
    record = {"_dmarc.logo.example": [("TXT", "v=DMARC1; p=reject")],
              "default._bimi.logo.example": [("TXT", "v=BIMI1; l=https://logo.example/page.svg; a=https://logo.example/gone.pem")]}
    done = look("logo.example", "--only", "bimi", "--json", zone=record)
    assert judged(done, "bimi")[2:] == [
        "the logo is no SVG => serve an SVG Tiny PS file",
        "the mark certificate's server answers 404 => serve it at https://logo.example/gone.pem"]
