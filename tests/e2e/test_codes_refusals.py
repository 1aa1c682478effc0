"""Texts of real servers get the reason that a person would give them."""

import json
from pathlib import Path

LIST = Path(__file__).parent.parent / "codes" / "lab_refusals.txt"


def lab_refusals():
    for line in LIST.read_text().splitlines():
        if line and not line.startswith("#"):
            reasons, permanence, text = line.split(" ", 2)
            yield reasons.split("|"), permanence, text


def test_each_refusal_of_the_lab_gets_its_reason(ehlo):
    refusals = list(lab_refusals())
    assert len(refusals) > 300
    done = ehlo("codes", "--json", "--as", "text", "-", input="\n".join(text for *_, text in refusals).encode())
    assert (done.stderr, done.status) == ("", 0)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(refusals)
    wrong = [f"{answer['reason']} and not {'|'.join(reasons)}: {text}"
             for (reasons, _, text), answer in zip(refusals, answers) if answer["reason"] not in reasons]
    assert wrong == []
    wrong = [f"{answer['permanence']} and not {permanence}: {text}"
             for (_, permanence, text), answer in zip(refusals, answers)
             if permanence not in ("-", answer["permanence"])]
    assert wrong == []
