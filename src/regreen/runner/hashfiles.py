"""`hashFiles`: SHA-256 over the SHA-256 digests of the files that patterns match, in order of their paths.

Source: actions/runner, Misc/expressionFunc/hashFiles, and the patterns of @actions/glob: `**` crosses folders, a
later `!pattern` takes files out again, hidden files count, a pattern that names a folder means all below it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from regreen.runner.glob import Matcher
from regreen.workflow.expr import Value
from regreen.workflow.expr.values import to_string

_CHUNK = 1 << 20


def hash_files(arguments: Sequence[Value], root: Path) -> Value:
    """The digest as hexadecimal text; empty where nothing matches."""
    patterns = [to_string(argument) for argument in arguments]
    if patterns and patterns[0].startswith("--"):
        patterns = patterns[1:]
    lines = [line.strip() for pattern in patterns for line in pattern.splitlines()]
    digests = [_digest(path) for path in matching(lines, root)]
    if not digests:
        return ""
    return hashlib.sha256(b"".join(digests)).hexdigest()


def matching(patterns: Sequence[str], root: Path) -> Iterator[Path]:
    """The files below `root` that the patterns match, sorted."""
    matcher = Matcher(patterns, root)
    for path in matcher.files():
        if path.is_file() and path.resolve().is_relative_to(root.resolve()):
            yield path


def _digest(path: Path) -> bytes:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.digest()
