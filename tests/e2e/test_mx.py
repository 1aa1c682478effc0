"""`ehlo mx` against a name server that misbehaves, and certificates that were made for it."""

import json
import re

from dns_server import DnsServer

GOOD = {"good.example": [("MX", 10, "mx.good.example")], "mx.good.example": [("A", "8.8.8.8"), ("AAAA", "2a00::8")]}


def look(ehlo, dns, *arguments, **options):
    return ehlo("mx", *arguments, "--dns-server", dns.address, **options)


def rows(done):
    return {row["name"]: row for row in json.loads(done.stdout)["rows"]}


def test_a_failing_server_is_no_answer(ehlo):
    with DnsServer(GOOD) as dns:
        dns.faults["good.example"] = "servfail"
        done = look(ehlo, dns, "good.example", "--only", "mx", "--json")
    assert done.status == 75
    assert rows(done)["mx"]["unknown"] == [
        f"MX lookup for good.example: server failure (SERVFAIL) from {dns.address}"]


def test_a_refusing_server_is_no_answer(ehlo):
    with DnsServer(GOOD) as dns:
        dns.faults["good.example"] = "refused"
        done = look(ehlo, dns, "good.example", "--only", "mx", "--short")
    assert (done.stdout, done.status) == ("", 75)


def test_the_next_server_is_asked(ehlo):
    with DnsServer(GOOD) as lame, DnsServer(GOOD) as sound:
        lame.faults["good.example"] = "refused"
        done = ehlo("mx", "good.example", "--short", "--dns-server", lame.address, "--dns-server", sound.address)
    assert (done.stdout, done.status) == ("10 mx.good.example 8.8.8.8 2a00::8\n", 0)


def test_a_mute_server_is_given_up(ehlo):
    with DnsServer(GOOD) as dns:
        dns.faults["good.example"] = "drop"
        done = look(ehlo, dns, "good.example", "--only", "mx", "--dns-timeout", "200ms")
    assert done.status == 75
    assert re.sub(r"\s+", " ", done.stdout).endswith(
        f"unknown mx MX lookup for good.example: no answer in time from {dns.address} ")


def test_a_host_that_is_not_told_leaves_the_others(ehlo):
    with DnsServer({**GOOD, "good.example": [("MX", 10, "mx.good.example"), ("MX", 20, "dark.example")]}) as dns:
        dns.faults["dark.example"] = "drop"
        done = look(ehlo, dns, "good.example", "--short", "--dns-timeout", "200ms")
    assert (done.stdout, done.status) == ("10 mx.good.example 8.8.8.8 2a00::8\n20 dark.example\n", 75)


def test_an_answer_that_is_cut_is_fetched_over_tcp(ehlo):
    hosts = {f"mx{i}.big.example": [("A", f"8.8.{i}.8")] for i in range(200)}
    zone = {"big.example": [("MX", i, f"mx{i}.big.example") for i in range(200)], **hosts}
    with DnsServer(zone) as dns:
        dns.faults["big.example"] = "truncate"
        done = look(ehlo, dns, "big.example", "--short")
    assert done.stdout == "".join(f"{i} mx{i}.big.example 8.8.{i}.8\n" for i in range(200))
    assert done.status == 0


def test_a_loop_of_aliases_ends(ehlo):
    loop = {"a.example": [("CNAME", "b.example")], "b.example": [("CNAME", "a.example")]}
    with DnsServer({"good.example": [("MX", 10, "a.example")], **loop}) as dns:
        done = look(ehlo, dns, "good.example", "--only", "mx", "--json")
    assert done.status == 75
    assert rows(done)["mx"]["unknown"] == [f"AAAA lookup for a.example: malformed answer from {dns.address}"]


def test_a_text_of_4000_bytes_is_read_whole(ehlo):
    record = "v=spf1 " + " ".join(f"ip4:192.0.2.{i % 250}" for i in range(250)) + " -all"
    assert 3800 < len(record) < 4000
    with DnsServer({"good.example": [("TXT", record.ljust(4000))]}) as dns:
        dns.faults[("good.example", "TXT")] = "truncate"
        done = look(ehlo, dns, "good.example", "--only", "spf", "--json")
    assert rows(done)["spf"]["summary"].startswith(record)


def test_hostile_text_does_not_reach_the_terminal(ehlo):
    with DnsServer({"good.example": [("TXT", "v=spf1 \x1b[2J -all")], "x.good.example": []}) as dns:
        done = look(ehlo, dns, "good.example", "--all")
    assert "\x1b" not in done.stdout


def test_a_list_tells_each_domain_as_soon_as_it_is_known(ehlo):
    names = [f"d{i}.example" for i in range(300)]
    with DnsServer({name: [("MX", 0, "")] for name in names}) as dns:
        done = look(ehlo, dns, "-", "--only", "mx", input="\n".join(names).encode())
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(each["domain"] for each in told) == sorted(names)
    assert {each["rule"] for each in told} == {"null-mx"}
    assert done.status == 68


def test_a_question_is_asked_once(ehlo, tmp_path):
    names = [f"d{i}.example" for i in range(20)]
    (tmp_path / "list").write_text("\n".join(names))
    with DnsServer({**GOOD, **{name: [("MX", 10, "mx.good.example")] for name in names}}) as dns:
        look(ehlo, dns, "@list", "--short", "-j", "1", cwd=tmp_path)
        assert dns.asked.count(("mx.good.example", "A")) == 1


def test_the_route_is_the_one_that_send_takes(ehlo):
    with DnsServer(GOOD) as dns:
        done = look(ehlo, dns, "--route", "bob@good.example", "--json")
    hosts = json.loads(done.stdout)["route"]
    assert [(host["host"], sorted(host["addresses"])) for host in hosts] == [
        ("mx.good.example:25", ["8.8.8.8:25", "[2a00::8]:25"])]


def test_tlsa_records_are_made_of_a_certificate(ehlo, certificates):
    done = ehlo("mx", "--tlsa-for", certificates.path("good.crt"), "mx.example.com")
    assert re.fullmatch(r"_25\._tcp\.mx\.example\.com\. IN TLSA 3 1 1 [0-9a-f]{64}\n", done.stdout)
    assert (done.stderr, done.status) == ("", 0)
