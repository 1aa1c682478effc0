"""What the clients talk to."""

import re
import socket
import subprocess
import time

from benchmarks.measure import EHLO, start_quietly


class Sink:
    """An `ehlo serve` on a free port for as long as the block runs."""

    def __init__(self, *options, listen="127.0.0.1:0"):
        self.options = "--listen", listen, *options

    def __enter__(self):
        self.process = subprocess.Popen(
            [EHLO, "serve", "--max-size", "4GB", *self.options],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if found := re.search(r"listening on (\S+:(\d+))", line):
                self.address, self.port = found[1], found[2]
                return self
        raise SystemExit("the sink did not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    @property
    def host(self):
        """By name, as a certificate has it."""
        return f"localhost:{self.port}"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Listening:
    """A program on a free port, from when it answers until the block ends."""

    def __init__(self, *command):
        self.port = str(free_port())
        self.address = f"127.0.0.1:{self.port}"
        self.command = [word.format(address=self.address, port=self.port) for word in command]

    def __enter__(self):
        self.process = start_quietly(self.command)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", int(self.port))).close()
                return self
            except ConnectionRefusedError:
                time.sleep(0.05)
        raise SystemExit(f"does not listen: {' '.join(self.command)}")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def RawSink():
    """What comes is read, and gone."""
    return Listening("socat", "-u", "-b", "262144", "TCP-LISTEN:{port},bind=127.0.0.1,reuseaddr,fork", "OPEN:/dev/null")


def authority(work):
    """A certificate of its own for the sink, and a password."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                    "60", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout",
                    work / "key.pem", "-out", work / "cert.pem"], check=True, capture_output=True)
    (work / "password").write_text("secret\n")
