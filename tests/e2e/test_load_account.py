"""A load against a server that does what its dice say: the account of the two must agree."""

import json
import random
import re

import pytest

from fickle_server import FickleServer


def options_by(dice, odds):
    recipients = ["a@x.test", "b@x.test", "c@x.test"][:dice.choice([1, 1, 1, 1, 2, 3])]
    chosen = ["--to", ",".join(recipients), "--count", str(dice.choice([5, 30, 200]))]
    if odds.lmtp:
        chosen += ["--lmtp"]
    for chance, option in ((.8, ["--pipeline"]), (.6, ["--chunking"]), (.3, ["--chunk-size", dice.choice(["100", "700"])]),
                           (.3, ["--sessions", "3"]), (.3, ["--body", "x" * dice.choice([10, 3000, 60000])])):
        if dice.random() < chance:
            chosen += option
    return recipients, chosen


# Those of the first fifty by which most goes wrong, behind a verdict too, for one recipient and for several.
SEEDS = 1, 3, 13, 24, 28, 37, 44


@pytest.mark.parametrize("seed", SEEDS)
def test_no_message_is_called_what_it_is_not(ehlo, seed):
    with FickleServer(seed) as server:
        recipients, options = options_by(random.Random(-seed), server.odds)
        done = ehlo("send", "--server", server.address, "--from", "f@x.test", "--helo", "h.test", "--no-tls", "--json",
                    "--timeout", "400ms", "--subject", "n{{n}}", *options)
    assert server.faults > 0, "another seed: this one tries nothing"
    assert len(server.sizes) <= 1, f"a message is not whole, or holds another: {server.sizes}"
    told = [json.loads(line) for line in done.stdout.splitlines()]
    numbers = [one["n"] for one in told]
    assert len(numbers) == len(set(numbers)), "a message is told of twice"
    assert "--sessions" in options or numbers == sorted(numbers)
    assert set(server.taken) <= set(numbers), "what was taken is not told of"
    for one in told:
        taken = server.taken.get(one["n"], 0)
        assert taken > 0 or one["accepted"] is not True, f"called accepted and was not: {one}"
        if len(recipients) == 1:
            assert taken <= 1, f"taken twice: {one}"
            assert taken == 0 or one["accepted"] is not False, f"taken and called refused: {one}"
    count, accepted = re.search(r"([\d,]+) messages? in .*?: ([\d,]+) accepted", done.stderr).groups()
    assert int(count) == len(told)
    assert int(accepted) == sum(one["accepted"] is True for one in told)
