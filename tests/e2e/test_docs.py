"""The documentation says what the program does: options, exit statuses and examples agree.

A manual page's example is a line of an .EX block that begins with "$ "; it runs as it stands, in a
shell, against `ehlo serve`. The lines below it, if any, are its whole output.
"""

import functools
import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

import pytest

from dns_server import DnsServer
from serve_fixture import Sink

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = re.findall(r'Command\{"(\w+)"', (ROOT / "src/commands/table.cc").read_text())
PAGES = sorted((ROOT / "man").glob("*.[15]"))
COMPLETIONS = {"bash": "ehlo.bash", "zsh": "_ehlo", "fish": "ehlo.fish"}
OPTION = r"(?<![\w-])--?[A-Za-z0-9][\w-]*"


def source(page):
    """A manual page without the escapes that only say how it looks."""
    text = re.sub(r"\\f.|\\&", "", (ROOT / "man" / page).read_text())
    return text.replace(r"\-", "-").replace(r"\e", "\\")


def completion(shell):
    return (ROOT / "completions" / COMPLETIONS[shell]).read_text()


# ---- options


def options_in_help(ehlo, command):
    text = ehlo(command, "--help").stdout
    return {name for names in re.findall(r"^  (-[\w-]+(?:, -[\w-]+)*)", text, re.M) for name in re.findall(OPTION, names)}


def options_in_man(command):
    tags = re.findall(r"^\.TP\n(.*)", source(f"ehlo-{command}.1"), re.M)
    return {name for tag in tags for name in re.findall(OPTION, tag)}


def options_in_bash(command):
    words = re.search(rf"^    {command}\)\n      words='(.*)'$", completion("bash"), re.M)
    return set(words[1].split())


def options_in_zsh(command):
    case = re.search(rf"^    {command}\)\n(.*?);;", completion("zsh"), re.M | re.S)
    return set(re.findall(r"'\*(-[\w-]+)=?\[", case[1]))


def options_in_fish(command):
    options = set()
    for line in completion("fish").splitlines():
        if f"__fish_seen_subcommand_from {command}'" in line:
            flags = line.split(" -d ")[0]
            options |= {"-" + name for name in re.findall(r" -s (\S+)", flags)}
            options |= {"--" + name for name in re.findall(r" -l (\S+)", flags)}
    return options


@pytest.mark.parametrize("command", COMMANDS)
def test_the_manual_page_has_the_options_of_the_program(ehlo, command):
    assert options_in_man(command) == options_in_help(ehlo, command)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("options_in", [options_in_bash, options_in_zsh, options_in_fish])
def test_a_completion_has_the_options_of_the_program(ehlo, command, options_in):
    assert options_in(command) == options_in_help(ehlo, command)


def test_the_overview_lists_every_command(ehlo):
    assert re.findall(r"^  (\w+)", ehlo("--help").stdout, re.M) == COMMANDS


def test_the_overview_page_names_every_command():
    assert re.findall(r"\(ehlo-|ehlo-(\w+) \(1\)\)", source("ehlo.1")) == COMMANDS


# ---- completions


@pytest.mark.parametrize("shell", COMPLETIONS)
def test_a_completion_script_is_what_the_program_prints(ehlo, shell):
    assert completion(shell) == ehlo("--completion", shell).stdout


def shell(name, script):
    return subprocess.run([name, "-c", script], capture_output=True, text=True, cwd=ROOT / "completions", timeout=60)


def completed_by_bash(*words):
    typed = " ".join(f"'{word}'" for word in words)
    done = shell("bash", f"set -u; . ./ehlo.bash; COMP_WORDS=({typed}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _ehlo;"
                         ' printf "%s\\n" "${COMPREPLY[@]}"')
    assert done.stderr == ""
    return sorted(done.stdout.split())


def test_bash_completes_commands():
    assert completed_by_bash("ehlo", "se") == ["send", "serve"]


def test_bash_completes_options():
    assert completed_by_bash("ehlo", "send", "--tls-verify-") == [
        "--tls-verify-ca", "--tls-verify-host", "--tls-verify-target"
    ]


def test_bash_completes_files_where_an_option_takes_one():
    assert completed_by_bash("ehlo", "send", "--tls-cert", "ehlo.") == ["ehlo.bash", "ehlo.fish"]


def test_bash_completes_files_behind_an_at_sign():
    assert completed_by_bash("ehlo", "send", "--data", "@ehlo.") == ["@ehlo.bash", "@ehlo.fish"]


def test_bash_completes_the_words_of_an_option():
    assert completed_by_bash("ehlo", "send", "--quit-after", "fi") == ["first-ehlo", "first-helo"]
    assert completed_by_bash("ehlo", "send", "-q", "rc") == ["rcpt"]
    assert completed_by_bash("ehlo", "send", "--auth", "PL") == ["PLAIN"]
    assert completed_by_bash("ehlo", "codes", "--as", "") == ["auto", "log", "mail", "text"]
    assert completed_by_bash("ehlo", "send", "--dsn-ret", "") == ["FULL", "HDRS"]
    assert completed_by_bash("ehlo", "send", "--sample", "e") == ["eicar", "empty"]
    assert completed_by_bash("ehlo", "probe", "--explain", "greeting-n") == ["greeting-name", "greeting-not-smtp"]


