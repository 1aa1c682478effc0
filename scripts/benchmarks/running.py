"""ehlo run, and what any command costs."""

from benchmarks.measure import EHLO, compare
from benchmarks.servers import Sink


def start(_):
    """What a command costs that does nothing: ehlo --version, curl --version."""
    compare("start and stop", {"ehlo": [EHLO, "--version"], "curl": ["curl", "--version"]}, 50)


FILES = 200
SESSION = """S: 220
C: EHLO bench.example.org
S: 250
C: MAIL FROM:<a@example.org>
S: 250
C: RCPT TO:<b@example.com>
S: 250
C: DATA
S: 354
C: Subject: bench
C:
C: hello
C: .
S: 250
C: QUIT
S: 221
"""


def sessions(work):
    """200 session files, each a delivery in 12 steps: ehlo run -j 1, ehlo run -j 8, and 200 runs of
    swaks that deliver the same."""
    folder = work / "sessions"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number:03}.smtp").write_text(SESSION)
    with Sink("--no-tls", "--quiet") as sink:
        run = [EHLO, "run", str(folder), "--server", sink.address]
        swaks = (f"swaks --server 127.0.0.1 --port {sink.port} --from a@example.org --to b@example.com "
                 "--helo bench.example.org --header 'Subject: bench' --body hello --silent 3")
        compare(f"{FILES} session files of 12 steps", {
            "ehlo run -j 1": [*run, "-j", "1"],
            "ehlo run -j 8": [*run, "-j", "8"],
            f"swaks, {FILES} times": ["sh", "-c", f"for i in $(seq {FILES}); do {swaks} || exit 1; done"],
        }, 5)
