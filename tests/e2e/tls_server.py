"""An SMTP server with STARTTLS whose TLS is as a test wants it: Python's ssl, any number of connections."""

import itertools
import socketserver
import threading

GREETING = b"220 mx.example.com ESMTP\r\n"
KEYWORDS = ("PIPELINING", "SIZE 50000000", "8BITMIME", "ENHANCEDSTATUSCODES")


def hello(*keywords):
    *others, last = ["mx.example.com", *KEYWORDS, *keywords]
    return "".join(f"250-{line}\r\n" for line in others).encode() + f"250 {last}\r\n".encode()


class Conversation(socketserver.BaseRequestHandler):
    def handle(self):
        try:
            self.request.sendall(GREETING)
            self.talk(self.request, hello("STARTTLS"))
        except OSError:
            pass  # the client had seen enough

    def talk(self, connection, capabilities):
        lines = connection.makefile("rb")
        while verb := lines.readline().split(b" ")[0].strip().upper():
            if verb == b"STARTTLS":
                connection.sendall(b"220 ready\r\n")
                with next(self.server.contexts).wrap_socket(connection, server_side=True) as secure:
                    return self.talk(secure, hello())
            connection.sendall({b"EHLO": capabilities, b"QUIT": b"221 bye\r\n"}.get(verb, b"250 ok\r\n"))
            if verb == b"QUIT":
                return None
        return None


class TlsServer(socketserver.ThreadingTCPServer):
    """Several contexts take the handshakes in turn, as machines behind one address do."""

    daemon_threads = allow_reuse_address = True

    def __init__(self, *contexts):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.contexts = itertools.cycle(contexts)
        self.port = self.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return super().__enter__()

    def __exit__(self, *_):
        self.shutdown()
        super().__exit__()
