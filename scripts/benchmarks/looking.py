"""ehlo banner and ehlo probe, which look at many servers."""

import shutil
import statistics

from benchmarks.measure import EHLO, compare, peak_memory, run_once
from benchmarks.postfix import lab_postfix, posttls_finger
from benchmarks.servers import Sink, authority


SERVERS = 2000
THREADS = 1, 8, 32, 128, 256


def banner(work):
    """The greetings of 2,000 local servers by 1 to 256 threads: how many a second, and the memory; beside
    it nmap's banner script, if nmap is there."""
    (work / "servers").write_text("".join(f"127.8.{i // 250}.{i % 250}\n" for i in range(SERVERS)))
    with Sink("--no-tls", "--quiet", listen="0.0.0.0:0") as sink:
        def look(*options):
            return [EHLO, "banner", f"@{work / 'servers'}", "--port", sink.port, "--json", *options]

        def median(command, runs=3):
            return statistics.median(run_once(command)[0] for _ in range(runs))

        run_once(look())
        print(f"\ngreetings of {SERVERS:,} servers (one sink behind all, the machine's cores shared with it)")
        for threads in THREADS:
            command = look("-j", str(threads))
            wall = median(command)
            print(f"  -j {threads:<4} {wall * 1000:9.0f} ms  {SERVERS / wall:8,.0f}/s  peak {peak_memory(command):5.1f} MB")
        print(f"  --ehlo --in-order, -j 32: {SERVERS / median(look('--ehlo', '--in-order')):,.0f}/s")
        if shutil.which("nmap"):
            nmap = ["nmap", "-n", "-Pn", "-T5", "-p", sink.port, "--script", "banner", "-iL", str(work / "servers")]
            print(f"  nmap --script banner: {SERVERS / median(nmap, 1):,.0f}/s")


ENDPOINTS = 200
CHECK_SMTP = "/usr/lib/nagios/plugins/check_smtp"  # of monitoring-plugins-basic


def starttls_facts(work, title, addresses, port, root, name):
    """The certificate is verified by root and name, but by check_smtp, which looks at its last day alone."""
    (work / "addresses").write_text("".join(f"{address}\n" for address in addresses))
    (work / "targets").write_text("".join(f"{address}:{port}\n" for address in addresses))
    look = [EHLO, "probe", f"@{work / 'targets'}", "--only", "starttls,tls,certificate", "--tls-ca-path", root,
            "--tls-verify-target", name, "--per-host", "8", "--json"]

    def each(*command):
        return ["xargs", "-a", work / "addresses", "-P8", "-I@", *command]

    compare(title, {
        "ehlo probe": look,
        "ehlo probe -j 1": [*look, "-j", "1"],
        "posttls-finger": each(posttls_finger(work), "-c", "-l", "secure", "-F", root, f"[@]:{port}", name),
        "check_smtp -S": each(CHECK_SMTP, "-H", "@", "-p", port, "-S", "-D", "14,3"),
        "openssl s_client": each("openssl", "s_client", "-starttls", "smtp", "-connect", f"@:{port}", "-CAfile", root,
                                 "-verify_hostname", name, "-verify_return_error"),
    }, 5)
    print(f"  ehlo's memory: {peak_memory(look):.0f} MB at most")


def probe(work):
    """The TLS facts of 200 local servers (one sink behind all), and 200 looks at the lab's Postfix, if that runs: ehlo
    probe, and by 8 processes at a time posttls-finger, check_smtp -S and openssl s_client."""
    authority(work)
    with Sink("--quiet", "--tls-cert", work / "cert.pem", "--tls-key", work / "key.pem", listen="0.0.0.0:0") as sink:
        starttls_facts(work, f"STARTTLS facts of {ENDPOINTS} servers", [f"127.8.0.{i}" for i in range(1, ENDPOINTS + 1)],
                       sink.port, work / "cert.pem", "localhost")
    if lab := lab_postfix():
        starttls_facts(work, f"STARTTLS facts of Postfix, {ENDPOINTS} times", ["127.0.0.1"] * ENDPOINTS,
                       lab["POSTFIX_PORT"], f"{lab['PKI']}/root.crt", "mx1.lab.test")
