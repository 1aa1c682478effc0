"""The grammar of session files, one line at a time, as strict as it is written.

`faults(text)` tells each line that a session file cannot hold as "LINE: why"; a transcript that
has none can be saved and run.
"""

import re
import shlex

CODE = r"[2-5](?:\d\d|xx)"
REPLY = re.compile(rf"({CODE}(?:\|{CODE})*)(?:([- ]).*)?")
DURATION = re.compile(r"\d+(?:\.\d+)?(?:ms|s|m|h)")
SIZE = re.compile(r"\d+(?:B|KB|MB|GB|KiB|MiB|GiB)?")
NAME = re.compile(r"[A-Za-z_]\w*")
VARIABLE = re.compile(r'\{\{\{\{|\{\{(?:[A-Za-z_]\w*|(?:base64|env|file|repeat) [^{}]+)\}\}')
ESCAPED = re.compile(r'"(?:[^"\\\x00-\x1f\x7f-\x9f]|\\(?:[rnt0"\\]|x[0-9A-Fa-f]{2}))*"')
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")

PLAIN_SUBJECTS = {
    *("code", "status", "text", "lines", "time", "elapsed", "bytes", "peer.ip", "peer.name"),
    *("tls.version", "tls.cipher", "tls.group", "tls.verified", "tls.resumed", "tls.ocsp", "tls.alert"),
    *("cert.subject", "cert.issuer", "cert.names", "cert.days", "cert.sha256", "cert.spki"),
}
SUBJECTS_WITH_NAME = {"line": r"\d+", "ehlo": r"\S+", "var": r"[A-Za-z_]\w*"}
COMPARISONS = {"==", "!=", "<", "<=", ">", ">=", "contains", "startsWith", "endsWith"}


def one_of(*words):
    return re.compile("|".join(map(re.escape, words)))


ANY = re.compile(r".*", re.DOTALL)
GIVEN = re.compile(r".+", re.DOTALL)
FAIL = one_of("fail")

# A directive's words in order, and the key=value options that may follow them.
DIRECTIVES = {
    "connect": ([GIVEN], {"from": GIVEN, "expect": FAIL}),
    "tls": (
        [],
        {
            "verify": one_of("on", "off", "ca", "name", "dane"),
            **dict.fromkeys(("name", "min", "max", "ciphers", "groups", "cert", "key"), GIVEN),
            "ocsp": one_of("require"),
            "expect": FAIL,
        },
    ),
    "auth": ([re.compile(r"[A-Z0-9_-]{1,28}")], dict.fromkeys(("user", "password", "token", "authorization", "realm", "domain"), GIVEN)),
    "message": ([GIVEN], {}),
    "bdat": ([GIVEN], {"chunk": SIZE}),
    "pause": ([DURATION], {}),
    "timeout": ([DURATION], {}),
    "close": ([], {}),
    "reset": ([], {}),
    "flush": ([], {}),
    "plain": ([], {}),
    "set": ([NAME, ANY], {}),
    "include": ([GIVEN], {}),
    "skip-unless": ([one_of("ehlo"), GIVEN], {}),
    "S close": ([], {}),
    "S reset": ([], {}),
    "S pause": ([DURATION], {}),
    "S swallow": ([SIZE], {}),
}
SEND = re.compile(rf"(?:S )?send ({ESCAPED.pattern})")
EXPECT = re.compile(rf"expect (?:close(?: within {DURATION.pattern})?|silence {DURATION.pattern})")
CAPTURE = re.compile(rf"capture {NAME.pattern} (.+?)(?: /.*\(.*\).*/)?")
CLIENT_SAYS = re.compile(r"(?:proxy v[12]\b|xclient\b).*")


def split(text):
    return shlex.split(text, comments=False, posix=True)


def bad_braces(text):
    return "{{" in VARIABLE.sub("", text)


def subject_fault(words):
    """How many words the subject takes, and what is wrong with it."""
    if words[0] in PLAIN_SUBJECTS:
        return 1, None
    pattern = SUBJECTS_WITH_NAME.get(words[0])
    if pattern is None:
        return 1, f"no subject {words[0]}"
    if len(words) < 2 or not re.fullmatch(pattern, words[1]):
        return 2, f"{words[0]} of what?"
    return 2, None


def assertion_fault(text):
    words = split(text)
    if not words:
        return "an assertion of nothing"
    taken, fault = subject_fault(words)
    if fault:
        return fault
    predicate = words[taken:]
    if predicate[:1] == ["not"]:
        predicate = predicate[1:]
    match predicate:
        case ["exists"]:
            return None
        case ["matches", *pattern] if re.fullmatch("/.+/", " ".join(pattern)):
            return None
        case [word, _] if word in COMPARISONS:
            return None
    return f"no predicate {' '.join(predicate)}"


def option_fault(word, options):
    key, equals, value = word.partition("=")
    if not equals or key not in options:
        return f"no option {word}"
    return None if options[key].fullmatch(value) else f"{key} cannot be {value}"


def directive_fault(text):
    if SEND.fullmatch(text) or EXPECT.fullmatch(text) or CLIENT_SAYS.fullmatch(text):
        return None
    if capture := CAPTURE.fullmatch(text):
        return subject_fault(split(capture[1]))[1]
    words = split(text)
    name = " ".join(words[: 2 if words[:1] == ["S"] else 1])
    if name not in DIRECTIVES:
        return f"no directive @{name}"
    positional, options = DIRECTIVES[name]
    words = words[len(name.split()) :]
    given, rest = words[: len(positional)], words[len(positional) :]
    if len(given) < len(positional) or not all(p.fullmatch(w) for p, w in zip(positional, given)):
        return f"@{name} does not take {' '.join(given)}"
    return next(filter(None, (option_fault(word, options) for word in rest)), None)


class Checker:
    """Goes through the lines; knows whether it is inside a multi-line reply and of which code."""

    def __init__(self):
        self._open = None
        self._connected = False

    def fault(self, line):
        if CONTROL.search(line):
            return "a control character"
        if self._open and not line.startswith(f"S: {self._open}"):
            return f"the reply {self._open} is not at its end"
        if not line.strip() or line.startswith("#"):
            return None
        if bad_braces(line):
            return "{{ without a variable"
        for mark, check in self._marks.items():
            if line == mark.rstrip() or line.startswith(mark):
                return check(self, line[len(mark) :])
        return "neither blank, #, C:, S:, ? nor @"

    def end_fault(self):
        return f"the reply {self._open} is not at its end" if self._open else None

    def _client(self, _):
        return None if self._connected else "nothing is connected"

    def _server(self, text):
        reply = REPLY.fullmatch(text)
        if not reply:
            return f"no reply: {text}"
        self._open = reply[1] if reply[2] == "-" else None
        return None if self._connected else "nothing is connected"

    def _assertion(self, text):
        return assertion_fault(text)

    def _directive(self, text):
        self._connected = self._connected or text.startswith("connect ")
        try:
            return directive_fault(text)
        except ValueError as unbalanced:
            return str(unbalanced)

    _marks = {"C: ": _client, "S: ": _server, "S? ": _server, "? ": _assertion, "@": _directive}


def faults(text):
    checker = Checker()
    lines = text.split("\n")
    told = [(n, checker.fault(line)) for n, line in enumerate(lines, 1)] + [(len(lines), checker.end_fault())]
    return [f"{n}: {fault}" for n, fault in told if fault]
