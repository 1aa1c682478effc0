"""A machine of one's own for a test: a network namespace. It needs root."""

import os
import subprocess
from pathlib import Path


class Machine:
    """A network namespace; what runs in it ends with it."""

    def __init__(self, name):
        self.name = f"ehlo-{os.getpid()}-{name}"
        self.run("ip", "netns", "add", self.name)
        self.inside("ip", "link", "set", "lo", "up")
        self.started = []

    @staticmethod
    def run(*command):
        subprocess.run([*map(str, command)], check=True, capture_output=True)

    def inside(self, *command):
        self.run("ip", "netns", "exec", self.name, *command)

    def start(self, *command, **options):
        process = subprocess.Popen(["ip", "netns", "exec", self.name, *map(str, command)], **options)
        self.started.append(process)
        return process

    def join(self, other, link, own, others):
        """A cable between the two, an address at each end."""
        self.run("ip", "link", "add", link, "netns", self.name, "type", "veth", "peer", "name", "eth0", "netns", other.name)
        for machine, device, address in (self, link, own), (other, "eth0", others):
            machine.inside("ip", "addr", "add", f"{address}/30", "dev", device)
            machine.inside("ip", "link", "set", device, "up")
        other.inside("ip", "route", "add", "default", "via", own)

    def processes(self):
        done = subprocess.run(["ip", "netns", "pids", self.name], capture_output=True, text=True, check=True)
        return [int(pid) for pid in done.stdout.split()]

    def runs(self, word):
        for pid in self.processes():
            try:
                if word in Path(f"/proc/{pid}/cmdline").read_bytes():
                    return True
            except OSError:
                pass
        return False

    def end(self):
        for pid in self.processes():
            try:
                os.kill(pid, 9)
            except ProcessLookupError:
                pass
        for process in self.started:
            process.wait()
        self.run("ip", "netns", "del", self.name)
