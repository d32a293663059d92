"""Looking for text and for files."""

from __future__ import annotations

import os

from ._session import fail, say, session
from ._text import is_directory, is_file

_MOST_FILES = 100

# Rows and characters that one answer shows.
_MOST_ROWS = 1000
_LONGEST_ROW = 500

_PIECE = 256 * 1024


def search_dir(search_term: str, dir_path: str = "./") -> None:
    """Searches the files of a directory, and of those below it, for a text. Hidden files and binary files are left out.

    Args:
        search_term: The text to look for; capital and small letters differ.
        dir_path: The directory to search.
    """
    if not is_directory(dir_path):
        fail("Directory {} not found".format(dir_path))
        return

    rows = _Rows()
    files, unread = 0, _Unread()
    for path in _files(dir_path, unread):
        if os.path.basename(path).startswith("."):
            continue
        try:
            found = _search(path, search_term)
            before = rows.count
            for number, line in found:
                rows.add("{} (Line {}): {}".format(path, number, line))
            files += rows.count > before
        except OSError:
            unread.add(path)

    notice = unread.notice()
    if not rows.count:
        shown = ['No matches found for "{}" in {}'.format(search_term, dir_path)]
    elif files > _MOST_FILES:
        shown = ['More than {} files matched for "{}" in {}. Please narrow your search.'.format(files, search_term, dir_path)]
    else:
        shown = rows.framed(search_term, dir_path)
    say("\n".join(shown + [notice] if notice else shown))


def search_file(search_term: str, file_path: str | None = None) -> None:
    """Searches one file for a text.

    Args:
        search_term: The text to look for; capital and small letters differ.
        file_path: The file to search; None for the open file.
    """
    name, path = (session.file, session.path) if file_path is None else (file_path, file_path)
    if name is None:
        fail("No file specified or open. Use the open_file function first.")
        return
    if not is_file(path):
        fail("File {} not found.".format(name))
        return

    rows = _Rows()
    try:
        for number, line in _search(path, search_term, binary=True):
            rows.add("Line {}: {}".format(number, line))
    except OSError as error:
        fail("Cannot read {}: {}.".format(name, error.strerror))
        return

    say("\n".join(rows.framed(search_term, name)) if rows.count else '[No matches found for "{}" in {}]'.format(search_term, name))


def find_file(file_name: str, dir_path: str = "./") -> None:
    """Finds the files of a directory, and of those below it, whose names contain a text.

    Args:
        file_name: The text to look for in the names.
        dir_path: The directory to search.
    """
    if not is_directory(dir_path):
        fail("Directory {} not found".format(dir_path))
        return

    rows = _Rows()
    for path in _files(dir_path, _Unread()):
        if file_name in os.path.basename(path):
            rows.add(path)

    say("\n".join(rows.framed(file_name, dir_path)) if rows.count else '[No matches found for "{}" in {}]'.format(file_name, dir_path))


class _Rows:
    """Rows of an answer: all are counted, the first are kept."""

    def __init__(self):
        self.count = 0
        self._rows = []

    def add(self, row):
        self.count += 1
        if len(self._rows) < _MOST_ROWS:
            self._rows.append(row)

    def framed(self, term, place):
        shown = ['[Found {} matches for "{}" in {}]'.format(self.count, term, place)] + self._rows
        if self.count > len(self._rows):
            shown.append("[Only the first {} are shown. Please narrow your search.]".format(len(self._rows)))
        return shown + ['[End of matches for "{}" in {}]'.format(term, place)]


class _Unread:
    """What could not be read: counted, and the first is named."""

    def __init__(self):
        self._count = 0
        self._first = None

    def add(self, path):
        self._count += 1
        self._first = self._first or path

    def notice(self):
        return "[{} files or directories could not be read, the first is {}]".format(self._count, self._first) if self._count else None


def _files(directory, unread):
    """All files below a directory, sorted. Links to directories are not followed: they may lead in circles."""
    for folder, folders, names in os.walk(directory, onerror=lambda error: unread.add(error.filename)):
        folders.sort()
        for name in sorted(names):
            yield os.path.join(folder, name)


def _search(path, term, binary=False):
    """Yields number and text of the lines of a regular file that contain a term."""
    # A pipe or a device would wait for ever, or never end.
    if not os.path.isfile(path):
        return

    with open(path, "rb") as file:
        if not binary and b"\0" in file.read(8192):
            return

    with open(path, encoding="utf-8", errors="replace", newline=None) as lines:
        number = 0
        piece = lines.readline(_PIECE)
        while piece:
            number += 1
            found = None
            overlap = ""
            while True:
                # A line may be longer than memory: it is searched in pieces that overlap by the length of the term.
                searched = overlap + piece
                if found is None and term in searched.rstrip("\n"):
                    found = _excerpt(searched, term)
                if piece.endswith("\n"):
                    break
                overlap = searched[len(searched) - len(term) + 1 :] if len(term) > 1 else ""
                piece = lines.readline(_PIECE)
                if not piece:
                    break
            if found is not None:
                yield number, found
            piece = lines.readline(_PIECE)


def _excerpt(line, term):
    """A line as a row shows it: a long one only around the term."""
    line = line.strip()
    if len(line) <= _LONGEST_ROW:
        return line
    start = max(0, min(line.find(term) - _LONGEST_ROW // 2, len(line) - _LONGEST_ROW))
    end = start + max(_LONGEST_ROW, min(len(term), _PIECE))
    return "{}{}{}".format("…" if start > 0 else "", line[start:end], "…" if end < len(line) else "")
