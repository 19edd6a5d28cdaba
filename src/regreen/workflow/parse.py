"""YAML text to nodes with exact spans.

Works from the scanner's events (PyYAML; the C scanner where it was built), not from its object tree: aliases,
re-declared anchors, nesting and expansion are bounded here. Character offsets are right for CRLF, a byte
order mark and characters outside the basic plane.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import yaml
from msgspec import Struct

from regreen.model.text import Source, Span
from regreen.workflow.compose import Anchor, ComposeError, Composer
from regreen.workflow.nodes import Node

MAX_LENGTH = 2 * 1024 * 1024
"""Longest text that is parsed, in characters; GitHub refuses workflows above 1 MiB."""

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BOM = "\ufeff"


class YamlProblem(Struct, frozen=True):
    """Why a text is no YAML. `line` and `column` count from 1; `context` says what was being read, from
    `context_offset` on; `offset` is the character the reader stumbled over.
    """

    path: str
    line: int
    column: int
    message: str
    offset: int
    context: str = ""
    context_offset: int | None = None

    @property
    def span(self) -> Span:
        """The place as an empty span."""
        return Span(self.path, self.offset, self.offset)


class Document(Struct, frozen=True):
    """A text as far as it could be read: no `root` where it is no YAML, and then exactly one problem.

    Aliases that lead nowhere or to themselves are problems too, and nulls in the tree.
    """

    root: Node | None
    problems: tuple[YamlProblem, ...] = ()
    anchors: tuple[Anchor, ...] = ()


def parse_yaml(source: Source) -> Node | YamlProblem:
    """The only document of a text, or the reason why it cannot be read. An empty text is a null scalar."""
    document = parse_document(source)
    if document.root is None or document.problems:
        return document.problems[0]
    return document.root


@lru_cache(maxsize=64)
def parse_document(source: Source) -> Document:
    """The only document of a text, its anchors, and everything that is wrong with it as YAML.

    The last ones are kept: the hooks of a repository are asked for by whoever follows a job.
    """
    text = source.text
    if len(text) > MAX_LENGTH:
        return _failed(_problem(source, 0, f"the file is longer than {MAX_LENGTH} characters"))
    if bad := _FORBIDDEN.search(text, 1 if text.startswith(_BOM) else 0):
        message = f"the character U+{ord(bad[0]):04X} is not allowed in YAML"
        return _failed(_problem(source, bad.start(), message))
    try:
        composer = Composer(source, _events(text))
        root = composer.document()
    except ComposeError as error:
        return _failed(_problem(source, error.offset, error.message))
    except yaml.MarkedYAMLError as error:
        return _failed(_marked(source, error))
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        return _failed(_problem(source, 0, f"not readable as YAML: {error}"))
    problems = tuple(_problem(source, fault.offset, fault.message) for fault in composer.faults)
    return Document(root, problems, tuple(composer.anchors))


def _failed(problem: YamlProblem) -> Document:
    return Document(None, (problem,))


def _events(text: str) -> Iterator[yaml.Event]:
    # The C scanner counts a byte order mark as no character: it never gets to see one.
    loader = _LOADER(text.removeprefix(_BOM))
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


def _marked(source: Source, error: yaml.MarkedYAMLError) -> YamlProblem:
    shift = 1 if source.text.startswith(_BOM) else 0
    mark = error.problem_mark or error.context_mark
    offset = mark.index + shift if mark else 0
    context_offset = error.context_mark.index + shift if error.context_mark else None
    message = error.problem or error.context or "not readable as YAML"
    return _problem(source, offset, message, error.context or "", context_offset)


def _problem(
    source: Source, offset: int, message: str, context: str = "", context_offset: int | None = None
) -> YamlProblem:
    offset = min(offset, len(source.text))
    line, column = source.position(offset)
    return YamlProblem(source.path, line, column, message, offset, context, context_offset)
