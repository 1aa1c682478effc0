"""`ehlo banner` against servers that greet well, badly, slowly or never."""

import json
import os
import signal
import subprocess
import time

import pytest

from crowd import Crowd
from dns_server import DnsServer
from serve_fixture import Sink

GOOD = ("S: 220 mx.example.com ESMTP Postfix", "C: QUIT", "S: 221 2.0.0 bye")


def records(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


# ---- one server


def test_a_greeting_is_a_line(ehlo, wire):
    with wire(*GOOD) as server:
        done = ehlo("banner", server.address)
    shown = done.stdout.splitlines()[1].split()
    assert shown[:4] == [server.address, "220", "mx.example.com", "Postfix"]
    assert (done.stderr, done.status) == ("", 0)


def test_tls_and_a_name_in_the_certificate_of_nobody(ehlo, wire):
    with wire("@tls", *GOOD) as server:
        done = ehlo("banner", f"smtps://{server.address}", "--json")
    assert (records(done)[0]["code"], done.status) == (220, 0)


def test_half_a_greeting_is_not_silence(ehlo, wire):
    with wire('S! "220 mx.exa"', "@wait") as server:
        done = ehlo("banner", server.address, "--timeout", "300ms")
    assert done.stdout.splitlines()[2:] == [
        "  fail     timeout after 300 ms waiting for the greeting: 10 bytes came, and not",
        "           its end",
        "           a tarpit drips like this: try a longer --timeout; else look what on",
        "           the way holds it back",
    ]
    assert done.status == 75


def test_who_cannot_be_reached_from_here_is_unknown(ehlo):
    done = ehlo("banner", "255.255.255.255", "--json")
    told = records(done)[0]
    assert (told["verdict"], told["exit"], done.status) == ("unknown", 75, 75)
    assert told["error"]["fix"] == ("nothing left this machine, which has no way there: look from another one (-4 and -6 "
                                    "leave a family out)")
    assert "  unknown  cannot connect to 255.255.255.255:25: " in ehlo("banner", "255.255.255.255").stdout


def test_a_socket_speaks_lmtp(ehlo, wire, tmp_path):
    with wire("S: 220 mx.example.com Dovecot ready.", "C: LHLO me.example", "S: 250 mx.example.com", "C: QUIT",
              "S: 221 bye", path=tmp_path / "lmtp") as server:
        done = ehlo("banner", f"lmtp://{server.path}", "--ehlo", "--helo", "me.example", "--json")
    assert records(done)[0]["software"]["id"] == "dovecot"
    assert done.status == 0


def test_ipv6_in_brackets(ehlo, wire):
    with wire(*GOOD, host="::1") as server:
        done = ehlo("banner", server.address)
    assert done.status == 0


def test_an_early_talker_is_refused(ehlo, wire):
    with wire("C: EHLO me.example", "S: 521 5.5.1 Protocol error", "C: QUIT") as server:
        done = ehlo("banner", server.address, "--talk-early", "--helo", "me.example")
    assert "pass     refuses who talks before the greeting" in done.stdout
    assert done.status == 0


def test_a_domain_leads_to_its_hosts(ehlo):
    zone = {"example.com": [("MX", 10, "mx.example.com")], "mx.example.com": [("A", "127.0.0.1")],
            "1.0.0.127.in-addr.arpa": [("PTR", "mx.example.com")]}
    with Sink() as sink, DnsServer(zone) as dns:
        done = ehlo("banner", "--mx", "example.com", "--port", sink.port, "--ptr", "--dns-server", dns.address, "--json")
    record = records(done)[0]
    assert (record["target"], record["host"], record["software"]["id"]) == ("example.com", f"mx.example.com:{sink.port}",
                                                                            "ehlo")
    assert record["reverse_names"] == [{"name": "mx.example.com", "leads_back": True}]
    assert [finding["text"] for finding in record["findings"]] == [
        "greets as mx.test, and the reverse name of 127.0.0.1 is mx.example.com"]
    assert done.status == 0


# ---- hostile servers: each ends by its limit, and nothing raw gets through

ESCAPES = r"\x1b]0;owned\x07\x1b[2J\xc2\x9b31m\xe2\x80\xae\x08"
HOSTILE = {  # script, status, and what the error says
    "an endless line": (["@endless " + "x" * 5000, "@hang-up"], 76, "a reply line of more than 4096 bytes"),
    "an endless reply": (["@endless 220-and on", "@hang-up"], 76, "a reply of more than 512 lines"),
    "100,000 lines": (['@repeat 100000 220-x\r\n', "@hang-up"], 76, "a reply of more than 512 lines"),
    "a byte a second": (["@drip 0.1 220 mx.example.com ESMTP Postfix", "@hang-up"], 75, "timeout after 1 s waiting for the greeting"),
    "a line a second": (["@every 0.3 220-wait"], 75, "timeout after 1 s waiting for the greeting"),
    "silence": (["@wait"], 75, "timeout after 1 s waiting for the greeting"),
    "a close": (["@close"], 75, "connection closed by the peer waiting for the greeting"),
    "a reset": (["@reset"], 75, "connection reset by the peer"),
    "NULs": ([r'S! "\x00\x00220 mx\x00\r\n"', "@hang-up"], 76, r'not an SMTP reply: \"\\0\\0220 mx\\0\"'),
    "escapes for a reply": ([f'S! "{ESCAPES}\\r\\n"', "@hang-up"], 76, "not an SMTP reply"),
    "two codes": ([r'S! "220-a\r\n554 b\r\n"', "@hang-up"], 76, "one reply with two codes, 220 and 554"),
    "HTTP": (["S: HTTP/1.1 400 Bad Request", "@hang-up"], 76, "not an SMTP reply: \\\"HTTP/1.1 400 Bad Request\\\""),
    "TLS": ([r'S! "\x15\x03\x01\x00\x02\x02\x28"', "@hang-up"], 77, "the server speaks TLS from the first byte"),
}


def assert_clean(text):
    assert all(c == "\n" or " " <= c <= "~" for c in text), ascii(text)


@pytest.mark.parametrize("script, status, reason", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_greeting_ends_by_its_limit(ehlo, wire, script, status, reason):
    script = [line.encode().decode("unicode_escape") if line.startswith("@repeat") else line for line in script]
    begun = time.monotonic()
    with wire(*script, "@connect", *script) as server:
        shown = ehlo("banner", server.address, "--timeout", "1s")
        told = ehlo("banner", server.address, "--timeout", "1s", "--json")
    assert time.monotonic() - begun < 20
    assert (shown.status, told.status) == (status, status)
    assert reason in told.stdout
    assert_clean(shown.stdout)
    assert_clean(told.stdout)


@pytest.mark.parametrize("greeting", [rf'S! "220 {ESCAPES} ESMTP Exim {ESCAPES}\r\n"', r'S! "220 mx\0.example.com\0\r\n"',
                                      r'S! "220 \xff\xfe\x80 ESMTP\r\n"'], ids=["escapes", "NULs", "no UTF-8"])
def test_a_greeting_of_raw_bytes_is_told_and_harmless(ehlo, wire, greeting):
    script = greeting, "C: QUIT", "S: 221 bye"
    with wire(*script, "@connect", *script) as server:
        shown = ehlo("banner", server.address)
        told = ehlo("banner", server.address, "--json")
    assert (shown.status, told.status, told.stderr) == (0, 0, "")
    assert_clean(shown.stdout)
    assert_clean(told.stdout)
    assert not records(told)[0]["ascii"]
    assert "not printable ASCII" in shown.stdout


@pytest.mark.parametrize("answer, fix, status", [
    ("421 4.3.2 busy", "try again; when it stays, look at the server's load and connection limits", 75),
    ("550 5.7.1 go away", "see the server's log for the reason: a block list, a policy, or the name in EHLO (--helo)", 1),
])
def test_a_refused_ehlo_has_the_advice_that_fits(ehlo, wire, answer, fix, status):
    with wire("S: 220 mx.example.com", "C: EHLO client.test", f"S: {answer}", "@hang-up") as server:
        done = ehlo("banner", server.address, "--ehlo", "--helo", "client.test", "--json")
    first = records(done)[0]["findings"][0]
    assert (first["text"], first["fix"]) == (f"refuses EHLO: {answer}", fix)
    assert done.status == status


def test_an_ftp_server_is_no_smtp(ehlo, wire):
    with wire("S: 220 ProFTPD Server (Debian) [127.0.0.1]", "C: EHLO client.test", "S: 500 EHLO not understood",
              "C: HELO client.test", "S: 500 HELO not understood", "C: QUIT", "S: 221 Goodbye.") as server:
        done = ehlo("banner", server.address, "--ehlo", "--helo", "client.test", "--json")
    told = records(done)[0]
    assert [finding["fix"] for finding in told["findings"]] == [
        "another service listens on this port (FTP, NNTP): name the port of SMTP"]
    assert (told["verdict"], told["exit"], done.status) == ("fail", 76, 76)


@pytest.mark.parametrize("refusal, helo, verdict, status", [
    ("504 5.5.2 <x>: Helo command rejected: need fully-qualified hostname", "504 5.5.2 no", "fail", 1),
    ("550 5.7.1 <x>: Helo command rejected: need fully-qualified hostname", "250 mx.example.com", "warn", 0),
    ("550 go away", "250 mx.example.com", "warn", 0),
    ("502 what?", "250 mx.example.com", "warn", 0),
    ("502 what?", "502 what?", "fail", 1),
])
def test_banner_and_probe_judge_a_refused_ehlo_alike(ehlo, wire, refusal, helo, verdict, status):
    script = ("S: 220 mx.example.com ESMTP", "C: EHLO x", f"S: {refusal}", "C: HELO x", f"S: {helo}", "C: QUIT",
              "S: 221 bye")
    with wire(*script, "@connect", *script) as server:
        banner = ehlo("banner", server.address, "--ehlo", "--helo", "x", "--json")
        probe = ehlo("probe", server.address, "--only", "ehlo-refused", "--helo", "x", "--json")
    assert (records(banner)[0]["verdict"], records(probe)[0]["verdict"]) == (verdict, verdict)
    assert (banner.status, probe.status) == (status, status)
    assert ("--helo NAME" in banner.stdout, "--helo NAME" in probe.stdout) == ("Helo" in refusal,) * 2


def test_who_does_not_answer_quit_holds_up_for_two_seconds(ehlo, wire):
    with wire("S: 220 mx.example.com", "C: QUIT", "@wait") as server:
        done = ehlo("banner", server.address, "--json")
    assert records(done)[0]["findings"][0]["text"] == (
        "does not part in order: timeout after 2 s waiting for the reply to QUIT")
    assert done.status == 0


# ---- many


def test_a_network_is_looked_at_address_by_address(ehlo):
    with Crowd() as crowd:
        done = ehlo("banner", "127.7.0.0/28", "--port", crowd.port, "--json", "--in-order")
    assert [record["target"] for record in records(done)] == [f"127.7.0.{i}" for i in range(16)]
    assert done.status == 0


def test_one_host_gets_one_connection_at_a_time(ehlo):
    with Crowd(pause=0.05) as crowd:
        targets = "\n".join(["127.7.0.1", "127.7.0.2"] * 5)
        done = ehlo("banner", "-", "--port", crowd.port, "--json", input=targets.encode())
    assert (len(crowd.came), crowd.most, done.status) == (10, 1, 0)


def test_one_host_gets_as_many_as_it_may(ehlo):
    with Crowd(pause=0.2) as crowd:
        done = ehlo("banner", *["127.7.0.1"] * 9, "--per-host", "3", "--port", crowd.port, "--json")
    assert (len(crowd.came), crowd.most, done.status) == (9, 3, 0)


def test_a_rate_is_kept(ehlo):
    with Crowd() as crowd:
        begun = time.monotonic()
        done = ehlo("banner", "127.7.0.0/29", "--rate", "20/s", "--port", crowd.port, "--json")
    assert time.monotonic() - begun >= 7 / 20
    assert (len(crowd.came), done.status) == (8, 0)


def test_shards_share_a_list_and_lose_nothing(ehlo, tmp_path):
    names = [f"127.7.{i}.{j}" for i in range(4) for j in range(25)]
    (tmp_path / "list").write_text("\n".join(names))
    with Crowd() as crowd:
        shards = [records(ehlo("banner", f"@{tmp_path / 'list'}", "--shard", f"{i}/3", "--port", crowd.port, "--json"))
                  for i in (1, 2, 3)]
        index = {"JOB_COMPLETION_INDEX": "1", "JOB_COMPLETIONS": "3"}
        auto = ehlo("banner", f"@{tmp_path / 'list'}", "--shard", "auto", "--port", crowd.port, "--json", env=index)
    targets = [[record["target"] for record in shard] for shard in shards]
    assert sorted(sum(targets, [])) == sorted(names)
    assert sorted(record["target"] for record in records(auto)) == sorted(targets[1])


def test_a_killed_run_goes_on_and_loses_and_doubles_nothing(binary, ehlo, tmp_path):
    names = [f"127.7.{i}.{j}" for i in range(4) for j in range(50)]
    (tmp_path / "list").write_text("\n".join(names))
    kept = tmp_path / "out.ndjson"
    with Crowd(pause=0.02) as crowd:
        options = ["banner", f"@{tmp_path / 'list'}", "--resume", kept, "-j", "8", "--port", str(crowd.port)]
        run = subprocess.Popen([binary, *options], start_new_session=True)
        while not kept.exists() or kept.read_bytes().count(b"\n") < 30:
            assert run.poll() is None
            time.sleep(0.005)
        run.send_signal(signal.SIGKILL)
        run.wait()
        with kept.open("ab") as file:
            file.write(b'{"target":"127.7.3.')  # what a kill in the middle of a line leaves
        done = ehlo(*options)
    assert (done.stdout, done.stderr, done.status) == ("", "", 0)
    assert sorted(record["target"] for record in map(json.loads, kept.read_text().splitlines())) == sorted(names)
    assert ehlo(*options).status == 0  # nothing is left to do
    assert len(kept.read_text().splitlines()) == len(names)


def test_results_are_joined(ehlo, tmp_path):
    (tmp_path / "a").write_text('{"target":"x","error":{"text":"lost"}}\n{"target":"y"}\n')
    (tmp_path / "b").write_text('{"target":"y"}\n{"target":"x","code":220}\n{"targ')
    done = ehlo("banner", "--merge", tmp_path / "a", tmp_path / "b")
    assert done.stdout == '{"target":"y"}\n{"target":"x","code":220}\n'
    assert done.stderr == f"ehlo: banner: warning: {tmp_path / 'b'}: its end is unfinished, and passed over\n"
    assert done.status == 0


def test_results_stream(binary, tmp_path):
    """The first result is there while the list is still being written."""
    read, write = os.pipe()
    with Crowd() as crowd:
        run = subprocess.Popen([binary, "banner", "-", "--json", "--port", str(crowd.port)], stdin=read,
                               stdout=subprocess.PIPE, text=True, start_new_session=True)
        os.close(read)
        with os.fdopen(write, "w", buffering=1) as names:
            for i in range(3):
                names.write(f"127.7.0.{i}\n")
                assert json.loads(run.stdout.readline())["target"] == f"127.7.0.{i}"
        assert run.wait(20) == 0
        run.stdout.close()


def test_progress_stands_on_a_terminal_and_nowhere_else(ehlo):
    with Crowd() as crowd:
        done = ehlo("banner", "127.7.0.0/28", "--port", crowd.port, "--json")
    assert (done.stderr, len(records(done))) == ("", 16)
