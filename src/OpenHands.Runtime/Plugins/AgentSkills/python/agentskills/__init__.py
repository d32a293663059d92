"""Functions with which a model views, edits and searches files from Python.

``from agentskills import *`` brings the functions and nothing else. Each prints what it has to say and returns nothing;
a mistake of the caller is a line that begins with ``ERROR:``.
"""

from ._documents import parse_docx, parse_latex, parse_pdf, parse_pptx
from ._editing import append_file, edit_file_by_replace, insert_content_at_line
from ._media import parse_audio, parse_image, parse_video
from ._searching import find_file, search_dir, search_file
from ._viewing import create_file, goto_line, open_file, scroll_down, scroll_up

# In the order in which prompts tell of them.
DOCUMENTED = [
    "open_file",
    "goto_line",
    "scroll_down",
    "scroll_up",
    "create_file",
    "edit_file_by_replace",
    "insert_content_at_line",
    "append_file",
    "search_dir",
    "search_file",
    "find_file",
    "parse_pdf",
    "parse_docx",
    "parse_latex",
    "parse_pptx",
]

# Callable, so that a model that tries them is told why they do nothing; prompts do not mention them.
UNAVAILABLE = ["parse_audio", "parse_image", "parse_video"]

__all__ = DOCUMENTED + UNAVAILABLE
