import socket

import pytest

from certificates import Certificates
from wire_server import WireServer


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("pki"))


@pytest.fixture
def wire(certificates):
    """A server that plays a script: with wire("S: 220 hi", "C: QUIT", host="::1") as server: ..."""

    def start(*script, **options):
        return WireServer(list(script), certificates, **options)

    return start


@pytest.fixture
def unused_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]
