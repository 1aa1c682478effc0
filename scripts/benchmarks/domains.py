"""ehlo mx beside other resolvers, in front of one name server."""

import re
import subprocess
import time

from benchmarks.measure import EHLO, compare, fastest, peak_memory


DOMAINS = 20_000
NAME_SERVER = "127.0.77.53"  # adnshost knows port 53 alone


class Knot:
    """An authoritative server of one zone for as long as the block runs."""

    def __init__(self, work):
        self.folder = work / "knot"
        (self.folder / "db").mkdir(parents=True)

    def __enter__(self):
        lines = ["@ 3600 IN SOA ns 0 1 1 1 1 1", "@ 3600 IN NS ns", "ns 3600 IN A 127.0.0.1"]
        for i in range(DOMAINS):
            lines += [f"d{i} 3600 IN MX 10 mx.d{i}", f"mx.d{i} 3600 IN A 8.0.{i // 250}.{i % 250}",
                      f"mx.d{i} 3600 IN AAAA 2a00::{i + 1:x}"]
        (self.folder / "zone").write_text("$ORIGIN bench.test.\n" + "\n".join(lines) + "\n")
        (self.folder / "conf").write_text(
            f'server:\n    rundir: "{self.folder}"\n    listen: {NAME_SERVER}@53\n    udp-workers: 1\n'
            f'database:\n    storage: "{self.folder}/db"\n'
            f'zone:\n  - domain: bench.test.\n    file: "{self.folder}/zone"\n')
        self.process = subprocess.Popen(["/usr/sbin/knotd", "-c", self.folder / "conf"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        ask = ["dig", f"@{NAME_SERVER}", "+short", "+tries=1", "+time=1", "d1.bench.test", "MX"]
        for _ in range(100):
            if subprocess.run(ask, capture_output=True).stdout.startswith(b"10 "):
                return self
            time.sleep(0.1)
        raise SystemExit(f"knot does not answer at {NAME_SERVER}:53 (only root may listen there)")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def dnsperf(file):
    """Queries a second."""
    done = subprocess.run(["dnsperf", "-s", NAME_SERVER, "-d", file, "-l", "5"], capture_output=True, text=True)
    return float(re.search(r"Queries per second:\s+([\d.]+)", done.stdout)[1])


def adnshost(names):
    """It asks for all its names at once. From 500 on UDP loses some, and each loss costs 2 s: so by fewer, and by one
    or two processes at a time, whatever is fastest."""
    command = ["adnshost", "--config", f"nameserver {NAME_SERVER}", "-t", "mx"]
    return fastest(["xargs", "-a", names, "-n", str(count), "-P", str(processes), *command]
                   for count, processes in ((100, 1), (200, 1), (300, 1), (100, 2), (150, 2)))


def mx(work):
    """The mail hosts of 20,000 local domains with their addresses: ehlo mx, adnshost; MX alone: dig; and how many
    queries a second dnsperf gets out of the same server (knot)."""
    names = [f"d{i}.bench.test" for i in range(DOMAINS)]
    (work / "names").write_text("\n".join(names) + "\n")
    (work / "digs").write_text("".join(f"{name} MX\n" for name in names))
    (work / "queries").write_text("".join(f"{name} MX\nmx.{name} A\nmx.{name} AAAA\n" for name in names))
    look = [EHLO, "mx", "--short", f"@{work / 'names'}", "--dns-server", NAME_SERVER]
    with Knot(work):
        compare("MX with addresses of 20,000 domains (dig: MX alone)", {
            "ehlo": look,
            "adnshost": adnshost(work / "names"),
            "dig": ["dig", f"@{NAME_SERVER}", "+short", "-f", str(work / "digs")],
        }, 3)
        print(f"  ehlo's memory: {peak_memory(look):.0f} MB at most")
        print(f"  dnsperf: {dnsperf(work / 'queries'):,.0f} queries/s; ehlo asks {3 * DOMAINS:,}")
