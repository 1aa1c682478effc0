"""ehlo mx beside other resolvers, in front of one name server."""

import re
import subprocess
import time

from benchmarks.measure import EHLO, compare, fastest, peak_memory


DOMAINS = 20_000
NAME_SERVER = "127.0.77.53"  # adnshost knows port 53 alone


class Knot:
    """An authoritative server for as long as the block runs: the zone bench.test of the domains, and the mail hosts'
    addresses in the zone `hosts`, which may be the same one."""

    def __init__(self, work, hosts):
        self.folder = work / hosts
        self.hosts = hosts
        (self.folder / "db").mkdir(parents=True)

    def write_zone(self, name, lines):
        head = [f"$ORIGIN {name}.", "@ 3600 IN SOA ns 0 1 1 1 1 1", "@ 3600 IN NS ns", "ns 3600 IN A 127.0.0.1"]
        (self.folder / name).write_text("\n".join(head + lines) + "\n")

    def __enter__(self):
        zones = {name: [] for name in ("bench.test", self.hosts)}
        for i in range(DOMAINS):
            zones["bench.test"] += [f"d{i} 3600 IN MX 10 mx.d{i}.{self.hosts}."]
            zones[self.hosts] += [f"mx.d{i} 3600 IN A 8.0.{i // 250}.{i % 250}", f"mx.d{i} 3600 IN AAAA 2a00::{i + 1:x}"]
        for name, lines in zones.items():
            self.write_zone(name, lines)
        (self.folder / "conf").write_text(
            f'server:\n    rundir: "{self.folder}"\n    listen: {NAME_SERVER}@53\n    udp-workers: 1\n'
            f'database:\n    storage: "{self.folder}/db"\n'
            "zone:\n" + "".join(f'  - domain: {name}.\n    file: "{self.folder / name}"\n' for name in zones))
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


def adnshost(names, chunks):
    """It asks for all its names at once. Where that is too much UDP loses some, and each loss costs 2 s: so by
    `chunks`, of which each is a number of names and of processes, whatever is fastest."""
    command = ["adnshost", "--config", f"nameserver {NAME_SERVER}", "-t", "mx"]
    return fastest(["xargs", "-a", names, "-n", str(count), "-P", str(processes), *command]
                   for count, processes in chunks)


def mx(work):
    """The mail hosts of 20,000 local domains with their addresses: ehlo mx, adnshost; MX alone: dig; and how many
    queries a second dnsperf gets out of the same server (knot). Twice: with mail hosts in a zone of their own, as those
    of providers are, and with hosts in the domains' zone. Only of the latter does knot add the addresses to the answer
    for MX, which adnshost believes; ehlo asks for them (RFC 2181 section 5.4.1)."""
    names = [f"d{i}.bench.test" for i in range(DOMAINS)]
    (work / "names").write_text("\n".join(names) + "\n")
    (work / "digs").write_text("".join(f"{name} MX\n" for name in names))
    look = [EHLO, "mx", "--short", f"@{work / 'names'}", "--dns-server", NAME_SERVER]
    for hosts, where, chunks in (
            ("hosts.test", "in another zone", ((20, 1), (40, 1), (60, 1), (20, 2), (40, 2))),
            ("bench.test", "in the domains' zone", ((100, 1), (200, 1), (300, 1), (100, 2), (150, 2)))):
        (work / "queries").write_text(
            "".join(f"d{i}.bench.test MX\nmx.d{i}.{hosts} A\nmx.d{i}.{hosts} AAAA\n" for i in range(DOMAINS)))
        with Knot(work, hosts):
            compare(f"MX with addresses of 20,000 domains, hosts {where} (dig: MX alone)", {
                "ehlo": look,
                "adnshost": adnshost(work / "names", chunks),
                "dig": ["dig", f"@{NAME_SERVER}", "+short", "-f", str(work / "digs")],
            }, 3)
            print(f"  ehlo's memory: {peak_memory(look):.0f} MB at most")
            print(f"  dnsperf: {dnsperf(work / 'queries'):,.0f} queries/s; ehlo asks {3 * DOMAINS:,}")
