"""`ehlo probe` on real servers, beside what posttls-finger, openssl, check_smtp and testssl say of the same
ports."""

import datetime
import json
import re
import subprocess

import pytest

NAME = "mx1.lab.test"

# What each port of Postfix has wrong, the hints that all of them have left out.
FAULTS = {
    "": {},
    "expired": {"certificate-expired": "fail"},
    "wrongname": {"certificate-name": "fail"},
    "wildcard": {},
    "selfsigned": {"certificate-self-signed": "fail"},
    "chain": {},
    "nochain": {"certificate-chain": "fail"},
    "rogue": {"certificate-chain": "fail"},
    "cnonly": {"certificate-name": "fail"},
    "notyet": {"certificate-not-yet-valid": "fail"},
    "tls12": {},
    "tls10": {"tls-version": "fail"},
    "tls13": {},
    "smtps": {},
    "submission": {"auth-clear": "warn"},
    "tls-required": {},
}
SECURE = {"smtps"}


@pytest.fixture(scope="session")
def probe(ehlo, postfix):
    def run(target, *options, status=None):
        done = ehlo("probe", target, "--helo", "client.test", "--tls-ca-path", postfix.pki("root.crt"),
                    "--tls-verify-target", NAME, "--json", *options)
        assert done.stderr == ""
        assert status is None or done.status == status, done.stdout
        return json.loads(done.stdout)

    return run


def address(result):
    return result["hosts"][0]["addresses"][0]


def alarms(result):
    found = result["hosts"][0]["findings"] + address(result)["findings"]
    return {each["check"]: each["verdict"] for each in found if each["verdict"] in ("unknown", "warn", "fail")}


def target(server, kind):
    return ("smtps://" if kind in SECURE else "smtp://") + server.address(kind or None)


@pytest.mark.parametrize("kind", FAULTS)
def test_each_port_of_postfix_is_told_by_its_fault(probe, postfix, kind):
    wanted = FAULTS[kind]
    result = probe(target(postfix, kind), status=1 if "fail" in wanted.values() else 0)
    assert alarms(result) == wanted


@pytest.fixture(scope="session")
def finger(lab, postfix):
    """What posttls-finger prints, from inside Postfix's root."""

    def run(kind):
        done = lab.run("exec", "postfix", "posttls-finger", "-c", "-l", "secure", "-F", postfix.pki("root.crt"),
                       "-m", "1", "-p", ">=TLSv1", f"[127.0.0.1]:{postfix.port(kind or None)}", NAME, check=False)
        return done.stdout + done.stderr

    return run


@pytest.mark.parametrize("kind", sorted(set(FAULTS) - SECURE - {"tls10"}))
def test_postfix_agrees_on_level_fingerprint_version_and_suite(probe, postfix, finger, kind):
    said = finger(kind)
    ours = address(probe(target(postfix, kind)))["tls"]
    level = re.search(r"(\w+) TLS connection established", said)[1]
    # Postfix takes a common name where there is no alternative name; RFC 9525 section 6.3 does not.
    assert (level == "Verified") == ((ours["trusted"] and ours["name_matched"]) or kind == "cnonly")
    version, cipher = re.search(r": (TLSv[\d.]+) with cipher (\S+)", said).groups()
    assert (ours["version"], ours["cipher"]) == (version, cipher)
    group = re.search(r"key-exchange (\S+)", said)
    assert group is None or group[1] in (ours["group"], "ECDHE")
    prints = re.search(r"[ ,]fingerprint=([\dA-F:]+), pkey_fingerprint=([\dA-F:]+)", said).groups()
    assert tuple(each.replace(":", "").lower() for each in prints) == (
        ours["chain"][0]["sha256"], ours["chain"][0]["spki_sha256"])


def s_client(port, *options):
    return subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-showcerts", *options], input=b"QUIT\r\n",
        capture_output=True, timeout=30).stdout.decode(errors="replace")


