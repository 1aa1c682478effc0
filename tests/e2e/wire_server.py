"""A server that says exactly what its script tells it, and keeps its own record of the wire.

A transcript is no evidence of what a client sent; `Connection.reads` is: the bytes of each read,
in order. A script is a list of lines:

    S: 250 ok            sends the text and CRLF
    S! "250 ok\\n"        sends these bytes; escapes as in Python
    S. 250 ok            sends the text and CRLF, each byte in a packet of its own
    C: DATA              wants this line, and CRLF, next
    C+ RCPT TO:<b@x>     wants this line next, and that it came in the same read as the one before
    C! "a\\r"             wants these bytes next
    C*                   wants any one line (for what a test cannot know)
    C.                   wants the rest of a message, up to its final dot
    @tls [NAME]          is the server of a TLS handshake, with the certificate of that name
    @tls-fails           the same, but the client must not finish it
    @wait                says nothing more; wants the client to close without another byte
    @deaf                reads nothing more until the client has ended; it does not matter what comes
    @repeat 5000 x       sends so many of this, without CRLF
    @endless TEXT        sends TEXT again and again until the client closes
    @every 0.1 TEXT      likewise, with so many seconds between two
    @drip 0.1 TEXT       sends the text once, with so many seconds before each byte
    @told                sets `told`, for a test that waits until the script is here
    @reset               ends the connection with RST
    @close               ends it with FIN (as does the end of the script)
    @hang-up             the same, whatever the client has to say
    @connect             what follows is for the next connection

At the end of its script a connection is closed, and the client must have nothing more to say.
"""

import ast
import os
import select
import socket
import ssl
import struct
import threading

PATIENCE = 10


class Mismatch(AssertionError):
    pass


def split_connections(lines):
    """The script of each connection; @connect stands between two."""
    scripts = [[]] if lines else []
    for line in lines:
        if line == "@connect":
            scripts.append([])
        else:
            scripts[-1].append(line)
    return scripts


class Connection:
    def __init__(self, sock, peer, certificates, leaving, told):
        self.reads = []
        self.peer = peer
        self.told = told
        self._sock = sock
        self._certificates = certificates
        self._leaving = leaving
        self._buffer = b""
        self._same_read = False
        sock.settimeout(PATIENCE)

    @property
    def received(self):
        return b"".join(self.reads)

    def play(self, script):
        for line in script:
            self._step(line)
        self._end()

    def abandon(self):
        self._sock.close()

    def _step(self, line):
        word, _, text = line.partition(" ")
        match word:
            case "S:":
                self._sock.sendall(text.encode() + b"\r\n")
            case "S!":
                self._sock.sendall(ast.literal_eval("b" + text))
            case "S.":
                self._drip(text.encode() + b"\r\n")
            case "C:" | "C+":
                self._expect(text.encode() + b"\r\n", self._line(), together=word == "C+")
            case "C!":
                wanted = ast.literal_eval("b" + text)
                self._expect(wanted, self._take(len(wanted)))
            case "C*":
                self._line()
            case "C.":
                self._message()
            case "@tls":
                self._wrap(text or "good")
            case "@tls-fails":
                self._fail_tls(text or "good")
            case "@wait":
                self._until_closed()
            case "@deaf":
                self._leaving.wait(PATIENCE)
                self._sock.close()
            case "@close" | "@hang-up":
                self._end(strict=word == "@close")
            case "@repeat":
                count, _, piece = text.partition(" ")
                self._send_while_open(piece.encode() * int(count))
            case "@endless" | "@every":
                pause, _, rest = text.partition(" ") if word == "@every" else ("0", "", text)
                self._flood(float(pause), rest.encode() + b"\r\n")
            case "@drip":
                self._drip_slowly(*text.split(" ", 1))
            case "@told":
                self.told.set()
            case "@reset":
                self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self._sock.close()
            case _:
                raise ValueError(f"the script has no such line: {line}")

    def _fill(self):
        data = self._sock.recv(1 << 20)
        if data:
            self.reads.append(data)
            self._buffer += data
        return bool(data)

    def _line(self):
        self._same_read = bool(self._buffer)
        while b"\n" not in self._buffer:
            if not self._fill():
                break
        line, newline, self._buffer = self._buffer.partition(b"\n")
        return line + newline

    def _take(self, count):
        self._same_read = bool(self._buffer)
        while len(self._buffer) < count and self._fill():
            pass
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken

    def _message(self):
        tail = b"\r\n"
        while b"\r\n.\r\n" not in tail + self._buffer:
            tail, self._buffer = (tail + self._buffer)[-4:], b""
            if not self._fill():
                raise Mismatch("the message did not end")
        self._buffer = (tail + self._buffer).partition(b"\r\n.\r\n")[2]

    def _expect(self, wanted, got, together=False):
        if got != wanted:
            raise Mismatch(f"the server wanted {wanted!r} and read {got!r}")
        if together and not self._same_read:
            raise Mismatch(f"{got!r} came in a write of its own")

    def _drip(self, data):
        self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in data:
            self._sock.sendall(bytes([byte]))

    def _wrap(self, name):
        """An end of the connection without close_notify will be an error."""
        context = self._certificates.server(name)
        self._sock = context.wrap_socket(self._sock, server_side=True, suppress_ragged_eofs=False)

    def _fail_tls(self, name):
        try:
            self._wrap(name)
            self._fill()  # with TLS 1.3 the client's alert comes behind the server's handshake
        except (ssl.SSLError, ConnectionError):
            return
        if self._buffer:
            raise Mismatch(f"the client went on in TLS: {self._buffer!r}")

    def _send_while_open(self, data):
        try:
            self._sock.sendall(data)
        except OSError:
            return False
        return True

    def _flood(self, pause, data):
        while not self._closed(pause) and self._send_while_open(data):
            pass

    def _drip_slowly(self, pause, text):
        for byte in text.encode():
            if self._closed(float(pause)) or not self._send_while_open(bytes([byte])):
                return

    def _closed(self, wait):
        poll = select.poll()
        poll.register(self._sock, select.POLLRDHUP)
        return bool(poll.poll(wait * 1000))

    def _until_closed(self):
        try:
            while self._fill():
                pass
        except ConnectionError:
            pass
        if self._buffer:
            raise Mismatch(f"the client sent more: {self._buffer!r}")

    def _end(self, strict=True):
        if self._sock.fileno() < 0:
            return
        try:
            if isinstance(self._sock, ssl.SSLSocket):
                self._sock = self._sock.unwrap()
            self._sock.shutdown(socket.SHUT_WR)
            while self._fill():
                pass
        except OSError as error:
            if "APPLICATION_DATA" in str(error):
                raise Mismatch("the client sent more") from error
        self._sock.close()
        if self._buffer and strict:
            raise Mismatch(f"the client sent more: {self._buffer!r}")


