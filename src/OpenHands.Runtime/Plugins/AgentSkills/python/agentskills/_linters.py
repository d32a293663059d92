"""The linters: which one reads which language, and how each says what is wrong."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import warnings

# Undefined names, wrong arguments and what does not parse; no matters of style.
_FLAKE8_ERRORS = "F821,F822,F831,E112,E113,E999,E902"

_LIMIT_SECONDS = 60
_LARGEST_TEXT = 8 * 1024 * 1024


class CannotLint(Exception):
    """A linter is missing or failed; the text says which and why."""


class LintError:
    """One error at one place."""

    def __init__(self, path, line, column, text):
        self.path = path
        self.line = line
        self.column = column
        self.text = text

    @property
    def kind(self):
        """By what an error is known again when its line has moved."""
        return self.text.rsplit(":", 1)[-1]

    def __str__(self):
        return "{}:{}:{}: {}".format(self.path, self.line, self.column, self.text)


def for_file(path):
    """The linter for a file, by its extension; ``None`` for a language without one."""
    return _BY_EXTENSION.get(os.path.splitext(path)[1].lower())


def python(path, text):
    if importlib.util.find_spec("flake8") is not None:
        command = [sys.executable, "-m", "flake8"]
    elif shutil.which("flake8"):
        command = ["flake8"]
    else:
        return _compile(path, text)

    # Settings of the project could hide what is asked for. Its directory could hide modules of flake8.
    command += ["--isolated", "--select=" + _FLAKE8_ERRORS, "--format=%(row)d:%(col)d: %(code)s %(text)s", "-"]
    status, output, complaint = _run(command, text, "/")
    if status not in (0, 1) or (status == 1 and not output):
        raise _failed("flake8", status, complaint)
    return _errors(path, r"(?P<line>\d+):(?P<column>\d+): (?P<text>.*)", output)


def javascript(path, text):
    if shutil.which("eslint"):
        return _eslint(path, text)
    if not shutil.which("node"):
        raise _missing(path, "eslint, or node")
    if os.path.splitext(path)[1].lower() == ".jsx":
        raise _missing(path, "eslint")
    return _node(path, text)


def typescript(path, text):
    if not shutil.which("tsc"):
        raise _missing(path, "tsc")

    # tsc reads only files. Imports need not be there: errors of grammar, which have numbers below 2000, are all that counts.
    with tempfile.TemporaryDirectory(prefix="agentskills-") as directory:
        name = "edited" + os.path.splitext(path)[1].lower()
        with open(os.path.join(directory, name), "wb") as file:
            file.write(_bytes(text))
        command = ["tsc", "--noEmit", "--noResolve", "--pretty", "false", "--target", "esnext", "--jsx", "preserve", name]
        status, output, complaint = _run(command, "", directory)

    errors = _errors(path, r"edited\.\w+\((?P<line>\d+),(?P<column>\d+)\): error (?P<text>TS1\d\d\d: .*)", output)
    if status not in (0, 1, 2):
        raise _failed("tsc", status, complaint or output)
    return errors


def shell(path, text):
    if not shutil.which("bash"):
        raise _missing(path, "bash")
    # Bash would run what BASH_ENV names, and complain in the language of the user.
    environment = {name: value for name, value in os.environ.items() if name != "BASH_ENV"}
    status, _, complaint = _run(["bash", "-n"], text, "/", dict(environment, LC_ALL="C.UTF-8"))
    errors = _errors(path, r"bash: line (?P<line>\d+): (?P<text>.*)", complaint)
    if status != 0 and not errors:
        raise _failed("bash -n", status, complaint)
    return errors if status != 0 else []


def _compile(path, text):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(_bytes(text), path, "exec", dont_inherit=True)
    except SyntaxError as error:
        return [LintError(path, error.lineno or 1, error.offset or 1, "E999 {}: {}".format(type(error).__name__, error.msg))]
    except (ValueError, RecursionError, MemoryError) as error:
        return [LintError(path, 1, 1, "E902 {}: {}".format(type(error).__name__, error))]
    return []


def _eslint(path, text):
    command = ["eslint", "--format", "json", "--stdin", "--stdin-filename", path]
    status, output, complaint = _run(command, text, os.path.dirname(path))
    if status not in (0, 1):
        raise _failed("eslint", status, complaint or output)
    try:
        messages = [message for file in json.loads(output) for message in file["messages"] if message["severity"] == 2]
    except (ValueError, KeyError, TypeError):
        raise _failed("eslint", status, output) from None
    return [
        LintError(path, message.get("line", 1), message.get("column", 1), "{} {}".format(message.get("ruleId") or "error", message["message"]))
        for message in messages
    ]


def _node(path, text):
    # What a .js file is, its package says: a script may not await at its top, and a module not return. So either will do,
    # and the one that got further tells what is wrong.
    kinds = {".mjs": ["module"], ".cjs": ["commonjs"]}.get(os.path.splitext(path)[1].lower(), ["commonjs", "module"])
    found = []
    for kind in kinds:
        status, _, complaint = _run(["node", "--input-type=" + kind, "--check", "-"], text, "/")
        if status == 0:
            return []
        found += _errors(path, r"\[stdin\]:(?P<line>\d+)$(?s:.*?)^(?P<text>SyntaxError: [^\n]*)", complaint)
    if not found:
        raise _failed("node --check", status, complaint)
    return [max(found, key=lambda error: error.line)]


def _errors(path, pattern, output):
    places = (match.groupdict() for match in re.finditer("(?m)^" + pattern + "$", output))
    return [LintError(path, int(place["line"]), int(place.get("column", 1)), place["text"]) for place in places]


def _run(command, text, directory, environment=None):
    if len(text) > _LARGEST_TEXT:
        raise CannotLint("the file is larger than {} MiB.".format(_LARGEST_TEXT // 1024 // 1024))
    try:
        done = subprocess.run(
            command,
            input=_bytes(text),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=directory,
            env=environment,
            timeout=_LIMIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CannotLint("{} did not end within {} seconds.".format(command[0], _LIMIT_SECONDS)) from None
    except OSError as error:
        raise CannotLint("{} cannot be started: {}.".format(command[0], error.strerror)) from None
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def _bytes(text):
    return text.encode("utf-8", "surrogateescape")


def _missing(path, names):
    return CannotLint("{} for {} files is not installed.".format(names, os.path.splitext(path)[1]))


def _failed(name, status, complaint):
    first = next((line for line in complaint.splitlines() if line.strip()), "it said nothing")
    return CannotLint("{} ended with exit code {}: {}".format(name, status, first))


_BY_EXTENSION = {
    ".py": python,
    ".pyi": python,
    ".js": javascript,
    ".mjs": javascript,
    ".cjs": javascript,
    ".jsx": javascript,
    ".ts": typescript,
    ".mts": typescript,
    ".cts": typescript,
    ".tsx": typescript,
    ".sh": shell,
    ".bash": shell,
}
