"""A name server on loopback for tests: answers from a table, and misbehaves on request.

    with DnsServer({
        "example.com": [("MX", 10, "mx.example.com"), ("TXT", "v=spf1 -all")],
        "mx.example.com": [("A", "127.0.0.1")],
        "null.example": [("MX", 0, "")],
        "_25._tcp.mx.example.com": [("TLSA", 3, 1, 1, "ab" * 32)],
        "www.example.com": [("CNAME", "example.com")],
    }) as dns:
        dns.faults["broken.example"] = "servfail"   # refused, drop, truncate
        dns.delays["slow.example"] = 0.5            # seconds
        dns.authentic.add("example.com")            # answers carry the AD bit
        run("ehlo", "--dns-server", dns.address, ...)
        assert ("example.com", "MX") in dns.asked

"truncate" answers over UDP with TC alone, and in full over TCP. A name that is not in the table
does not exist; one that lacks the asked type, or has names below it, has no data.
A key of `faults` and `delays` is a name, or a name with a type: ("example.com", "MX").
"""

import ipaddress
import socketserver
import struct
import threading

TYPES = {
    "A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28,
    "SRV": 33, "DS": 43, "TLSA": 52, "CAA": 257,
}
NAMES = {number: name for name, number in TYPES.items()}
RCODES = {"servfail": 2, "refused": 5}
RESPONSE, AUTHORITATIVE, TRUNCATED, RECURSION, AUTHENTIC = 0x8000, 0x0400, 0x0200, 0x0180, 0x0020
NXDOMAIN = 3


def encode_name(name):
    labels = [label.encode() for label in name.rstrip(".").split(".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def decode_question(message):
    at, labels = 12, []
    while message[at]:
        labels.append(message[at + 1 : at + 1 + message[at]].decode("latin-1"))
        at += 1 + message[at]
    number = struct.unpack_from("!H", message, at + 1)[0]
    return ".".join(labels).lower(), NAMES.get(number, str(number)), message[12 : at + 5]


def encode_text(text):
    data = text.encode() if isinstance(text, str) else text
    pieces = [data[i : i + 255] for i in range(0, len(data), 255)] or [b""]
    return b"".join(bytes([len(piece)]) + piece for piece in pieces)


def encode_data(kind, *fields):
    match kind:
        case "A" | "AAAA":
            return ipaddress.ip_address(fields[0]).packed
        case "MX":
            return struct.pack("!H", fields[0]) + encode_name(fields[1])
        case "TXT":
            return b"".join(encode_text(text) for text in fields)
        case "CNAME" | "NS" | "PTR":
            return encode_name(fields[0])
        case "SRV":
            return struct.pack("!3H", *fields[:3]) + encode_name(fields[3])
        case "TLSA":
            return bytes(fields[:3]) + bytes.fromhex(fields[3])
        case _:
            return bytes(fields[0])


def encode_record(owner, record):
    data = encode_data(*record)
    return encode_name(owner) + struct.pack("!2HIH", TYPES[record[0]], 1, 300, len(data)) + data


class DnsServer:
    def __init__(self, zone=None):
        self.zone = {name.lower(): records for name, records in (zone or {}).items()}
        self.faults = {}
        self.delays = {}
        self.authentic = set()
        self.asked = []
        self._closing = threading.Event()

    def __enter__(self):
        answers = self._answer

        class Udp(socketserver.BaseRequestHandler):
            def handle(self):
                message, sock = self.request
                if answer := answers(message, over_tcp=False):
                    sock.sendto(answer, self.client_address)

        class Tcp(socketserver.StreamRequestHandler):
            def handle(self):
                while len(size := self.rfile.read(2)) == 2:
                    answer = answers(self.rfile.read(int.from_bytes(size, "big")), over_tcp=True)
                    if not answer:
                        return
                    self.wfile.write(struct.pack("!H", len(answer)) + answer)

        self._servers = self._bind(Udp, Tcp)
        self.address = "127.0.0.1:%d" % self._servers[0].server_address[1]
        for server in self._servers:
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self._closing.set()
        for server in self._servers:
            server.shutdown()
            server.server_close()

    @staticmethod
    def _bind(udp, tcp):
        """Both on one port; the port that UDP got may be taken for TCP, hence the tries."""
        for _ in range(20):
            first = socketserver.ThreadingUDPServer(("127.0.0.1", 0), udp)
            try:
                return [first, socketserver.ThreadingTCPServer(first.server_address, tcp)]
            except OSError:
                first.server_close()
        raise OSError("no port that is free for UDP and TCP")

    def _answer(self, message, over_tcp):
        name, kind, question = decode_question(message)
        self.asked.append((name, kind))
        self._closing.wait(self._said(self.delays, name, kind) or 0)
        fault = self._said(self.faults, name, kind)
        if fault == "drop" or self._closing.is_set():
            return None
        flags, records = RESPONSE | AUTHORITATIVE | RECURSION, []
        if fault in RCODES:
            flags |= RCODES[fault]
        elif fault == "truncate" and not over_tcp:
            flags |= TRUNCATED
        else:
            rcode, records = self._find(name, kind)
            flags |= rcode | (AUTHENTIC if name in self.authentic else 0)
        header = message[:2] + struct.pack("!5H", flags, 1, len(records), 0, 0)
        return header + question + b"".join(records)

    @staticmethod
    def _said(table, name, kind):
        return table.get((name, kind), table.get(name))

    def _find(self, name, kind):
        chain, seen = [], set()
        while name not in seen:
            seen.add(name)
            records = self.zone.get(name, [])
            found = [encode_record(name, record) for record in records if record[0] == kind]
            alias = next((record for record in records if record[0] == "CNAME"), None)
            if found or not alias:
                return (0 if self._exists(name) else NXDOMAIN), chain + found
            chain.append(encode_record(name, alias))
            name = alias[1].rstrip(".").lower()
        return 0, chain

    def _exists(self, name):
        return name in self.zone or any(known.endswith("." + name) for known in self.zone)
