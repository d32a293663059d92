"""Finding the one place of a text that an edit means."""

from __future__ import annotations

import itertools
import re

from ._text import LINE_END, offset_of_line


class Ambiguous(Exception):
    """What is to be replaced is there more than once."""


def replace_once(text, wanted, content):
    """Replaces the one occurrence of ``wanted``, whatever line ends the two have.

    Where there is none, an occurrence counts that differs in spaces and tabs; the new content then gets the indentation
    of the file. Everything outside the occurrence stays as it is.

    Returns the start of the replaced part, its end, and what belongs there; ``None`` when there is no occurrence.
    """
    found = _exactly(text, wanted)
    if found is not None:
        return found + (content,)

    found = _loosely(text, wanted)
    return None if found is None else _indented(text, found, wanted, content)


def _exactly(text, wanted):
    wanted = _plain(wanted)
    if "\r" not in text:
        start = _only(text, wanted)
        return None if start < 0 else (start, start + len(wanted))

    plain = _plain(text)
    start = _only(plain, wanted)
    return None if start < 0 else tuple(_place(text, plain, offset) for offset in (start, start + len(wanted)))


def _loosely(text, wanted):
    compact, wanted = _compact(text), _compact(wanted)
    start = _only(compact, wanted)
    if start < 0:
        return None

    end = start + len(wanted)
    first = _end_of_line(text, compact, start) if wanted[0] == "\n" else _character(text, compact, start)
    last = _place(text, compact, end) if wanted[-1] == "\n" else _character(text, compact, end - 1) + 1
    return first, last


def _only(text, wanted):
    start = text.find(wanted)
    if start >= 0 and text.find(wanted, start + 1) >= 0:
        raise Ambiguous()
    return start


def _plain(text):
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _compact(text):
    return re.sub(r"[^\S\n]+", "", _plain(text))


def _line_and_column(shortened, offset):
    return shortened.count("\n", 0, offset) + 1, offset - shortened.rfind("\n", 0, offset) - 1


def _place(text, plain, offset):
    """Where a position of the plain text is in the text: lines keep their numbers and their characters."""
    line, column = _line_and_column(plain, offset)
    return offset_of_line(text, line) + column


def _character(text, compact, offset):
    """Where a character of the compact text is in the text: the spaces between are counted again."""
    line, column = _line_and_column(compact, offset)
    characters = re.compile(r"\S").finditer(text, offset_of_line(text, line))
    return next(itertools.islice(characters, column, None)).start()


def _end_of_line(text, compact, offset):
    line, _ = _line_and_column(compact, offset)
    return LINE_END.search(text, offset_of_line(text, line)).start()


def _indented(text, found, wanted, content):
    """What begins a line takes its indentation from the file, which the caller got wrong."""
    start, end = found
    line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    indentation = text[line_start:start]
    if indentation.strip() or wanted[0] in "\r\n":
        return start, end, content

    assumed = wanted[: len(wanted) - len(wanted.lstrip(" \t"))]
    lines = [
        indentation + line[len(assumed) :] if line.strip() and line.startswith(assumed) else line
        for line in re.split("(?<=\n)", content)
    ]
    return line_start, end, "".join(lines)
