"""Whole mails get the answers that a person would give them: kind, recipients, codes, reasons."""

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
