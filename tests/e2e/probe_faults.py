"""The table of faults: what a server does wrong, and what `ehlo probe` must say of it, and nothing else.

A row is a title, the checks that must raise an alarm with their verdicts, the options, and the
dialogue in the notation of wire_server.py. Hints are named too: a row that tells all of its hints
has no false alarm among them either.
"""

from dataclasses import dataclass, field

KEYWORDS = ("PIPELINING", "SIZE 50000000", "8BITMIME", "ENHANCEDSTATUSCODES")
GREETING = "220 mx.example.com ESMTP"
BYE = ["C: QUIT", "S: 221 bye"]


@dataclass
class Row:
    title: str
    alarms: dict
    script: list
    options: list = field(default_factory=list)
    scheme: str = ""
    status: int | None = None  # none: 1 when there is a failure, else 0


def reply(name, keywords):
    *others, last = [name, *keywords]
    return [*(f"S: 250-{line}" for line in others), f"S: 250 {last}"]


def hello(*keywords, name="mx.example.com", verb="EHLO"):
    return [f"C: {verb} client.test", *reply(name, keywords)]


def session(greeting=GREETING, plain=(*KEYWORDS, "STARTTLS"), tls="good", secure=KEYWORDS, name="mx.example.com"):
    """A whole conversation with STARTTLS; each part can be spoiled."""
    return [f"S: {greeting}", *hello(*plain, name=name), "C: STARTTLS", "S: 220 go on", f"@tls {tls}",
            *hello(*secure, name=name), *BYE]


def up_to(line, **parts):
    """A session that is sound up to this line, the last one of its kind."""
    script = session(**parts)
    return script[: len(script) - script[::-1].index(line)]


STARTTLS, GO_ON, HANDSHAKE = "C: STARTTLS", "S: 220 go on", "@tls good"


def in_clear(*keywords, greeting=GREETING):
    return [f"S: {greeting}", *hello(*keywords), *BYE]


def refused_by(greeting):
    return [f"S: {greeting}", *BYE]


SECOND_LOOK = ["@connect", "@deaf"]  # is it TLS? It is not.
NO_TLS = {"starttls-offered": "warn"}

SOUND = [
    Row("STARTTLS with a good certificate", {}, session()),
    Row("TLS from the first byte", {}, ["@tls", f"S: {GREETING}", *hello(*KEYWORDS), *BYE], scheme="smtps://"),
    Row("a chain with its intermediate", {}, session(tls="with-intermediate")),
    Row("AUTH inside TLS alone", {}, session(secure=(*KEYWORDS, "AUTH PLAIN SCRAM-SHA-256"))),
    Row("a greeting of several lines", {},
        ["S: 220-mx.example.com ESMTP", "S: 220 no soliciting", *session()[1:]]),
]