@pytest.mark.parametrize("kind", sorted(set(FAULTS) - {"tls10", "tls-required"}))
def test_openssl_agrees_on_chain_names_and_days(probe, postfix, kind):
    options = [] if kind in SECURE else ["-starttls", "smtp"]
    said = s_client(postfix.port(kind or None), *options)
    pems = re.findall(r"-----BEGIN.*?END CERTIFICATE-----\n", said, re.S)
    ours = address(probe(target(postfix, kind)))["tls"]["chain"]
    assert len(pems) == len(ours)
    own = subprocess.run(["openssl", "x509", "-noout", "-enddate", "-ext", "subjectAltName", "-sha256", "-fingerprint"],
                         input=pems[0], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Fingerprint=([\dA-F:]+)", own)[1].replace(":", "").lower() == ours[0]["sha256"]
    names = re.findall(r"DNS:([^\s,]+)", own)
    assert [name for name in ours[0]["names"] if not re.fullmatch(r"[\d.]+|.*:.*", name)] == names
    end = datetime.datetime.strptime(re.search(r"notAfter=(.*) GMT", own)[1], "%b %d %H:%M:%S %Y")
    left = end - datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
    assert ours[0]["days_left"] == left.days


CHECK_SMTP = "/usr/lib/nagios/plugins/check_smtp"


@pytest.mark.parametrize("kind", sorted(set(FAULTS) - SECURE - {"tls10", "tls-required"}))
def test_check_smtp_agrees_on_the_last_day(probe, postfix, kind):
    """It sees the last day of the server's own certificate and nothing else: a name, a signer or a first day that is
    wrong is "OK" to it, and TLS from the first byte is not its business."""
    said = subprocess.run([CHECK_SMTP, "-H", "127.0.0.1", "-p", str(postfix.port(kind or None)), "-S", "-D", "14,3"],
                          capture_output=True, text=True, timeout=30).stdout
    state, end = re.fullmatch(r"(\w+) - Certificate '.*?' (?:will expire|expired) on (.*) \+0000\.\n", said).groups()
    ours = address(probe(target(postfix, kind)))
    last = datetime.datetime.strptime(end, "%a %b %d %H:%M:%S %Y")
    assert ours["tls"]["chain"][0]["not_after"] == f"{last:%Y-%m-%d}"
    assert (state == "CRITICAL") == (ours["tls"]["chain"][0]["days_left"] < 0)


def openssl_names():
    """testssl's number of a suite -> OpenSSL's name."""
    listed = subprocess.run(["openssl", "ciphers", "-V", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"], capture_output=True, text=True,
                            check=True).stdout
    return {f"x{int(code.replace(',0x', ''), 16):02x}": name
            for code, name in re.findall(r"^\s*(0x\w\w,0x\w\w) - (\S+)", listed, re.M)}


# ehlo's name -> testssl's
VERSIONS = {"TLSv1.3": "TLS1_3", "TLSv1.2": "TLS1_2", "TLSv1.1": "TLS1_1", "TLSv1": "TLS1"}


@pytest.mark.timeout(300)
def test_testssl_agrees_on_versions_and_suites(ehlo, postfix, tmp_path):
    """On a server of TLS 1.2: each version more takes testssl half a minute. What it offers and the OpenSSL of this
    machine has not (SSLv3, RC4), the server has not either."""
    file = tmp_path / "testssl.json"
    subprocess.run(["testssl", "--quiet", "--color", "0", "--warnings", "batch", "--nodns", "none", "-p", "-E",
                    "--jsonfile", file, "-t", "smtp", postfix.address("tls12")],
                   stdin=subprocess.DEVNULL, capture_output=True, timeout=280)
    said = {each["id"]: each["finding"] for each in json.loads(file.read_text())}
    known = openssl_names()
    theirs = {known[number] for number in re.findall(r"cipher-tls1_2_(\w+)", " ".join(said))}
    done = ehlo("probe", target(postfix, "tls12"), "--tls-enumerate", "--only", "tls-versions,tls-suites", "--json")
    found = address(json.loads(done.stdout))["findings"]
    ours = {each["check"]: each["reason"] for each in reversed(found)}  # the first finding of a check counts
    offered = [name for name, theirs_name in VERSIONS.items() if said[theirs_name].startswith("offered")]
    assert ours["tls-versions"] == " ".join(offered)
    assert set(ours["tls-suites"].removeprefix("TLSv1.2: ").split()) == theirs


@pytest.mark.parametrize("server", ["exim", "opensmtpd", "dovecot"])
def test_other_servers_are_in_order(request, probe, server):
    running = request.getfixturevalue(server)
    kind = "submission" if server == "dovecot" else None
    found = alarms(probe("smtp://" + running.address(kind)))
    assert "fail" not in found.values(), found


def test_a_login_is_tried(probe, postfix, tmp_path):
    (tmp_path / "password").write_text("secret\n")
    login = ("--auth-user", "alice@lab.test", "--auth-password-file", tmp_path / "password")
    result = probe("smtp://" + postfix.address("submission"), *login)
    told = {each["check"]: each for each in address(result)["findings"]}["auth-login"]
    assert told["verdict"] == "pass"
    assert told["reason"].startswith("SCRAM-SHA-256: 235 2.7.0 ")


def test_a_wrong_password_is_told(probe, postfix, tmp_path):
    (tmp_path / "password").write_text("tr0ub4dor\n")
    login = ("--auth-user", "alice@lab.test", "--auth-password-file", tmp_path / "password")
    result = probe("smtp://" + postfix.address("submission"), *login, status=1)
    assert alarms(result)["auth-login"] == "fail"
    assert "tr0ub4dor" not in json.dumps(result)


def test_ntlm_of_exim_names_nothing(probe, exim):
    told = {each["check"]: each for each in address(probe("smtp://" + exim.address(), "--ntlm"))["findings"]}["auth-ntlm"]
    assert (told["verdict"], told["reason"]) == ("pass", "the challenge names nothing")
