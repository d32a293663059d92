"""Reading documents that are not plain text."""

from __future__ import annotations

import importlib

from ._session import fail, say
from ._text import TooLarge, read_text


def parse_pdf(file_path: str) -> None:
    """Prints the text of a PDF file, page by page. Pictures of text are not read.

    Args:
        file_path: The file to read.
    """
    say("[Reading PDF file from {}]".format(file_path))
    with open(file_path, "rb") as file:
        package = _first_of("pypdf", "PyPDF2")
        if package is None:
            fail("Reading PDF files needs the Python package pypdf or PyPDF2. Install one: pip install pypdf, or apt-get install python3-pypdf2.")
            return
        for number, page in enumerate(package.PdfReader(file).pages, 1):
            say("@@ Page {} @@\n{}\n".format(number, page.extract_text()))
    say("")


def parse_docx(file_path: str) -> None:
    """Prints the text of a Word file (.docx), paragraph by paragraph.

    Args:
        file_path: The file to read.
    """
    from ._office import paragraphs_of_word

    say("[Reading DOCX file from {}]".format(file_path))
    for number, text in enumerate(paragraphs_of_word(file_path), 1):
        say("@@ Paragraph {} @@\n{}\n".format(number, text))
    say("")


def parse_latex(file_path: str) -> None:
    """Prints the text of a LaTeX file without its commands.

    Args:
        file_path: The file to read.
    """
    say("[Reading LaTex file from {}]".format(file_path))
    try:
        source = read_text(file_path)
    except TooLarge as error:
        fail(str(error))
        return

    package = _first_of("pylatexenc.latex2text")
    if package is None:
        say("[The Python package pylatexenc is not installed, so this is the source. Install it: pip install pylatexenc.]")
        say(source.strip())
    else:
        say(package.LatexNodes2Text().latex_to_text(source).strip())


def parse_pptx(file_path: str) -> None:
    """Prints the text of a PowerPoint file (.pptx), slide by slide.

    Args:
        file_path: The file to read.
    """
    from ._office import slides_of_powerpoint

    say("[Reading PowerPoint file from {}]".format(file_path))
    try:
        for number, texts in enumerate(slides_of_powerpoint(file_path), 1):
            say("\n".join(["@@ Slide {} @@".format(number)] + texts))
    except Exception as error:
        say("Error reading PowerPoint file: {}".format(error))


def _first_of(*names):
    for name in names:
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    return None
