"""What a program needs at most, in KiB: measured by a small process, whose own size would count otherwise."""

MEASURE = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def measured(*command):
    """The command that runs `command` and prints its exit status and its peak."""
    return ["/usr/bin/python3", "-c", MEASURE, *map(str, command)]
