"""Whole processes, run in turn: wall time, CPU time, peak memory, and the ratios between them."""

import os
import re
import statistics
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EHLO = os.environ.get("EHLO", str(ROOT / "build/release/ehlo"))
GIGABYTE = 1_000_000_000


def start_quietly(command):
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)


def run_once(command):
    """Seconds of wall and of CPU of one run, which must succeed."""
    begun = time.perf_counter()
    process = start_quietly(command)
    _, status, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if status != 0:
        raise SystemExit(f"status {process.returncode}: {' '.join(map(str, command))[:200]}")
    return took, used.ru_utime + used.ru_stime


def fastest(commands):
    """Of several ways to do the same."""
    return min(commands, key=lambda command: run_once(command)[0])


def peak_memory(command):
    """MB of one run, as the kernel's own high-water mark; ru_maxrss would count this script too."""
    process, peak = start_quietly(command), 0
    while process.poll() is None:
        try:
            text = Path(f"/proc/{process.pid}/status").read_text()
        except OSError:
            break
        if found := re.search(r"VmHWM:\s+(\d+)", text):
            peak = int(found[1])
        time.sleep(0.005)
    process.wait()
    return peak / 1024


def cpu_of(pid):
    """Seconds that a running process has used."""
    after_the_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_the_name[11]) + int(after_the_name[12])) / os.sysconf("SC_CLK_TCK")


def compare(title, commands, runs, bytes_moved=None, server=None):
    """Runs the commands in turn; the first is what the others are measured against. Of a server what it used is told."""
    for command in commands.values():
        run_once(command)
    samples = {name: [] for name in commands}
    served = dict.fromkeys(commands, 0.0)
    for _ in range(runs):
        for name, command in commands.items():
            before = cpu_of(server.process.pid) if server else 0.0
            samples[name].append(run_once(command))
            served[name] += (cpu_of(server.process.pid) - before) / runs if server else 0.0
    print(f"\n{title} ({runs} runs each, in turn)")
    ours = next(iter(samples))
    for name, values in samples.items():
        wall, cpu = (statistics.median(column) for column in zip(*values))
        ratios = [statistics.median(a[i] / max(b[i], 1e-6) for a, b in zip(samples[ours], values)) for i in (0, 1)]
        large = (f"  {bytes_moved / wall / 1e6:8.0f} MB/s  peak {peak_memory(commands[name]):6.1f} MB"
                 if bytes_moved else "")
        theirs = f"  server's {served[name] * 1000:7.1f} ms" if server else ""
        print(f"  {name:<18} {wall * 1000:9.1f} ms  CPU {cpu * 1000:8.1f} ms{theirs}{large}"
              + ("" if name == ours else f"   {ours} takes {ratios[0]:.3f} of it, CPU {ratios[1]:.3f}"), flush=True)
