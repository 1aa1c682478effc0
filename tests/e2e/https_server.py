"""Web servers on port 443 of a loopback address, for files that domains publish over HTTPS.

    with HttpsServer({"mta-sts.good.example": Site("good", {"/x": "text"})}, certificates) as web:
        web.address             # where each name must point

A site is chosen by the name that the client asks for in TLS; its first word is a certificate of
certificates.server(). A file is the text of a 200, or a whole answer that begins with HTTP/1.1, or
None: there is no answer at all. Port 443 needs root.
"""

import socket
import socketserver
import ssl
import threading
from dataclasses import dataclass, field

ADDRESS = "127.44.3.1"


@dataclass
class Site:
    certificate: str
    files: dict = field(default_factory=dict)


def answer_of(file):
    if file.startswith("HTTP/"):
        return file.encode()
    return f"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {len(file)}\r\n\r\n{file}".encode()


class HttpsServer:
    address = ADDRESS

    def __init__(self, sites, certificates):
        self._sites = sites
        self._certificates = certificates
        self._closing = threading.Event()

    def __enter__(self):
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                outer._serve(self.request)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server((ADDRESS, 443), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, sock):
        asked = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)

        def choose(connection, name, _):
            asked.append(name)
            connection.context = self._certificates.server(self._sites[name].certificate)

        context.sni_callback = choose
        try:
            with context.wrap_socket(sock, server_side=True) as connection:
                self._answer(connection, self._sites[asked[0]].files)
        except (ssl.SSLError, ConnectionError, socket.timeout):
            pass  # the client has turned the certificate down, or has read enough

    def _answer(self, connection, files):
        request = connection.makefile("rb").readline().decode()
        file = files.get(request.split()[1], "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        if file is None:
            self._closing.wait()
            return
        connection.sendall(answer_of(file))
