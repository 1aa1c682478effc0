"""`ehlo mx` against a name server that misbehaves, and certificates that were made for it."""

import json
import re
import ssl
import subprocess

import pytest

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
    assert done.stderr == f"ehlo: mx: good.example: MX lookup for good.example: refused by {dns.address}\n"


def test_a_short_list_says_why_a_domain_is_not_in_it(ehlo):
    zone = {"empty.example": [("TXT", "hello")], "null.example": [("MX", 0, "")], "lost.example": [("MX", 10, "no.example")]}
    with DnsServer({**GOOD, **zone}) as dns:
        names = "good.example\ngone.example\nempty.example\nnull.example\nlost.example\n"
        done = look(ehlo, dns, "-", "--short", "-j", "1", input=names.encode())
    assert done.stdout == "good.example 10 mx.good.example 8.8.8.8 2a00::8\nnull.example 0 .\nlost.example 10 no.example\n"
    assert done.stderr == (
        "ehlo: mx: gone.example: there is no domain gone.example\n"
        "ehlo: mx: empty.example: there is neither MX nor address: no mail can be delivered; where none is to be, a null "
        "MX says so\n"
        "ehlo: mx: lost.example: MX host no.example does not exist\n")


@pytest.mark.parametrize("only", ["spf", "mta-sts", "spf,dmarc,srv"])
def test_of_a_domain_that_is_not_there_nothing_else_is_told(ehlo, only):
    """A record to publish in a zone that does not exist would be no help."""
    with DnsServer(GOOD) as dns:
        done = look(ehlo, dns, "gone.example", "--only", only, "--json")
    assert [(row["name"], row["verdict"]) for row in json.loads(done.stdout)["rows"]] == [("mx", "fail")]
    assert "there is no domain gone.example" in done.stdout
    assert done.status == 68


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


def test_one_line_mends_all_that_is_wrong_in_a_record(ehlo):
    record = "v=DMARC1; p=none; sp=reject; fo=1; adkim=x; rua=postmaster@a.example"
    with DnsServer({"a.example": [("A", "8.8.8.8")], "_dmarc.a.example": [("TXT", record)]}) as dns:
        done = look(ehlo, dns, "a.example", "--only", "dmarc", "--all")
    lines = [line.strip() for line in done.stdout.splitlines() if "publish" in line]
    assert lines == ['publish in its place: _dmarc.a.example. IN TXT "v=DMARC1; p=none; sp=reject; '
                     'rua=mailto:postmaster@a.example"']
    assert done.stdout.splitlines()[-1].strip() == "then write p=quarantine in it"


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
    assert rows(done)["mx"]["unknown"] == [
        f"AAAA lookup for a.example: CNAME loop (a.example -> b.example -> a.example) from {dns.address}"]


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


def test_a_list_ends_when_nobody_reads_it(binary, tmp_path):
    names = [f"d{i}.example" for i in range(2000)]
    (tmp_path / "list").write_text("\n".join(names))
    with DnsServer({name: [("MX", 0, "")] for name in names}) as dns, open("/dev/full", "wb") as full:
        done = subprocess.run([binary, "mx", f"@{tmp_path}/list", "--only", "mx", "-j", "1", "--dns-server", dns.address],
                              stdout=full, timeout=60)
        assert len({name for name, _ in dns.asked}) < 500
    assert done.returncode == 74


def test_a_question_is_asked_once(ehlo, tmp_path):
    names = [f"d{i}.example" for i in range(20)]
    (tmp_path / "list").write_text("\n".join(names))
    with DnsServer({**GOOD, **{name: [("MX", 10, "mx.good.example")] for name in names}}) as dns:
        look(ehlo, dns, "@list", "--short", "-j", "1", cwd=tmp_path)
        assert dns.asked.count(("mx.good.example", "A")) == 1


def test_what_a_fix_needs_is_asked_for_where_it_is_shown(ehlo):
    with DnsServer(GOOD) as dns:
        look(ehlo, dns, "good.example", "--short")
        assert {name for name, _ in dns.asked} == {"good.example", "mx.good.example"}
        done = look(ehlo, dns, "good.example", "--only", "mx")
        assert ("mx2.good.example", "A") in dns.asked
    assert "publish: good.example. IN MX 20 mx2.good.example." in done.stdout


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


def test_a_chain_of_aliases_is_followed(ehlo):
    chain = {f"a{i}.example": [("CNAME", f"a{i + 1}.example")] for i in range(5)}
    with DnsServer({"good.example": [("MX", 10, "a0.example")], **chain, "a5.example": [("A", "8.8.8.8")]}) as dns:
        done = look(ehlo, dns, "good.example", "--short")
    assert (done.stdout, done.status) == ("10 a0.example 8.8.8.8\n", 0)


