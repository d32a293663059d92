"""What prompts say about the functions, made of their signatures and docstrings.

``python3 -m agentskills._documentation`` prints it.
"""

from __future__ import annotations

import inspect
import sys


def documentation(package):
    """One paragraph for each documented function, in order."""
    return "".join(_paragraph(getattr(package, name)) for name in package.DOCUMENTED)


def signature_of(function):
    """The signature as it is written."""
    parameters = ", ".join(_parameter(parameter) for parameter in inspect.signature(function).parameters.values())
    return "({}) -> {}".format(parameters, function.__annotations__["return"])


def _paragraph(function):
    lines = [line.strip() for line in function.__doc__.splitlines()]
    return "{}{}:\n{}\n\n".format(
        function.__name__, signature_of(function), "\n".join("    " + line for line in lines if line)
    )


def _parameter(parameter):
    text = "{}: {}".format(parameter.name, parameter.annotation)
    return text if parameter.default is parameter.empty else "{} = {!r}".format(text, parameter.default)


if __name__ == "__main__":
    import agentskills

    sys.stdout.write(documentation(agentskills))
