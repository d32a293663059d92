"""Makes the calls that come as JSON on standard input, and answers with what each printed, raised and left open."""

import contextlib
import io
import json
import sys

import agentskills
from agentskills._session import WINDOW, session


def answer(call):
    printed = io.StringIO()
    raised = None
    with contextlib.redirect_stdout(printed):
        try:
            getattr(agentskills, call["call"])(*call["args"])
        except Exception as error:
            raised = {"type": type(error).__name__, "message": str(error)}
    state = {"CURRENT_FILE": session.file, "CURRENT_LINE": session.line, "WINDOW": WINDOW}
    return {"stdout": printed.getvalue(), "exception": raised, "state": state}


json.dump([answer(call) for call in json.load(sys.stdin)], sys.stdout)
