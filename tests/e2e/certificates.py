"""Certificates for the tests, made by openssl when the tests run.

good       names localhost and mx.example.com and 127.0.0.1, signed by our root
elsewhere  names other.example only
stranger   is signed by itself
client     is for clients
"""

import ssl
import subprocess
from functools import cache

NAMES = {
    "good": "DNS:localhost,DNS:mx.example.com,IP:127.0.0.1",
    "elsewhere": "DNS:other.example",
    "stranger": "DNS:localhost,IP:127.0.0.1",
    "client": "email:client@example.org",
}


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


class Certificates:
    def __init__(self, folder):
        self._folder = folder
        self._make("root", "/CN=e2e root", "-addext", "basicConstraints=critical,CA:TRUE")
        for name, names in NAMES.items():
            by = () if name == "stranger" else ("-CA", self.path("root.crt"), "-CAkey", self.path("root.key"))
            self._make(name, f"/CN={name}", "-addext", f"subjectAltName={names}", *by)

    def path(self, file):
        return self._folder / file

    def _make(self, name, subject, *options):
        if "-CA" not in options:
            openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "100",
                    "-keyout", self.path(f"{name}.key"), "-out", self.path(f"{name}.crt"), "-subj", subject, *options)
            return
        extension, ca = options[:2], options[2:]
        request = self.path(f"{name}.csr")
        openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-keyout", self.path(f"{name}.key"), "-out", request, "-subj", subject, *extension)
        openssl("x509", "-req", "-in", request, "-days", "100", "-copy_extensions", "copy",
                "-out", self.path(f"{name}.crt"), *ca)

    @cache
    def server(self, name):
        """The TLS context of a server. "asking" is "good", but wants a certificate of the client."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        file = "good" if name == "asking" else name
        context.load_cert_chain(self.path(f"{file}.crt"), self.path(f"{file}.key"))
        if name == "asking":
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.path("root.crt"))
        return context
