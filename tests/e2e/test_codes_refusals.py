"""Texts of real servers and of providers get the reason that a person would give them."""

import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "codes"


def refusals_of(name):
    refusals = []
    for line in (FOLDER / name).read_text().splitlines():
        if line and not line.startswith("#"):
            reasons, permanence, text = line.split(" ", 2)
            refusals.append((reasons.split("|"), permanence, text))
    return refusals


def answers_to(ehlo, texts):
    done = ehlo("codes", "--json", "--as", "text", "-", input="\n".join(texts).encode())
    assert (done.stderr, done.status) == ("", 0)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(texts)
    return answers


@pytest.mark.parametrize("name, at_least", [("lab_refusals.txt", 300), ("provider_refusals.txt", 1000)])
def test_each_refusal_gets_its_reason(ehlo, name, at_least):
    refusals = refusals_of(name)
    assert len(refusals) > at_least
    answers = answers_to(ehlo, [text for *_, text in refusals])
    wrong = [f"{answer['reason']} and not {'|'.join(reasons)}: {text}"
             for (reasons, _, text), answer in zip(refusals, answers) if answer["reason"] not in reasons]
    assert wrong == []
    wrong = [f"{answer['permanence']} and not {permanence}: {text}"
             for (_, permanence, text), answer in zip(refusals, answers)
             if permanence not in ("-", answer["permanence"])]
    assert wrong == []


RECIPIENT_IS_GONE = {"userunknown", "hasmoved", "suspend", "suppressed", "hostunknown", "notaccept"}


@pytest.mark.parametrize("name", ["lab_refusals.txt", "provider_refusals.txt"])
def test_what_is_wrong_with_sender_or_message_never_drops_the_recipient(ehlo, name):
    refusals = [(reasons, text) for reasons, _, text in refusals_of(name) if not RECIPIENT_IS_GONE & set(reasons)]
    answers = answers_to(ehlo, [text for _, text in refusals])
    dropped = [f"{answer['reason']}: {answer['text']}" for answer in answers
               if answer["suppress"] == "hard" or answer["retry"] == "never"]
    assert dropped == []


def test_each_reason_that_a_text_can_have_has_ten_texts_of_providers():
    counts = {}
    for reasons, *_ in refusals_of("provider_refusals.txt"):
        counts[reasons[0]] = counts.get(reasons[0], 0) + 1
    assert len(counts) == 32
    assert {reason: count for reason, count in counts.items() if count < 10} == {}
