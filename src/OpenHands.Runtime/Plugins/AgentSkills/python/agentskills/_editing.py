"""Changing files, with a look at what became of them."""

from __future__ import annotations

import os

from . import _linting
from ._matching import Ambiguous, replace_once
from ._session import WINDOW, fail, say, session
from ._storing import store
from ._text import (
    TooLarge,
    count_lines,
    is_file,
    is_file_name,
    is_writable,
    line_at,
    line_end_of,
    offset_of_line,
    read_text,
    to_bytes,
    with_line_ends_of,
)
from ._window import window_of_text

_RULE = "-" * 49

_UPDATED = (
    "[File updated (edited at line {}). Please review the changes and make sure they are correct "
    "(correct indentation, no duplicate lines, etc). Edit the file again if necessary.]"
)

_NOT_APPLIED = """Your changes have NOT been applied. Please fix your edit command and try again.
You either need to 1) Specify the correct start/end line arguments or 2) Correct your edit code.
DO NOT re-run the same failed edit command. Running it again will lead to the same error."""


class _Refused(Exception):
    """The call was wrong; the text says how."""


def edit_file_by_replace(file_name: str, to_replace: str, new_content: str) -> None:
    """Replaces one piece of text in a file, and nothing around it.

    The piece must occur just once: include neighbouring lines to make it unique. If it is found only with other
    spaces or tabs, that place is replaced and the new text gets the indentation of the file.
    Line ends, mode and owner of the file stay as they are.

    Example: edit_file_by_replace('/workspace/app.py', to_replace='print("Hello")', new_content='print("Goodbye")')

    Args:
        file_name: The file to edit.
        to_replace: The text to look for, one or more lines.
        new_content: What takes its place; empty to remove the text.
    """
    if not isinstance(to_replace, str) or not to_replace.strip():
        fail("`to_replace` must not be empty.")
        return
    if to_replace == new_content:
        fail("`to_replace` and `new_content` must be different.")
        return
    if not is_file(file_name):
        fail("File {} not found.".format(file_name))
        return

    _edit(file_name, new_content, lambda text, content: _replace(file_name, text, to_replace, content))


def insert_content_at_line(file_name: str, line_number: int, content: str) -> None:
    """Inserts whole lines before a line of a file. What was there moves down.

    Args:
        file_name: The file to edit.
        line_number: The line to insert before; 1 is the first. A number beyond the last line adds at the end.
        content: The lines to insert; a missing end of line is added.
    """
    if _can_edit(file_name):
        _edit(file_name, content, lambda text, content: _insert(file_name, text, line_number, content))


def append_file(file_name: str, content: str) -> None:
    """Adds lines at the end of a file.

    Args:
        file_name: The file to edit.
        content: The lines to add; a missing end of line is added, also to the last line of the file.
    """
    if _can_edit(file_name):
        _edit(file_name, content, _append)


def _can_edit(file_name):
    if not is_file_name(file_name):
        fail("Invalid file name.")
    elif not os.path.exists(file_name):
        fail("Invalid path or file name.")
    elif not os.path.isfile(file_name):
        fail("File {} not found.".format(file_name))
    else:
        return True
    return False


def _replace(file_name, text, to_replace, content):
    try:
        found = replace_once(text, to_replace, content)
    except Ambiguous:
        raise _Refused(
            "ERROR: `to_replace` appears more than once, please include enough lines to make code in `to_replace` unique."
        ) from None
    if found is None:
        raise _Refused("[No exact match found in {} for\n```\n{}\n```\n]".format(file_name, to_replace))

    start, end, content = found
    content = with_line_ends_of(content, text)
    return text[:start] + content + text[end:], line_at(text, start), count_lines(content)


def _insert(file_name, text, number, content):
    total = count_lines(text)
    if not isinstance(number, int) or number < 1:
        raise _Refused(
            "[Error editing file {}. Please confirm the file is correct.]\n"
            "Line number must be between 1 and {}, or larger to add at the end.\n{}".format(file_name, max(1, total), _NOT_APPLIED)
        )

    lines = _whole_lines(content, text) or line_end_of(text)
    added = count_lines(lines)
    if _is_blank(text):
        return lines, 1, added
    if number > total:
        return _ended(text) + lines, total + added, added

    offset = offset_of_line(text, number)
    return text[:offset] + lines + text[offset:], number, added


def _append(text, content):
    lines = _whole_lines(content, text)
    if not lines:
        return text, max(1, count_lines(text)), 0

    before = "" if _is_blank(text) else _ended(text)
    return before + lines, max(1, count_lines(text)), count_lines(lines)


def _is_blank(text):
    return not text.strip() and count_lines(text) <= 1


def _ended(text):
    return text if text[-1] in "\r\n" else text + line_end_of(text)


def _whole_lines(content, text):
    content = with_line_ends_of(content, text)
    return content if not content or content[-1] in "\r\n" else content + line_end_of(text)


def _edit(file_name, content, change):
    """Works out an edit, checks it, stores it and shows it."""
    content = "" if content is None else content
    if not isinstance(content, str) or not is_writable(content):
        fail("The new content must be text that can be written as UTF-8: no half surrogate pairs, no bytes, no numbers.")
        return

    path = os.path.abspath(file_name)
    try:
        old = read_text(path)
        new, line, added = change(old, content)
        report = _linting.compare(path, old, new) if new != old else _linting.NOTHING_NEW
        if report.errors:
            _show_rejected(report, old, new, added)
            return
        if new != old:
            store(path, to_bytes(new))
    except _Refused as refused:
        say(str(refused))
        return
    except TooLarge as error:
        fail(str(error))
        return
    except OSError as error:
        fail("Cannot edit {}: {}.".format(file_name, error.strerror))
        return

    session.file, session.path = file_name, path
    _show_updated(path, new, line, report.note)


def _show_updated(path, text, line, note):
    window = window_of_text(text, line, WINDOW)
    shown = [
        "[File: {} ({} lines total after edit)]".format(path, max(1, count_lines(text))),
        window,
        _UPDATED.format(session.line),
    ]
    say("\n".join(shown + [note] if note else shown))


def _show_rejected(report, old, new, added):
    line, size = report.errors[0].line, added + 20
    shown = [
        "[Your proposed edit has introduced new syntax error(s). Please understand the errors and retry your edit command.]",
        "ERRORS:",
    ]
    shown += [str(error) for error in report.errors]
    shown += ["[This is how your edit would have looked if applied]", _RULE, window_of_text(new, line, size), _RULE, ""]
    shown += ["[This is the original code before your edit]", _RULE, window_of_text(old, line, size), _RULE, _NOT_APPLIED]
    say("\n".join(shown))
