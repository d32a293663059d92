"""Opening files and moving through them."""

from __future__ import annotations

import os

from ._session import WINDOW, fail, say, session
from ._text import count_lines_of_file, is_file, is_file_name
from ._window import window_of_file

_MOST_CONTEXT = 300


def open_file(path: str, line_number: int | None = 1, context_lines: int | None = 100) -> None:
    """Opens a file and shows the lines around a line number, each as `number|text`.

    The file stays open for goto_line, scroll_down, scroll_up and search_file.

    Args:
        path: The file to open, absolute or relative to the working directory.
        line_number: The line to centre on; 1 is the first.
        context_lines: How many lines to show, at most 300.
    """
    if not is_file(path):
        fail("File {} not found.".format(path))
        return

    place = os.path.abspath(path)
    try:
        total = _total(place)
        session.file = session.path = place
        if not _is_line(line_number, total):
            fail("Line number must be between 1 and {}".format(total))
            return

        size = context_lines if isinstance(context_lines, int) and context_lines >= 1 else WINDOW
        shown = window_of_file(place, line_number, min(size, _MOST_CONTEXT))
    except OSError as error:
        _cannot_read(path, error)
        return

    if shown.endswith("more lines below)"):
        shown += "\n[Use `scroll_down` to view the next {} lines of the file!]".format(WINDOW)
    say(_header(place, total) + "\n" + shown)


def goto_line(line_number: int) -> None:
    """Shows the open file around another line.

    Args:
        line_number: The line to centre on; 1 is the first.
    """
    _show(lambda total: line_number, scroll=False)


def scroll_down() -> None:
    """Shows the next 100 lines of the open file."""
    _show(lambda total: min(session.line + WINDOW, total), scroll=True)


def scroll_up() -> None:
    """Shows the previous 100 lines of the open file."""
    _show(lambda total: max(min(session.line, total) - WINDOW, 1), scroll=True)


def create_file(filename: str) -> None:
    """Creates a file that holds one empty line, and opens it. Its directory must exist; the file must not.

    Args:
        filename: The file to create, absolute or relative to the working directory.
    """
    if not is_file_name(filename):
        fail("Invalid file name.")
        return
    try:
        with open(filename, "x", encoding="utf-8", newline="") as file:
            file.write("\n")
    except FileExistsError:
        fail("File '{}' already exists.".format(filename))
        return

    open_file(filename)
    say("[File {} created.]".format(filename))


def _show(target, scroll):
    if session.path is None:
        fail("No file open. Use the open_file function first.")
        return
    if not is_file(session.path):
        fail("File {} not found.".format(session.file))
        return

    try:
        total = _total(session.path)
        line = target(total)
        if not _is_line(line, total):
            fail("Line number must be between 1 and {}.".format(total))
            return
        say(_header(session.path, total) + "\n" + window_of_file(session.path, line, WINDOW, scroll))
    except OSError as error:
        _cannot_read(session.file, error)


def _total(path):
    return max(1, count_lines_of_file(path))


def _is_line(number, total):
    return isinstance(number, int) and 1 <= number <= total


def _header(path, total):
    return "[File: {} ({} lines total)]".format(path, total)


def _cannot_read(path, error):
    fail("Cannot read {}: {}.".format(path, error.strerror))