def test_bash_completes_a_list_behind_its_last_comma():
    assert completed_by_bash("ehlo", "send", "--auth", "PLAIN,LOG") == ["PLAIN,LOGIN"]
    assert completed_by_bash("ehlo", "send", "--dsn-notify", "SUCCESS,") == [
        f"SUCCESS,{word}" for word in ("DELAY", "FAILURE", "NEVER", "SUCCESS")
    ]


def test_bash_completes_behind_an_equals_sign_which_it_makes_a_word_of_its_own():
    assert completed_by_bash("ehlo", "send", "--quit-after", "=", "rc") == ["rcpt"]
    assert completed_by_bash("ehlo", "send", "--dsn-ret", "=") == ["FULL", "HDRS"]


def test_bash_completes_nothing_where_anything_may_stand():
    assert completed_by_bash("ehlo", "send", "--subject", "") == []


def test_fish_completes_options():
    done = shell("fish", "source ./ehlo.fish; complete -C 'ehlo send --tls-verify-'")
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == [
        "--tls-verify-ca", "--tls-verify-host", "--tls-verify-target"
    ]
    assert done.stderr == ""


def completed_by_fish(line):
    done = shell("fish", f"source ./ehlo.fish; complete -C '{line}'")
    assert done.stderr == ""
    return sorted(found.split("\t")[0] for found in done.stdout.splitlines())


def test_fish_completes_session_files_and_files_behind_an_at_sign():
    assert completed_by_fish("ehlo run ehlo.") == ["ehlo.bash", "ehlo.fish"]
    assert completed_by_fish("ehlo serve ehlo.b") == ["ehlo.bash"]
    assert completed_by_fish("ehlo send --data @ehlo.") == ["@ehlo.bash", "@ehlo.fish"]


def test_fish_completes_a_list_behind_its_last_comma():
    assert completed_by_fish("ehlo send --dsn-notify SUCCESS,D") == ["SUCCESS,DELAY"]


def test_zsh_takes_a_value_behind_an_equals_sign():
    assert "        '*--dsn-ret=[" in completion("zsh")
    assert "        '*--lmtp[" in completion("zsh")


def test_zsh_reads_its_script():
    done = shell("zsh", "zsh -n ./_ehlo && fpath=(. $fpath) && autoload -Uz +X _ehlo && echo loaded")
    assert (done.stdout, done.stderr) == ("loaded\n", "")


# ---- manual pages


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_manual_page_is_well_formed(page):
    lint = subprocess.run(["mandoc", "-Tlint", "-W", "warning", page], capture_output=True, text=True)
    assert lint.stdout + lint.stderr == ""


def statuses_in_source():
    numbers = dict(re.findall(r"case Exit::(\w+):\n\s+return (\d+);", (ROOT / "src/commands/exit.cc").read_text()))
    order = re.search(r"enum class Exit \{(.*?)\}", (ROOT / "src/commands/exit.h").read_text(), re.S)
    return [int(numbers[name]) for name in re.findall(r"\w+", order[1])]


def test_the_manual_page_has_every_exit_status_the_one_that_wins_first():
    table = re.search(r"\.SH EXIT STATUS\n.*?\.TS\n(.*?)\.TE", source("ehlo.1"), re.S)
    assert [int(number) for number in re.findall(r"^(\d+)\|", table[1], re.M)] == statuses_in_source()


def test_the_readme_has_every_exit_status():
    numbers = re.findall(r"^\| (\d+) \|", (ROOT / "README.md").read_text(), re.M)
    assert sorted(map(int, numbers)) == sorted(statuses_in_source())


def test_the_manual_page_has_every_field_of_the_json(ehlo, server):
    made = json.loads(ehlo("send", "--to", "bob@example.com", "--json", env=server).stdout)
    table = re.search(r"\.SS JSON\n\.TS\n.*?\n.*?\n(.*?)\.TE", source("ehlo-send.1"), re.S)
    fields = {name for names in re.findall(r"^([a-z, ]+)\|", table[1], re.M) for name in names.split(", ")}
    assert set(made) | {"auth"} == fields


# ---- examples


