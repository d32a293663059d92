"""A plugin for OpenHands.Runtime: tells which functions and classes a Python file defines."""

import ast
import json
import os
import sys


def say(message):
    print(json.dumps(message), flush=True)


def outline(path):
    with open(os.path.join(os.environ["OPENHANDS_WORKSPACE"], path), encoding="utf-8") as file:
        tree = ast.parse(file.read(), path)
    kinds = {ast.ClassDef: "class", ast.FunctionDef: "def", ast.AsyncFunctionDef: "async def"}
    found = [node for node in ast.walk(tree) if type(node) in kinds]
    return "\n".join(f"{node.lineno}: {kinds[type(node)]} {node.name}" for node in sorted(found, key=lambda node: node.lineno))


def answer(action):
    try:
        return {"observation": "success", "content": outline(action["args"]["path"])}
    except (OSError, SyntaxError, KeyError) as error:
        return {"observation": "error", "content": f"There is no outline: {error}"}


say({"hello": {"version": 1, "name": "outline", "actions": ["outline"],
               "documentation": "`outline` lists the functions and classes of the Python file `path`."}})

for line in sys.stdin:
    message = json.loads(line)
    if "shutdown" in message:
        break
    say({"cause": message["id"], **answer(message)})
