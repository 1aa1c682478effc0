"""Lists of any length need little memory: results stream, and few targets are in flight."""

import subprocess

import pytest

from dns_server import DnsServer
from peak_memory import measured
from serve_fixture import Sink


@pytest.fixture
def peak(binary, tmp_path):
    """The kilobytes that the program needs at most for this list; the address sanitizer needs more by far."""
    if b"__asan_init" in binary.read_bytes():
        pytest.skip("memory is measured with the release build")

    def run(targets, command, *options):
        (tmp_path / "list").write_text("\n".join(targets))
        words = measured(binary, command, f"@{tmp_path / 'list'}", *options)
        done = subprocess.run(words, capture_output=True, timeout=60, start_new_session=True)
        status, kilobytes = map(int, done.stdout.split())
        assert (status, done.stderr) == (0, b"")
        return kilobytes

    return run


def addresses(count, port):
    return [f"127.8.{i // 250}.{i % 250 + 1}:{port}" for i in range(count)]


@pytest.mark.parametrize("options", [["-j", "32"], ["-j", "256", "--in-order"]], ids=" ".join)
def test_greetings_of_5000_servers_need_less_than_60_megabytes(peak, options):
    with Sink("--no-tls", "--quiet", listen="0.0.0.0:0") as sink:
        assert peak(addresses(5000, sink.port), "banner", "--ehlo", "--helo", "client.test", *options) < 60_000


def test_tls_of_500_servers_needs_less_than_60_megabytes(peak, certificates, tmp_path):
    certificate = ("--tls-cert", certificates.path("good.crt"), "--tls-key", certificates.path("good.key"))
    with Sink("--quiet", *certificate, listen="0.0.0.0:0") as sink:
        assert peak(addresses(500, sink.port), "probe", "--helo", "client.test", "--only", "starttls,tls,certificate",
                    "--tls-ca-path", certificates.path("root.crt"), "--tls-verify-target", "localhost") < 60_000


def test_mail_hosts_of_3000_domains_need_less_than_100_megabytes(peak):
    names = [f"d{i}.example" for i in range(3000)]
    zone = {name: [("MX", 10, f"mx.{name}")] for name in names}
    zone |= {f"mx.{name}": [("A", f"8.8.{i // 250}.{i % 250}"), ("AAAA", f"2a00::{i:x}")] for i, name in enumerate(names)}
    with DnsServer(zone) as dns:
        assert peak(names, "mx", "--short", "--dns-server", dns.address) < 100_000
