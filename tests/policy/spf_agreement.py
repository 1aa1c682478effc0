#!/usr/bin/env python3
"""Makes spf_agreement.txt: 200 records and what Debian's python3-spf (apt install python3-spf) says.

    tests/policy/spf_agreement.py > tests/policy/spf_agreement.txt

The same seed makes the same records. No name server is asked: the zone is the one written out.
"""

import random

import spf

COMMON = """\
a.example A 192.0.2.1
a.example AAAA 2001:db8::1
b.example A 192.0.2.2
b.example A 198.51.100.2
six.example AAAA 2001:db8::6
m.example MX 10 a.example
m.example MX 20 b.example
n.example MX 0 six.example
n.example A 192.0.2.99
alias.example CNAME b.example
1.2.0.192.in-addr.arpa PTR a.example
2.2.0.192.in-addr.arpa PTR liar.example
2.2.0.192.in-addr.arpa PTR b.example
broken.example A !servfail
broken.example MX !servfail
broken.example TXT !servfail
pass.example TXT v=spf1 ip4:192.0.2.0/31 ip6:2001:db8::/126 -all
soft.example TXT v=spf1 a:b.example ~all
neutral.example TXT v=spf1 mx:m.example
turn.example TXT v=spf1 redirect=soft.example
deep.example TXT v=spf1 include:turn.example include:pass.example -all
four.example TXT v=spf1 a:a.example a:a.example a:a.example a:a.example ?all
bad.example TXT v=spf1 ip4:192.0.2 -all
why.example TXT %{i} is not for %{d}
1.2.0.192.ok.example A 127.0.0.2
alice.ok.example A 127.0.0.2
com.ok.example A 127.0.0.2
""".splitlines()

DOMAINS = ["a.example", "b.example", "six.example", "m.example", "n.example", "alias.example",
           "none.example", "%{d}", "A.Example", "a.example."]
RECORDS = ["pass.example", "soft.example", "neutral.example", "turn.example", "deep.example",
           "four.example", "pass.example", "soft.example", "deep.example"]
RARE_RECORDS = ["bad.example", "none.example", "broken.example"]
NAMES = ["%{ir}.ok.example", "%{l}.ok.example", "%{d1}.ok.example", "%{h}.ok.example",
         "%{lr-}.%{o}", "%{i}.%{v}.none.example", "a.example", "six.example"]
PREFIXES4 = ["", "", "", "/32", "/31", "/24", "/0"]
PREFIXES6 = ["", "", "", "//128", "//126", "//64", "//0"]
FAULTS = ["a:", "ip4:1.2.3", "ip4:1.2.3.4/33", "ip6:::g", "a/033", "mx//129", "all:x", "include",
          "moo", "exists:%{z}.example", "a:single", "-exp=why.example", "redirect:x.example",
          "ptr/24", "a:b.example/24/24", "exists:%{d0}.example", "exp=", "%{d}", "ip4", "a:b.123",
          "?moo=x", "a:b.example:80", "include:a.example/24", "exists:a.%"]
CLIENTS = ["192.0.2.1", "192.0.2.2", "192.0.2.77", "198.51.100.2", "203.0.113.9", "2001:db8::1",
           "2001:db8::6", "2001:db8:ffff::1", "::ffff:192.0.2.1"]

# Where we differ, what we say, and why.
ALIAS = "it counts an alias to nothing as two lookups that find nothing"
HOSTS = "it counts each mail host without an address, where section 4.6.4 counts terms"
PERCENT = "it takes a last %% for a stray percent sign"
ZERO = "it lets a macro keep 0 parts, which section 7.3 forbids"
DIFFERENCES = {
    40: (ALIAS, {"2001:db8::1": "neutral", "203.0.113.9": "neutral"}),
    51: (PERCENT, {"192.0.2.2": "pass", "192.0.2.77": "pass", "::ffff:192.0.2.1": "pass"}),
    86: (ZERO, {"192.0.2.77": "permerror", "203.0.113.9": "permerror", "::ffff:192.0.2.1": "permerror"}),
    98: (ZERO, {"192.0.2.1": "permerror", "192.0.2.2": "permerror", "203.0.113.9": "permerror"}),
    119: (ALIAS, {"2001:db8::6": "softfail"}),
    139: (PERCENT, {"2001:db8::1": "pass", "2001:db8:ffff::1": "fail", "203.0.113.9": "pass"}),
    143: (PERCENT, {"192.0.2.77": "fail", "198.51.100.2": "pass", "2001:db8:ffff::1": "neutral"}),
    144: (PERCENT, {"192.0.2.1": "fail", "192.0.2.2": "fail", "::ffff:192.0.2.1": "fail"}),
    166: (ALIAS, {"2001:db8::1": "neutral"}),
    184: (HOSTS, {"2001:db8:ffff::1": "fail"}),
}


