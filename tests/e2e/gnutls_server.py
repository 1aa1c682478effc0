"""TLS as OpenSSL 3 cannot be made to speak it: an SMTP server on libgnutls, by its C functions.

    with GnutlsServer("NORMAL:-VERS-ALL:+VERS-TLS1.2:%DISABLE_SAFE_RENEGOTIATION", certificate, key) as server:
        ...smtps://127.0.0.1:{server.port}
"""

import ctypes
import socketserver
import threading

from tls_server import GREETING, hello

SERVER, CREDENTIALS_CERTIFICATE, PEM = 1, 1, 1


def library():
    found = ctypes.CDLL("libgnutls.so.30")
    for name in ("gnutls_record_recv", "gnutls_record_send"):
        getattr(found, name).restype = ctypes.c_ssize_t
        getattr(found, name).argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
    return found


class Conversation(socketserver.BaseRequestHandler):
    def handle(self):
        tls, session = self.server.library, ctypes.c_void_p()
        tls.gnutls_init(ctypes.byref(session), SERVER)
        tls.gnutls_priority_set_direct(session, self.server.priority.encode(), None)
        tls.gnutls_credentials_set(session, CREDENTIALS_CERTIFICATE, self.server.credentials)
        tls.gnutls_transport_set_int2(session, self.request.fileno(), self.request.fileno())
        if tls.gnutls_handshake(session) == 0:
            self.talk(tls, session)
        tls.gnutls_deinit(session)

    def talk(self, tls, session):
        line = ctypes.create_string_buffer(512)
        tls.gnutls_record_send(session, GREETING, len(GREETING))
        while (got := tls.gnutls_record_recv(session, line, len(line))) > 0:
            reply = {b"EHLO": hello(), b"QUIT": b"221 bye\r\n"}.get(line.raw[:got][:4].upper(), b"250 ok\r\n")
            tls.gnutls_record_send(session, reply, len(reply))


class GnutlsServer(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True

    def __init__(self, priority, certificate, key):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.library, self.priority, self.credentials = library(), priority, ctypes.c_void_p()
        self.library.gnutls_certificate_allocate_credentials(ctypes.byref(self.credentials))
        done = self.library.gnutls_certificate_set_x509_key_file(self.credentials, str(certificate).encode(), str(key).encode(),
                                                                 PEM)
        assert done == 0
        self.port = self.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return super().__enter__()

    def __exit__(self, *_):
        self.shutdown()
        super().__exit__()