def test_only_these_rows_are_looked_at(ehlo):
    with DnsServer(GOOD) as dns:
        done = look(ehlo, dns, "good.example", "--only", "tls-rpt,caa", "--json")
        assert {kind for name, kind in dns.asked if name == "good.example"} == {"MX", "CAA"}
    assert list(rows(done)) == ["tls-rpt", "caa"]


def test_a_row_is_explained(ehlo):
    with DnsServer(GOOD) as dns:
        done = look(ehlo, dns, "good.example", "--only", "caa", "--explain")
    assert ("  which authorities may issue certificates for the domain and its mail hosts\n  (RFC 8659):\n"
            "  pass     caa ") in done.stdout


def test_a_warning_fails_where_that_is_wished(ehlo):
    with DnsServer(GOOD) as dns:
        assert look(ehlo, dns, "good.example", "--only", "ptr").status == 0
        assert look(ehlo, dns, "good.example", "--only", "ptr", "--fail-on", "warn").status == 1


BULK = {
    "example.com": [("MX", 10, "mx.example.com"), ("TXT", "v=spf1 mx -all")],
    "mx.example.com": [("A", "8.8.8.8")],
    "8.8.8.8.in-addr.arpa": [("PTR", "mx.example.com")],
    "_dmarc.example.com": [("TXT", "v=DMARC1; p=none; rua=mailto:a@example.com")],
    "s1._domainkey.example.com": [("TXT", "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")],
}


def test_a_bulk_sender_that_meets_all_demands_passes(ehlo):
    with DnsServer(BULK) as dns:
        done = look(ehlo, dns, "example.com", "--only", "sender-check", "--selector", "s1", "--json")
    assert (rows(done)["sender-check"]["summary"], done.status) == ("5 of 5 demands met", 0)


def test_a_bulk_sender_without_dmarc_fails(ehlo):
    with DnsServer({name: records for name, records in BULK.items() if name != "_dmarc.example.com"}) as dns:
        done = look(ehlo, dns, "example.com", "--sender-check", "--only", "mx", "--json")
    assert rows(done)["sender-check"]["findings"][0]["fix"] == (
        'publish: _dmarc.example.com. IN TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"')
    assert done.status == 1


@pytest.mark.parametrize("listing, verdict, status", [
    ({"8.8.8.8.bl.example": [("A", "127.0.0.4"), ("TXT", "spam was seen")]},
     "8.8.8.8 is listed by bl.example (127.0.0.4): spam was seen", 1),
    ({}, "0 of 1 address listed", 0),
    ({"8.8.8.8.bl.example": [("A", "127.255.255.254")]},
     "bl.example does not answer this name server (127.255.255.254), so nothing is known", 75),
    ({"8.8.8.8.bl.example": [("A", "192.0.2.1")]}, "bl.example answers 192.0.2.1, which no list says, so nothing is known", 75),
    ({"1.0.0.127.bl.example": [("A", "127.0.0.2")]}, "bl.example lists 127.0.0.1: it lists the whole world", 75),
], ids=["listed", "clean", "refused", "parked", "world"])
def test_a_block_list_is_believed_only_when_it_is_one(ehlo, listing, verdict, status):
    zone = {"good.example": [("MX", 10, "mx.good.example")], "mx.good.example": [("A", "8.8.8.8")],
            "2.0.0.127.bl.example": [("A", "127.0.0.2")], **listing}
    with DnsServer(zone) as dns:
        done = look(ehlo, dns, "good.example", "--only", "dnsbl", "--dnsbl", "bl.example", "--json")
    row = rows(done)["dnsbl"]
    told = [finding["text"] for finding in row["findings"]] + row.get("unknown", []) or [row["summary"]]
    assert (told, done.status) == ([verdict], status)


SPF = {
    "example.net": [("TXT", "v=spf1 include:_spf.example.net -all"), ("A", "192.0.2.1")],
    "_spf.example.net": [("TXT", "v=spf1 ip4:192.0.2.0/29 a:out.example.net ~all")],
    "out.example.net": [("A", "198.51.100.7")],
    "soft.example": [("TXT", "v=spf1 redirect=_spf.example.net")],
    "why.example": [("TXT", "v=spf1 -all exp=exp.why.example")],
    "exp.why.example": [("TXT", "%{i} may not send as %{s}")],
    "wrong.example": [("TXT", "v=spf1 ip4:192.0.2 -all")],
    "open.example": [("TXT", "v=spf1 ?all")],
}


