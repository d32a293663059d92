"""What a line is, and how text is read without losing a byte of it.

A line ends with ``\n``, ``\r\n`` or ``\r``, as compilers and linters count. Form feeds and Unicode separators are characters
like others. Bytes that are not UTF-8 survive as half surrogates, so an edit writes them back as they were.
"""

from __future__ import annotations

import io
import os
import re

LINE_END = re.compile(r"\r\n|\n|\r")

# What is edited is held in memory a few times over.
LARGEST_FILE = 64 * 1024 * 1024

_PIECE = 1024 * 1024


class TooLarge(Exception):
    """A file is larger than what is read into memory."""


def open_lines(path):
    """Opens a file of any size to be read line by line."""
    return open(path, encoding="utf-8", errors="surrogateescape", newline=None)


def lines_of(text):
    """The same for text in memory."""
    return io.StringIO(text, newline=None)


def read_text(path):
    """Reads a whole file, line ends kept."""
    with open(path, "rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise TooLarge(
            "File {} is larger than {} MiB, too large for this function. Use a shell command or Python code instead.".format(
                path, LARGEST_FILE // 1024 // 1024
            )
        )
    return content.decode("utf-8", "surrogateescape")


def to_bytes(text):
    """Undoes ``read_text``."""
    return text.encode("utf-8", "surrogateescape")


def is_writable(text):
    """Whether text of the caller can be written: half surrogate pairs have no bytes of their own."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def count_lines(text):
    """Counts lines; one without an end counts too."""
    ends = text.count("\n") + text.count("\r") - text.count("\r\n")
    return ends + (1 if text and text[-1] not in "\r\n" else 0)


def count_lines_of_file(path):
    """Counts the lines of a file of any size."""
    ends, last = 0, b""
    with open(path, "rb") as file:
        while True:
            piece = file.read(_PIECE)
            if not piece:
                break
            ends += piece.count(b"\n") + piece.count(b"\r") - piece.count(b"\r\n")
            if last == b"\r" and piece[:1] == b"\n":
                ends -= 1
            last = piece[-1:]
    return ends + (1 if last not in (b"", b"\n", b"\r") else 0)


def line_end_of(text):
    """The line end that a text uses most."""
    windows = text.count("\r\n")
    counts = {"\n": text.count("\n") - windows, "\r\n": windows, "\r": text.count("\r") - windows}
    return max(counts, key=lambda end: counts[end])


def with_line_ends_of(content, text):
    """Gives new content the line ends of the text it goes into. In a text with plain ends it stays as it is."""
    end = line_end_of(text)
    return content if end == "\n" else re.sub(r"\r?\n", end, content)


def offset_of_line(text, number):
    """Where a line begins; the length of the text when there is no such line."""
    if number == 1:
        return 0
    for count, end in enumerate(LINE_END.finditer(text), 2):
        if count == number:
            return end.end()
    return len(text)


def line_at(text, offset):
    """The number of the line that holds a position."""
    return sum(1 for _ in LINE_END.finditer(text, 0, offset)) + 1


def is_file_name(name):
    """Whether a value can name a file at all."""
    return isinstance(name, str) and name.strip() != "" and "\0" not in name


def is_file(name):
    """Whether a value names a regular file."""
    return is_file_name(name) and os.path.isfile(name)


def is_directory(name):
    """Whether a value names a directory."""
    return is_file_name(name) and os.path.isdir(name)
