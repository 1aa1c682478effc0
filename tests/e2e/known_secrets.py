"""The secrets of the tests, and a look for them where none may be."""

from base64 import b64encode

PASSWORD = "tr0ub4dor&3"
TOKEN = "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"


def forms(secret):
    """The secret as it is, in capitals and in hexadecimal, and what is certain of its base64 at each offset."""
    raw = secret.encode()
    yield secret
    yield secret.upper()
    yield raw.hex()
    for shift in range(3):
        coded = b64encode(b"x" * shift + raw).decode().rstrip("=")
        yield coded[4 if shift else 0 : -2]


def revealed(text, secrets=(PASSWORD, TOKEN)):
    """The forms of the secrets that stand in `text`."""
    return [form for secret in secrets for form in forms(secret) if form in text]
