"""The text of Word and PowerPoint files, which are archives of XML."""

from __future__ import annotations

import posixpath
import zipfile
from xml.etree import ElementTree

# What is unpacked is held in memory. An archive of a few kilobytes may claim gigabytes.
_LARGEST_PART = 64 * 1024 * 1024

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SLIDES = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"

# An older form of something that is there in its newer form too.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def paragraphs_of_word(path):
    """Yields the paragraphs of a Word file in the order of the document, those of tables and boxes included."""
    with zipfile.ZipFile(path) as archive:
        body = _part(archive, "word/document.xml")
    return _paragraphs(body, _WORD, {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"})


def slides_of_powerpoint(path):
    """Yields for each slide, in the order of the presentation, the texts of its shapes."""
    with zipfile.ZipFile(path) as archive:
        presentation = _part(archive, "ppt/presentation.xml")
        targets = {
            relation.get("Id"): posixpath.normpath(posixpath.join("/ppt", relation.get("Target", ""))).lstrip("/")
            for relation in _part(archive, "ppt/_rels/presentation.xml.rels").iter(_RELATIONSHIPS + "Relationship")
        }
        for slide in presentation.iter(_SLIDES + "sldId"):
            root = _part(archive, targets[slide.get(_RELATED + "id")])
            yield ["\n".join(_paragraphs(text, _DRAWING, {"br": "\n", "tab": "\t"})) for text in _texts(root)]


def _texts(root):
    """The bodies of text below an element: those of shapes and of the cells of tables."""
    for child in root:
        if child.tag in (_SLIDES + "txBody", _DRAWING + "txBody"):
            yield child
        elif child.tag != _FALLBACK:
            yield from _texts(child)


def _paragraphs(root, namespace, marks):
    """The texts of the paragraphs below an element. A paragraph inside another, as in a box, comes after it."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        inner = []
        if element.tag == namespace + "p":
            yield "".join(_words(element, namespace, marks, inner))
        elif element.tag != _FALLBACK:
            inner = list(element)
        waiting.extend(reversed(inner))


def _words(element, namespace, marks, inner):
    for child in element:
        name = child.tag[len(namespace) :] if child.tag.startswith(namespace) else ""
        if name == "p":
            inner.append(child)
        elif name == "t":
            yield child.text or ""
        elif name in marks:
            yield marks[name]
        # The stops of a paragraph's ruler are called tabs too.
        elif name != "pPr" and child.tag != _FALLBACK:
            yield from _words(child, namespace, marks, inner)


def _part(archive, name):
    try:
        entry = archive.open(name)
    except KeyError:
        raise ValueError("it has no part {}".format(name)) from None
    with entry:
        content = entry.read(_LARGEST_PART + 1)
    if len(content) > _LARGEST_PART:
        raise ValueError("its part {} is larger than {} MiB".format(name, _LARGEST_PART // 1024 // 1024))
    return ElementTree.fromstring(content)
