"""Whole mails get the answers that a person would give them: kind, recipients, codes, reasons."""

import email
import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "codes/mails"
FIELDS = ("recipient", "action", "status", "reply", "remote_mta", "reason")


def expected_answers():
    answers = {}
    for line in (FOLDER / "answers.txt").read_text().splitlines():
        if line.startswith("  "):
            answers[name].append(line.strip())
        elif line and not line.startswith("#"):
            name = line
            answers[name] = []
    return answers


ANSWERS = expected_answers()


def differences(want, recipient):
    said = [(field, str(recipient[field] or "-")) for field in FIELDS]
    return [f"{field}: {value} and not {each}" for (field, value), each in zip(said, want.split())
            if each != "*" and value not in each.split("|")]


@pytest.mark.parametrize("name", ANSWERS)
def test_a_mail_is_read_as_a_person_reads_it(ehlo, name):
    kind, *recipients = ANSWERS[name]
    answer = json.loads(ehlo("codes", "--json", FOLDER / f"{name}.eml").stdout)
    assert answer["kind"] == kind
    assert len(answer["recipients"]) == len(recipients)
    assert [differences(*pair) for pair in zip(recipients, answer["recipients"])] == [[]] * len(recipients)


def test_every_mail_of_the_folder_has_its_answer():
    assert sorted(ANSWERS) == sorted(path.stem for path in FOLDER.glob("*.eml"))
    assert len(ANSWERS) > 60


WITHOUT_THE_MAIL = ["au-mailbox-full", "axigen-delay", "citadel", "communigate", "communigate-without-diagnostic",
                    "courier", "courier-two", "docomo", "domino-free-text", "dragonfly", "exchange-5.5-imc",
                    "gmail-delay-new", "groupwise", "groupwise-relay", "kerio", "maddy", "mdaemon", "mercury",
                    "opensmtpd", "symantec-gateway"]


@pytest.mark.parametrize("name", WITHOUT_THE_MAIL)
def test_what_a_mailer_says_is_read_without_the_mail_around_it(ehlo, name):
    def told(answer):
        return [(each["recipient"], each["reason"]) for each in json.loads(answer.stdout)["recipients"]]

    raw = (FOLDER / f"{name}.eml").read_bytes()
    parts = email.message_from_bytes(raw).walk()
    words = next(part for part in parts if part.get_content_type() == "text/plain").get_payload(decode=True)
    of_mail = told(ehlo("codes", "--json", input=raw))
    assert of_mail != []
    assert told(ehlo("codes", "--json", input=words)) == of_mail