@pytest.mark.parametrize("client, short, status", [
    ("192.0.2.5,alice@example.net", "pass include:_spf.example.net", 0),
    ("198.51.100.7,,example.net", "pass include:_spf.example.net", 0),
    ("203.0.113.9,alice@example.net", "fail -all", 1),
    ("203.0.113.9,alice@soft.example", "softfail ~all", 0),
    ("203.0.113.9,alice@open.example", "neutral ?all", 0),
    ("203.0.113.9,alice@nobody.example", "none -", 0),
    ("203.0.113.9,alice@wrong.example", "permerror -", 1),
    ("203.0.113.9,alice@dark.example", "temperror -", 75),
])
def test_a_client_is_checked_by_spf(ehlo, client, short, status):
    with DnsServer(SPF) as dns:
        dns.faults["dark.example"] = "servfail"
        done = look(ehlo, dns, "--spf-check", client, "--short")
    assert (done.stdout, done.status) == (short + "\n", status)


def test_a_soft_fail_fails_where_a_warning_does(ehlo):
    with DnsServer(SPF) as dns:
        assert look(ehlo, dns, "--spf-check", "203.0.113.9", "soft.example", "--fail-on", "warn").status == 1


def test_the_way_of_an_spf_check_is_shown(ehlo):
    with DnsServer(SPF) as dns:
        done = look(ehlo, dns, "--spf-check", "198.51.100.7", "example.net")
    assert done.stdout == """\
pass: example.net lets send 198.51.100.7, by include:_spf.example.net (2 of 10 lookups)
  example.net: v=spf1 include:_spf.example.net -all
    include:_spf.example.net: match, _spf.example.net has the result pass
      _spf.example.net: v=spf1 ip4:192.0.2.0/29 a:out.example.net ~all
        ip4:192.0.2.0/29: no match, 198.51.100.7 is not in 192.0.2.0/29
        a:out.example.net: match, out.example.net has 198.51.100.7, and 198.51.100.7 is in 198.51.100.7/32
"""


def test_what_the_domain_says_to_who_is_refused_is_shown(ehlo):
    with DnsServer(SPF) as dns:
        done = look(ehlo, dns, "--spf-check", "203.0.113.9,bob@why.example", "--json")
    assert json.loads(done.stdout)["explanation"] == "203.0.113.9 may not send as bob@why.example"


def test_the_issuer_s_record_is_made_too_where_the_file_holds_it(ehlo, certificates, tmp_path):
    chain = "".join(certificates.path(name).read_text() for name in ("good.crt", "root.crt"))
    (tmp_path / "chain.pem").write_text(chain)
    done = ehlo("mx", "--tlsa-for", tmp_path / "chain.pem", "a.example", "b.example")
    assert [line.split()[:6] for line in done.stdout.splitlines()] == [
        [f"_25._tcp.{host}.example.", "IN", "TLSA", usage, "1", "1"] for host in "ab" for usage in "32"]


def tlsa_lines(ehlo, *arguments):
    done = ehlo("mx", *arguments)
    assert (done.stderr, done.status) == ("", 0)
    return done.stdout


def test_the_server_s_certificate_is_found_wherever_it_stands(ehlo, certificates, tmp_path):
    leaf, root = (certificates.path(name).read_text() for name in ("good.crt", "root.crt"))
    (tmp_path / "a.pem").write_text(leaf + root)
    (tmp_path / "b.pem").write_text(root + leaf)
    one, other = (tlsa_lines(ehlo, "--tlsa-for", tmp_path / name, "mx.example") for name in ("a.pem", "b.pem"))
    assert one == other


def test_the_records_of_two_certificates_stand_beside_each_other(ehlo, certificates):
    now, following = certificates.path("good.crt"), certificates.path("stranger.crt")
    alone = [tlsa_lines(ehlo, "--tlsa-for", path, "mx.example:587") for path in (now, following)]
    assert alone[0].startswith("_587._tcp.mx.example. IN TLSA 3 1 1 ")
    assert tlsa_lines(ehlo, "--tlsa-for", now, "--tlsa-for", following, "mx.example:587") == "".join(alone)


def test_a_file_of_two_servers_is_refused(ehlo, certificates, tmp_path):
    (tmp_path / "two.pem").write_text("".join(certificates.path(f"{name}.crt").read_text() for name in ("good", "elsewhere")))
    done = ehlo("mx", "--tlsa-for", "two.pem", "mx.example", cwd=tmp_path)
    assert done.stderr == ("ehlo: mx: --tlsa-for: two.pem: 2 certificates here may be the server's, and one must be: give "
                           "each server's chain in a file of its own\n")
    assert done.status == 65