@pytest.fixture(scope="module")
def server(certificates, tmp_path_factory):
    """The environment in which mx.example.com is a sink, that knows alice and has no nobody."""
    folder = tmp_path_factory.mktemp("server")
    (folder / "password").write_text("secret\n")
    options = ("--user", f"alice:{folder / 'password'}", "--tls-cert", certificates.path("good.crt"),
               "--tls-key", certificates.path("good.key"))
    zone = {"example.com": [("MX", 10, "mx.example.com")], "mx.example.com": [("A", "127.0.0.1")], **EXAMPLE_NET}
    with Sink(*options, "--on", "RCPT TO:<nobody@*>", "550 5.1.1 no such user") as sink, DnsServer(zone) as dns:
        yield {
            "EHLO_PORT": str(sink.port),
            "EHLO_DNS_SERVER": dns.address,
            "EHLO_TLS_CA_PATH": str(certificates.path("root.crt")),
            "EHLO_TIMEOUT": "10s",
        }


# A domain of the kind that `ehlo mx` is asked about.
EXAMPLE_NET = {
    "net": [("SOA", b"\0\0" + bytes(20))],
    "example.net": [("SOA", b"\0\0" + bytes(20)), ("MX", 10, "mx1.example.net"), ("MX", 20, "mx2.example.net"),
                    ("TXT", "v=spf1 mx ip4:192.0.2.0/24 ~all")],
    "mx1.example.net": [("A", "8.8.8.25"), ("AAAA", "2a00::25")],
    "mx2.example.net": [("A", "9.9.9.25")],
    "25.8.8.8.in-addr.arpa": [("PTR", "mx1.example.net")],
    "25.9.9.9.in-addr.arpa": [("PTR", "mx2.example.net")],
    "_dmarc.example.net": [("TXT", "v=DMARC1; p=none; rua=mailto:dmarc@example.net")],
    "_submission._tcp.example.net": [("SRV", 0, 1, 587, "mx1.example.net")],
}


def examples():
    for page in PAGES:
        for block in re.findall(r"^\.EX\n(.*?)^\.EE", source(page.name), re.M | re.S):
            for command, output in re.findall(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", block, re.M):
                yield pytest.param(command, output, id=f"{page.name}: {command.splitlines()[0]}")


LOGIN = """@connect {{server}}:587
S: 220
C: EHLO {{helo}}
S: 250
@auth PLAIN user=alice password={{password}}
"""


def shown_session(page):
    return re.search(r"^\.nf\n(.*?)^\.fi", source(page), re.M | re.S)[1]


@pytest.mark.parametrize("command, output", examples())
def test_an_example_runs(binary, server, tmp_path, command, output):
    (tmp_path / ".smtp-password").write_text("secret\n")
    for name in ("message.eml", "logo.png", "report.pdf"):
        (tmp_path / name).write_text("Subject: hi\n\nhello\n")
    (tmp_path / "domains").write_text("example.com\nexample.net\nnowhere.example\n")
    (tmp_path / "servers").write_text(f"mx.example.com:{server['EHLO_PORT']}\n")
    for name, text in {"smoke": shown_session("ehlo-run.1"), "sessions/smoke": shown_session("ehlo-run.1"),
                       "login": LOGIN}.items():
        (tmp_path / f"{name}.smtp").parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.smtp").write_text(text.replace(":587", ":" + server["EHLO_PORT"]))
    env = {**os.environ, **server, "HOME": str(tmp_path), "PATH": f"{binary.parent}:{os.environ['PATH']}"}
    script = f"set -o pipefail; {command}".replace(":587", ":" + server["EHLO_PORT"])
    done = subprocess.run(["bash", "-c", script], env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    if output:
        assert without_time(done.stdout) == without_time(output)


def without_time(text):
    """The id of an MTA-STS record to publish is the time of the look."""
    return re.sub(r"id=\d{14}", "id=TIME", text)


# ---- "coming from swaks" in README.md


def swaks_rows():
    text = (ROOT / "README.md").read_text()
    return re.findall(r"^\| `(swaks .*?)` \| `ehlo (send .*?)`", text, re.M)


def test_the_readme_translates_many_commands_of_swaks():
    assert len(swaks_rows()) >= 25


@functools.cache
def certificate():
    """A client's certificate with its key, and itself as the authority."""
    with tempfile.TemporaryDirectory() as place:
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-subj", "/CN=client", "-keyout", "client.key", "-out", "client.pem"],
                       cwd=place, check=True, capture_output=True)
        files = {path.name: path.read_bytes() for path in Path(place).iterdir()}
    return {**files, "ca.pem": files["client.pem"]}


@pytest.mark.parametrize("swaks, ours", swaks_rows())
def test_a_translated_command_is_understood(binary, tmp_path, swaks, ours):
    for name in ("message.eml", "password", "token", "body.txt", "report.pdf"):
        (tmp_path / name).write_text("Subject: hi\n\nhello\n")
    for name, contents in certificate().items():
        (tmp_path / name).write_bytes(contents)
    env = {**os.environ, "HOME": str(tmp_path), "EHLO_TO": "bob@example.com",
           "PATH": f"{binary.parent}:{os.environ['PATH']}"}
    script = f"ehlo {ours} --dump-mail".replace(r"\|", "|")
    done = subprocess.run(["bash", "-c", script], env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