def term(rng):
    kind = rng.choices(["ip4", "ip6", "a", "mx", "include", "exists", "ptr", "unknown"],
                       [5, 3, 5, 3, 4, 2, 1, 1])[0]
    qualifier = rng.choice(["", "", "", "+", "-", "~", "?"])
    if kind == "ip4":
        return qualifier + "ip4:" + rng.choice(["192.0.2.1", "192.0.2.64", "198.51.100.0"]) + \
            rng.choice(["", "/32", "/26", "/24", "/8", "/0"])
    if kind == "ip6":
        return qualifier + "ip6:" + rng.choice(["2001:db8::1", "2001:DB8::", "::192.0.2.1"]) + \
            rng.choice(["", "/128", "/64", "/32"])
    if kind in ("a", "mx"):
        domain = rng.choice(["", ":" + rng.choice(DOMAINS)])
        return qualifier + kind + domain + rng.choice(PREFIXES4) + rng.choice(PREFIXES6)
    if kind == "include":
        return qualifier + "include:" + rng.choice(RECORDS if rng.random() < 0.9 else RARE_RECORDS)
    if kind == "exists":
        return qualifier + "exists:" + rng.choice(NAMES)
    if kind == "ptr":
        return qualifier + "ptr" + rng.choice(["", ":a.example", ":b.example"])
    return rng.choice(["moo=x", "moo=%{s}%%", "x-y.z=", "Exp2=%{i}"])


def record(rng):
    terms = [term(rng) for _ in range(rng.randrange(1, 6))]
    if rng.random() < 0.15:
        terms.insert(rng.randrange(len(terms) + 1), rng.choice(FAULTS))
    end = rng.choices(["-all", "~all", "?all", "", "redirect=" + rng.choice(RECORDS)],
                      [5, 3, 1, 1, 2])[0]
    terms += [end] if end else []
    if rng.random() < 0.2:
        terms.insert(rng.randrange(len(terms) + 1), "exp=why.example")
    return " ".join(["v=spf1"] + terms)


class Zone:
    def __init__(self, lines):
        self.records = {}
        for line in lines:
            name, kind, value = line.split(" ", 2)
            self.records.setdefault((name.lower(), kind), []).append(value)

    def answer(self, name, kind):
        key = (name.rstrip(".").lower(), kind)
        found = self.records.get(key, [])
        if found == ["!servfail"]:
            raise spf.TempError("DNS SERVFAIL")
        return [(key, self.value(kind, each)) for each in found]

    @staticmethod
    def value(kind, text):
        if kind == "TXT":
            return [text.encode()]
        if kind == "MX":
            preference, host = text.split()
            return int(preference), host
        return text

    def lookup(self, name, kind, *_):
        alias = self.records.get((name.rstrip(".").lower(), "CNAME"))
        if not alias:
            return self.answer(name, kind)
        return [((name.lower(), "CNAME"), alias[0])] + self.answer(alias[0], kind)


def main():
    rng = random.Random(7208)
    print("# Made by spf_agreement.py with python3-spf", spf.__version__)
    print("# written as spf_cases.txt says; only the result is compared.\n\ncommon")
    print("\n".join(COMMON))
    for number in range(1, 201):
        published = "example.com TXT " + record(rng)
        spf.DNSLookup = Zone(COMMON + ["example.com A 192.0.2.10", published]).lookup
        print(f"\n== record {number}\nexample.com A 192.0.2.10\n{published}")
        reason, ours = DIFFERENCES.get(number, ("", {}))
        for ip in rng.sample(CLIENTS, 3):
            result = spf.check2(i=ip, s="alice@example.com", h="com")[0]
            if ip in ours:
                print(f"# python3-spf says {result}: {reason}")
            print(f"? {ip} alice@example.com com\n  = {ours.get(ip, result)}")


main()