FAULTS = [
    # ---- the connection and the greeting
    Row("a server that says nothing", {"greeting-silent": "fail"}, ["@wait", *SECOND_LOOK],
        ["--timeout", "300ms"], status=75),
    Row("a server that hangs up at once", {"greeting-lost": "fail"}, ["@hang-up", *SECOND_LOOK], status=75),
    Row("a server that resets the connection", {"greeting-lost": "fail"}, ["@reset", *SECOND_LOOK], status=75),
    Row("another protocol", {"greeting-not-smtp": "fail"}, ["S: SSH-2.0-OpenSSH_9.2", "@hang-up"], status=76),
    Row("a news server", {"greeting": "fail", "greeting-name": "warn", "ehlo-refused": "fail"},
        ["S: 200 InterNetNews ready", "C: EHLO client.test", "S: 500 What?", "C: HELO client.test", "S: 500 What?",
         *BYE]),
    Row("a file server", {"greeting-name": "warn", "ehlo-refused": "fail"},
        ["S: 220 (vsFTPd 3.0.3)", "C: EHLO client.test", "S: 530 Please login with USER and PASS.",
         "C: HELO client.test", "S: 530 Please login with USER and PASS.", *BYE]),
    Row("a byte of the greeting now and then", {"greeting-unfinished": "fail"}, ["@every 0.1 220-mx.example.com"],
        ["--timeout", "500ms"], status=75),
    Row("a client that is said not to have waited", {"early-talker": "fail"},
        refused_by("554 5.5.1 Error: protocol error, client spoke before the greeting"), status=69),
    Row("a client on a block list", {"greeting-refused": "fail"},
        refused_by("554 5.7.1 Client host [127.0.0.1] blocked using zen.spamhaus.org"), status=69),
    Row("TLS on a plaintext port", {"tls-on-plaintext-port": "fail"}, ["@wait", "@connect", "@tls", "@wait"],
        ["--timeout", "500ms"]),
    Row("a record of TLS in place of a greeting", {"tls-on-plaintext-port": "fail"},
        [r'S! "\x15\x03\x01\x00\x02\x02\x28"', "@hang-up"]),
    Row("plaintext on a port for TLS", {"plaintext-on-tls-port": "fail"},
        [f"S: {GREETING}", "@hang-up", "@connect", *refused_by(GREETING)], ["--timeout", "1s"], scheme="smtps://"),
    Row("a greeting of 554", {"greeting-refused": "fail"}, refused_by("554 5.7.1 you are on a list"), status=69),
    Row("a greeting of 421", {"greeting-busy": "fail"}, ["S: 421 4.3.2 too many connections", "@hang-up"],
        status=75),
    Row("asterisks", {"greeting-masked": "warn", "ehlo-masked": "fail", "starttls-offered": "warn"},
        ["S: 220 *******************", *hello("PIPELINING", "SIZE 50000000", "8BITMIME", "ENHANCEDSTATUSCODES",
                                             "XXXXXXXA"), *BYE]),
    Row("a greeting without a host name", {"greeting-name": "warn"}, session("220 ESMTP ready")),
    Row("a name that nobody else knows", {"greeting-name": "hint"},
        session("220 localhost.localdomain ESMTP", name="localhost.localdomain")),
    Row("a greeting with LF alone", {"greeting-syntax": "hint"}, [f'S! "{GREETING}\\n"', *session()[1:]]),
    Row("a greeting with an escape sequence", {"greeting-syntax": "hint"},
        [r'S! "220 mx.example.com \x1b[2J ESMTP\r\n"', *session()[1:]]),
    Row("a greeting that is not ASCII", {"greeting-syntax": "hint"},
        [r'S! "220 mx.example.com gr\xc3\xbc\xc3\x9f\r\n"', *session()[1:]]),
    # ---- EHLO
    Row("EHLO is unknown, HELO is not", {"ehlo-refused": "warn"},
        [f"S: {GREETING}", "C: EHLO client.test", "S: 502 unknown", "C: HELO client.test", "S: 250 mx.example.com",
         *BYE]),
    Row("EHLO and HELO are refused", {"ehlo-refused": "fail"},
        [f"S: {GREETING}", "C: EHLO client.test", "S: 550 who are you", "C: HELO client.test", "S: 550 who are you",
         *BYE]),
    Row("EHLO is put off", {"ehlo-refused": "fail"},
        [f"S: {GREETING}", "C: EHLO client.test", "S: 451 later", *BYE], status=75),
    Row("LMTP is taken for SMTP", {"ehlo-refused": "fail"},
        ["S: 220 mx.example.com LMTP", "C: EHLO client.test", "S: 500 5.5.1 Unknown command", "C: HELO client.test",
         "S: 500 5.5.1 Unknown command", *BYE]),
    Row("SIZE is no number", {**NO_TLS, "ehlo-size": "hint"},
        in_clear("PIPELINING", "SIZE abc", "8BITMIME", "ENHANCEDSTATUSCODES")),
    Row("the connection is lost at EHLO", {"ehlo-lost": "fail"}, [f"S: {GREETING}", "C: EHLO client.test", "@reset"]),
    Row("silence at EHLO", {"ehlo-lost": "fail"}, [f"S: {GREETING}", "C: EHLO client.test", "@deaf"],
        ["--timeout", "300ms"]),
    Row("EHLO with two codes", {"ehlo-lost": "fail"},
        [f"S: {GREETING}", "C: EHLO client.test", "S: 250-mx.example.com", "S: 251 SIZE", "@hang-up"]),
    Row("a small SIZE", {"ehlo-size": "hint"},
        session(plain=("PIPELINING", "SIZE 1000000", "8BITMIME", "ENHANCEDSTATUSCODES", "STARTTLS"),
                secure=("PIPELINING", "SIZE 1000000", "8BITMIME", "ENHANCEDSTATUSCODES"))),
    Row("no PIPELINING", {"ehlo-keywords": "hint"}, session(plain=(*KEYWORDS[1:], "STARTTLS"), secure=KEYWORDS[1:])),
    Row("a keyword twice", {"ehlo-repeated": "hint"}, session(secure=(*KEYWORDS, "8BITMIME"))),
    Row("another name at EHLO", {"ehlo-name": "hint"}, session(name="proxy.example.com")),
    Row("PIPELINING is gone in TLS", {"ehlo-in-tls": "warn", "ehlo-keywords": "hint"}, session(secure=KEYWORDS[1:])),
    Row("STARTTLS again in TLS", {"starttls-in-tls": "warn"}, session(secure=(*KEYWORDS, "STARTTLS"))),
    Row("EHLO in TLS is refused", {"ehlo-refused": "fail"},
        [*up_to(HANDSHAKE), "C: EHLO client.test", "S: 503 not again", *BYE]),
    Row("the connection is lost at EHLO in TLS", {"ehlo-lost": "fail"},
        [*up_to(HANDSHAKE), "C: EHLO client.test", "@reset"]),
    # ---- STARTTLS
    Row("no STARTTLS", NO_TLS, in_clear(*KEYWORDS)),
    Row("a firewall takes STARTTLS away", {**NO_TLS, "ehlo-masked": "fail"}, in_clear(*KEYWORDS, "XXXXXXXA")),
    Row("STARTTLS is refused for now", {"starttls-refused": "fail"},
        [*up_to(STARTTLS), "S: 454 4.7.0 TLS not available", *BYE]),
    Row("STARTTLS is refused for good", {"starttls-refused": "fail"}, [*up_to(STARTTLS), "S: 502 no", *BYE]),
    Row("a reply is injected behind the 220", {"starttls-injection": "fail"},
        [*up_to(STARTTLS), r'S! "220 go\r\n250 injected\r\n"', "@hang-up"]),
    Row("the connection is lost at STARTTLS", {"starttls-lost": "fail"}, [*up_to(STARTTLS), "@reset"]),
    Row("silence at STARTTLS", {"starttls-lost": "fail"}, [*up_to(STARTTLS), "@deaf"], ["--timeout", "300ms"]),
    # ---- TLS
    Row("a handshake that never goes on", {"tls-handshake": "fail"}, [*up_to(GO_ON), "@deaf"],
        ["--timeout", "300ms"]),
    Row("the connection is lost in the handshake", {"tls-handshake": "fail"}, [*up_to(GO_ON), "@reset"]),
    Row("plaintext in place of the handshake", {"tls-handshake": "fail"},
        [*up_to(GO_ON), "@told", "S: 500 what is this", "@deaf"], ["--timeout", "1s"]),
    Row("TLS 1.0 alone", {"tls-version": "fail"}, session(tls="tls1.0")),
    Row("TLS 1.1 alone", {"tls-version": "fail"}, session(tls="tls1.1")),
    Row("no forward secrecy", {"tls-forward-secrecy": "warn"}, session(tls="no-secrecy")),
    # ---- certificate
    Row("an expired certificate", {"certificate-expired": "fail"}, session(tls="expired")),
    Row("a certificate of tomorrow", {"certificate-not-yet-valid": "fail"}, session(tls="not-yet")),
    Row("ten days left", {"certificate-expires": "warn"}, session(tls="soon")),
    Row("one day left", {"certificate-expires": "fail"}, session(tls="late")),
    Row("ten days left, and five are enough", {}, session(tls="soon"), ["--cert-warn", "5"]),
    Row("a certificate that signs itself", {"certificate-self-signed": "fail"}, session(tls="stranger")),
    Row("a certificate for another host", {"certificate-name": "fail"}, session(tls="elsewhere")),
    Row("a common name and no alternative name", {"certificate-name": "fail"}, session(tls="common-name-only")),
    Row("no intermediate certificate", {"certificate-chain": "fail"}, session(tls="no-intermediate")),
    Row("certificates in an odd order", {"certificate-order": "warn"}, session(tls="odd-order")),
    Row("the root is sent", {"certificate-root-sent": "hint"}, session(tls="root-sent")),
    Row("a private CA", {"certificate-root": "fail", "certificate-root-sent": "hint"}, session(tls="private-ca")),
    Row("a key of 1024 bits", {"certificate-key": "fail"}, session(tls="weak-key")),
    Row("a signature with SHA-1", {"certificate-signature": "fail"}, session(tls="sha1")),
    Row("a certificate for clients", {"certificate-purpose": "fail"}, session(tls="no-purpose")),
    Row("another certificate than the one pinned", {"certificate-pin": "fail"}, session(),
        ["--pin-sha256", "ab" * 32]),
    # ---- AUTH
    Row("AUTH in clear", {"auth-clear": "warn"},
        session(plain=(*KEYWORDS, "STARTTLS", "AUTH PLAIN"), secure=(*KEYWORDS, "AUTH PLAIN"))),
    Row("weak mechanisms", {"auth-weak": "hint"}, session(secure=(*KEYWORDS, "AUTH PLAIN CRAM-MD5 NTLM"))),
]
