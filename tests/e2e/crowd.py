"""A server on every 127.x.y.z at one port, for lists of targets."""

import concurrent.futures
import socket
import threading
import time

GREETING = b"220 mx.example.com ESMTP Postfix\r\n"
HELLO = b"250-mx.example.com\r\n250-PIPELINING\r\n250-SIZE 50000000\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n"


class Crowd:
    """One thread per connection; it remembers who was called, and how many at a time."""

    def __init__(self, pause=0.0):
        self.pause = pause
        self.came, self.inside, self.most = [], {}, 0
        self._lock = threading.Lock()
        self._listener = socket.create_server(("0.0.0.0", 0), backlog=1024)
        self.port = self._listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._listener.close()

    def _accept(self):
        with concurrent.futures.ThreadPoolExecutor(64) as pool:
            while True:
                try:
                    pool.submit(self._talk, *self._listener.accept())
                except OSError:
                    return

    def _talk(self, sock, _):
        host = sock.getsockname()[0]
        with self._lock:
            self.came.append(host)
            self.inside[host] = self.inside.get(host, 0) + 1
            self.most = max(self.most, self.inside[host])
        with sock:
            time.sleep(self.pause)  # how long this server takes
            sock.sendall(GREETING)
            while sock.recv(100).startswith(b"EHLO"):
                sock.sendall(HELLO)
            with self._lock:
                self.inside[host] -= 1
            sock.sendall(b"221 bye\r\n")
