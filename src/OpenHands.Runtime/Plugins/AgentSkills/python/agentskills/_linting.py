"""Asking linters whether an edit breaks a file, when ENABLE_AUTO_LINT says so.

Only errors that a program cannot run with count, and only those that the file did not have before. Nothing is written:
linters read from a pipe, or a copy in a directory of its own.
"""

from __future__ import annotations

import os

from . import _linters

# Errors that one report shows.
_MOST_ERRORS = 50


class Report:
    """What an edit would break, and what to say besides."""

    def __init__(self, errors, note):
        self.errors = errors
        self.note = note


NOTHING_NEW = Report([], None)


def compare(path, old, new):
    """Looks for errors that are in the new text of a file and not in the old."""
    if os.environ.get("ENABLE_AUTO_LINT", "").strip().lower() != "true":
        return NOTHING_NEW

    linter = _linters.for_file(path)
    if linter is None:
        return NOTHING_NEW

    try:
        errors = linter(path, new)
        if errors:
            known = {error.kind for error in linter(path, old)}
            errors = [error for error in errors if error.kind not in known]
    except _linters.CannotLint as reason:
        return Report([], "[The edit was not checked for syntax errors: {}]".format(reason))
    return Report(errors[:_MOST_ERRORS], None)