class WireServer:
    """Plays the scripts, one for each connection, in the order in which they come.

        with WireServer(["S: 220 hi", "C: QUIT"], certificates) as server:
            ... server.address ...
        assert server.connections[0].reads == [b"QUIT\\r\\n"]

    Leaving the block waits for the scripts to end, and raises what went wrong.
    """

    def __init__(self, script, certificates=None, host="127.0.0.1", path=None, port=0):
        self.connections = []
        self.told = threading.Event()
        self._scripts = split_connections(script)
        self._certificates = certificates
        self._failures = []
        self._listener = self._listen(host, path, port)
        self.path = path
        if path is None:
            self.port = self._listener.getsockname()[1]
            self.address = f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"
        else:
            self.port, self.address = 0, str(path)

    @staticmethod
    def _listen(host, path, port):
        if path is not None:
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(str(path))
        else:
            listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
        listener.listen()
        return listener

    def __enter__(self):
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind, *_):
        self._leaving.set()
        self._thread.join(3 * PATIENCE)
        self._listener.close()
        if self.path is not None:
            os.unlink(self.path)
        if kind is not None:
            return
        if self._failures:
            raise self._failures[0]
        came, wanted = len(self.connections), len(self._scripts)
        assert came == wanted, f"{came} connections came, {wanted} were expected"

    def _serve(self):
        """The client may be gone before its connection is accepted, so leaving comes second."""
        poll = select.poll()
        poll.register(self._listener, select.POLLIN)
        while True:
            leaving = self._leaving.is_set()
            if poll.poll(0 if leaving else 20):
                self._play(*self._listener.accept())
            elif leaving:
                return

    def _play(self, sock, peer):
        number = len(self.connections)
        self.connections.append(Connection(sock, peer, self._certificates, self._leaving, self.told))
        if number >= len(self._scripts):
            sock.close()
            return
        try:
            self.connections[-1].play(self._scripts[number])
        except Exception as failure:
            self._failures.append(failure)
            self.connections[-1].abandon()
