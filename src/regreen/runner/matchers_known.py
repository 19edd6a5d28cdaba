"""The problem matchers that setup actions bring along: what they recognise, in our own words."""

from __future__ import annotations

import re

from regreen.runner.matchers import Matcher, Pattern


def _pattern(expression: str, *names: str, loop: bool = False) -> Pattern:
    return Pattern(re.compile(expression), {name: at for at, name in enumerate(names, 1) if name}, loop)


PYTHON = (
    Matcher(
        "python",
        (
            _pattern(r'^\s*File\s"(.*)",\sline\s(\d+),\sin\s', "file", "line"),
            _pattern(r"^\s*raise\s.*\('(.*)'\)$", "message"),
        ),
        own=True,
    ),
)
"""Of actions/setup-python and astral-sh/setup-uv: a frame of a traceback whose line raises something with a text."""

NODE = (
    Matcher(
        "tsc",
        (
            _pattern(
                r"^(?:\s+\d+>)?(\S.*?)[(:](\d+)[,:](\d+)(?:\):\s+|\s+-\s+)(error|warning|info)\s+(\w{1,2}\d+)\s*:\s*(.*)$",
                "file", "line", "column", "severity", "code", "message",
            ),
        ),
        own=True,
    ),
    Matcher(
        "eslint-compact",
        (
            _pattern(
                r"^(.+):\sline\s(\d+),\scol\s(\d+),\s(Error|Warning|Info)\s-\s(.+)\s\((.+)\)$",
                "file", "line", "column", "severity", "message", "code",
            ),
        ),
        own=True,
    ),
    Matcher(
        "eslint-stylish",
        (
            _pattern(r"^(\S.*)$", "file"),
            _pattern(
                r"^\s+(\d+):(\d+)\s+(error|warning|info)\s+(.*\S)\s\s+(.*)$",
                "line", "column", "severity", "message", "code", loop=True,
            ),
        ),
        own=True,
    ),
)  # fmt: skip
"""Of actions/setup-node: the TypeScript compiler, and ESLint in two of its formats."""