def test_a_port_that_is_none_is_told(ehlo, certificates):
    done = ehlo("mx", "--tlsa-for", certificates.path("good.crt"), "mx.example:x")
    assert (done.stderr, done.status) == ("ehlo: mx: --tlsa-for: mx.example:x is not HOST or HOST:PORT\n", 65)


def test_the_key_and_the_request_have_the_record_of_their_certificate(ehlo, certificates, tmp_path):
    key = subprocess.run(["openssl", "x509", "-in", certificates.path("good.crt"), "-noout", "-pubkey"],
                         check=True, capture_output=True).stdout
    (tmp_path / "key.pem").write_bytes(key)
    line = tlsa_lines(ehlo, "--tlsa-for", certificates.path("good.crt"), "mx.example")
    assert tlsa_lines(ehlo, "--tlsa-for", tmp_path / "key.pem", "mx.example") == line
    assert tlsa_lines(ehlo, "--tlsa-for", certificates.path("good.csr"), "mx.example") == line


def test_a_file_without_a_public_key_is_refused_by_what_it_holds(ehlo, certificates, tmp_path):
    (tmp_path / "der").write_bytes(ssl.PEM_cert_to_DER_cert(certificates.path("good.crt").read_text()))
    (tmp_path / "key").write_text(certificates.path("good.key").read_text())
    (tmp_path / "text").write_text("hello\n")
    told = {}
    for name in ("der", "key", "text"):
        done = ehlo("mx", "--tlsa-for", name, "mx.example", cwd=tmp_path)
        assert (done.stdout, done.status) == ("", 65)
        told[name] = done.stderr
    assert told == {
        "der": "ehlo: mx: --tlsa-for: der: this is DER, and PEM is needed: openssl x509 -inform der\n",
        "key": "ehlo: mx: --tlsa-for: key: a private key is here; give its public one: openssl pkey -pubout\n",
        "text": "ehlo: mx: --tlsa-for: text: there is neither a certificate nor a public key or a request for one in "
                "PEM here\n"}


@pytest.mark.parametrize("host", ["192.0.2.1", "192.0.2.1:25", "2001:db8::1", "[2001:db8::1]:25"])
def test_tlsa_records_need_the_name_of_a_host(ehlo, certificates, host):
    done = ehlo("mx", "--tlsa-for", certificates.path("good.crt"), host)
    assert done.stderr == (f"ehlo: mx: --tlsa-for: {host} is an address, and TLSA records stand at the name of a host: "
                           "give that\n")
    assert (done.stdout, done.status) == ("", 65)


def test_tlsa_records_are_told_as_json(ehlo, certificates):
    arguments = ("--tlsa-for", certificates.path("good.crt"), "mx.example:587")
    line = tlsa_lines(ehlo, *arguments).rstrip()
    assert json.loads(tlsa_lines(ehlo, *arguments, "--json")) == {
        "host": "mx.example", "port": 587, "name": "_587._tcp.mx.example",
        "records": [{"value": line.split(" TLSA ")[1], "line": line}]}


def test_a_short_fix_is_shown_whole_a_long_one_with_all(ehlo):
    with DnsServer({**GOOD, "good.example": [*GOOD["good.example"], ("TXT", "v=spf1 mx +all")]}) as dns:
        done = look(ehlo, dns, "good.example", "--only", "spf,mta-sts")
    text = re.sub(r"id=\d{14}", "id=TIME", done.stdout)
    assert text.endswith("""\
  fail     spf           +all lets everybody send
                         write ~all in its place, later -all
                         publish in its place: good.example. IN TXT "v=spf1 mx ~all"
  hint     mta-sts       not published: whoever is on the way can make senders
                         give up TLS
                         publish: _mta-sts.good.example. IN TXT "v=STSv1; id=TIME;"
                         (5 lines: see --all)
""")


def test_a_route_to_nowhere_says_why(ehlo):
    with DnsServer({"null.example": [("MX", 0, "")]}) as dns:
        done = look(ehlo, dns, "--route", "bob@null.example")
    assert (done.stderr, done.status) == ("ehlo: mx: null.example accepts no mail (null MX, RFC 7505)\n", 68)


def test_an_address_in_place_of_a_domain_is_told(ehlo):
    done = ehlo("mx", "bob@example.com")
    assert done.stderr == ("ehlo: mx: bob@example.com is an address, and a domain is needed: example.com, or "
                           "--route bob@example.com\n")
    assert done.status == 65
