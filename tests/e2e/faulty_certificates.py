"""Certificates, and TLS servers, with one fault each; beside those of certificates.py.

expired, not-yet, soon (10 days left), late (1 day left), weak-key (RSA 1024), sha1, no-purpose,
no-intermediate, odd-order, root-sent, private-ca (and its root is sent), common-name-only,
tls1.0, tls1.1, no-secrecy, short-group (DHE 1024): names of certificates.server().
"""

import datetime
import ssl
from functools import cache

from certificates import NAMES, Certificates, openssl

CONFIG = """
[ca]
default_ca = it
[it]
new_certs_dir = {folder}
database = {folder}/index
rand_serial = yes
default_md = {digest}
policy = any
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
"""

GOOD_NAMES = NAMES["good"]
WEAK = "ALL:@SECLEVEL=0"


def moment(days):
    """A minute more than whole days, either way, so that they are still whole when they are counted."""
    span = datetime.timedelta(days=days, minutes=1 if days > 0 else -1)
    return (datetime.datetime.now(datetime.timezone.utc) + span).strftime("%Y%m%d%H%M%SZ")


class FaultyCertificates(Certificates):
    def __init__(self, folder):
        super().__init__(folder)
        self.path("index").touch()
        self.issue("expired", days=(-100, -3))
        self.issue("not-yet", days=(5, 90))
        self.issue("soon", days=(-10, 10))
        self.issue("late", days=(-10, 1))
        self.issue("weak-key", key="rsa:1024")
        self.issue("sha1", digest="sha1")
        self.issue("no-purpose", purpose="clientAuth")
        self.issue("common-name-only", names=None)
        self._authority("intermediate", by="root")
        self.issue("no-intermediate", by="intermediate")
        self._bundle("with-intermediate", "no-intermediate", "intermediate")
        self._authority("stray", by="root")
        self._bundle("odd-order", "no-intermediate", "stray", "intermediate")
        self._bundle("root-sent", "good", "root")
        self._authority("private-root")
        self.issue("of-private", by="private-root")
        self._bundle("private-ca", "of-private", "private-root")

    def _request(self, name, subject, key, *extensions):
        curve = ("-pkeyopt", "ec_paramgen_curve:P-256") if key == "ec" else ()
        options = [word for extension in extensions for word in ("-addext", extension)]
        openssl("req", "-new", "-newkey", key, *curve, "-nodes", "-keyout", self.path(f"{name}.key"),
                "-out", self.path(f"{name}.csr"), "-subj", subject, *options)

    def _sign(self, name, by, days, digest="sha256"):
        config = self.path("ca.cnf")
        config.write_text(CONFIG.format(folder=self._folder, digest=digest))
        signer = ("-selfsign", "-keyfile", self.path(f"{name}.key")) if by is None else (
            "-cert", self.path(f"{by}.crt"), "-keyfile", self.path(f"{by}.key"))
        openssl("ca", "-batch", "-notext", "-config", config, *signer, "-in", self.path(f"{name}.csr"),
                "-out", self.path(f"{name}.crt"), "-startdate", moment(days[0]), "-enddate", moment(days[1]))

    def issue(self, name, by="root", days=(-10, 100), key="ec", digest="sha256", names=GOOD_NAMES, purpose=None):
        extensions = [f"subjectAltName={names}"] if names else []
        extensions += [f"extendedKeyUsage={purpose}"] if purpose else []
        self._request(name, "/CN=mx.example.com", key, *extensions)
        self._sign(name, by, days, digest)

    def _authority(self, name, by=None):
        self._request(name, f"/CN={name}", "ec", "basicConstraints=critical,CA:TRUE")
        self._sign(name, by, (-10, 100))

    def _bundle(self, name, *parts):
        self.path(f"{name}.crt").write_text("".join(self.path(f"{part}.crt").read_text() for part in parts))
        self.path(f"{name}.key").write_text(self.path(f"{parts[0]}.key").read_text())

    @cache
    def server(self, name):
        versions = {"tls1.0": ssl.TLSVersion.TLSv1, "tls1.1": ssl.TLSVersion.TLSv1_1}
        ciphers = {"no-secrecy": "AES128-SHA", "short-group": "DHE-RSA-AES128-SHA"}
        if name not in versions and name not in ciphers and name in {"good", "asking", *NAMES}:
            return super().server(name)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers(WEAK)
        file = name if self.path(f"{name}.crt").exists() else "good"
        if name in ciphers:
            file = "rsa"
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.set_ciphers(f"{ciphers[name]}:@SECLEVEL=0")
            if not self.path("rsa.crt").exists():
                self.issue("rsa", key="rsa:2048")
        if name in versions:
            context.minimum_version = context.maximum_version = versions[name]
        context.load_cert_chain(self.path(f"{file}.crt"), self.path(f"{file}.key"))
        return context
