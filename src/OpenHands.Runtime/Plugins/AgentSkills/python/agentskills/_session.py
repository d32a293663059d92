"""Which file is open at which line, and how anything is printed."""

from __future__ import annotations

import re
import sys

# Lines that one screen shows.
WINDOW = 100

# A longer line is cut when it is shown: one line of a minified file would otherwise fill a whole prompt.
LONGEST_LINE = 4096

_HALF_PAIR = re.compile("[\ud800-\udfff]")


class Session:
    """What the functions remember between calls."""

    def __init__(self):
        # As the caller named it, and where it is whatever the working directory becomes.
        self.file = None
        self.path = None
        self.line = 1


session = Session()


def say(text):
    """Prints text. What the output cannot carry is replaced, never an exception."""
    text = _HALF_PAIR.sub("\ufffd", text)
    try:
        print(text)
    except UnicodeEncodeError:
        encoding = getattr(sys.stdout, "encoding", None) or "ascii"
        print(text.encode(encoding, "backslashreplace").decode(encoding))


def fail(text):
    """Prints what was wrong with the call."""
    say("ERROR: " + text)


def clip(line, more=0):
    """Gives a line as it is shown; ``more`` characters of it were not even read."""
    left = max(0, len(line) - LONGEST_LINE) + more
    return line if not left else "{}… [{} more characters]".format(line[:LONGEST_LINE], left)
