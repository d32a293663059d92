"""Which lines of a file are shown, and how."""

from __future__ import annotations

import itertools

from ._session import clip, session
from ._text import count_lines, count_lines_of_file, lines_of, open_lines


def window_of_file(path, target, size, scroll=False):
    """The lines of a file around a target line; or, when scrolling, from it on. That line becomes the current one."""
    total = max(1, count_lines_of_file(path))
    with open_lines(path) as lines:
        return _window(lines, total, target, size, scroll)


def window_of_text(text, target, size):
    """The same for text in memory, centred."""
    with lines_of(text) as lines:
        return _window(lines, max(1, count_lines(text)), target, size, False)


def _window(lines, total, target, size, scroll):
    session.line = target = min(max(target, 1), total)
    first, last = _range(total, target, size, scroll)

    shown = ["(this is the beginning of the file)" if first == 1 else "({} more lines above)".format(first - 1)]
    numbered = zip(range(first, last + 1), itertools.chain(itertools.islice(_read(lines), first - 1, last), itertools.repeat("")))
    shown += ["{}|{}".format(number, line) for number, line in numbered]
    shown.append("(this is the end of the file)" if last == total else "({} more lines below)".format(total - last))
    return "\n".join(shown).rstrip()


def _range(total, target, size, scroll):
    half = max(1, size // 2)
    if scroll:
        first, last = target, min(total, target + size)
    else:
        first, last = max(1, target - half), min(total, target + half)

    # At either end of the file a whole window is shown.
    if first == 1:
        last = min(total, size)
    if last == total:
        first = max(1, last - size + 1)
    return first, last


def _read(lines):
    """Lines without their ends, each read in bounded pieces: a file may be one line of many gigabytes."""
    piece_size = 64 * 1024
    while True:
        piece = lines.readline(piece_size)
        if not piece:
            return
        line, more = piece, 0
        while not piece.endswith("\n"):
            piece = lines.readline(piece_size)
            if not piece:
                break
            more += len(piece) - piece.endswith("\n")
        line = line[:-1] if line.endswith("\n") else line
        yield clip(line, more)
