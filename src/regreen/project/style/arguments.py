"""Command lines of formatters and linters: options and operands.

Source: the `--help` of black, ruff, flake8, isort and pylint.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

_FLAGS = frozenset(
    str.split(
        """--check --diff --color --no-color -q --quiet -v --verbose --fast --safe -S --skip-string-normalization -C
    --skip-magic-trailing-comma --preview --unstable --fix --no-fix --show-source --show-fixes --no-cache -n
    --exit-non-zero-on-fix --force-exclude --statistics --count --benchmark --check-only -c --df -d --atomic
    --filter-files --gitignore --float-to-top --force-sort-within-sections --show-files --exit-zero --isolated
    --unsafe-fixes --no-preview --add-noqa --no-respect-gitignore --disable-noqa --profile-time -j0 -rn -sn -r=n
    --errors-only -E --recursive=y --rcfile --include-unsafe"""
    )
)


class Options(Struct, frozen=True, dict=True):
    """The options on a command line: by their long name without dashes, and the operands."""

    values: Mapping[str, str]
    flags: frozenset[str]
    operands: tuple[str, ...]


_SHORT = {
    "-l": "line-length",
    "-t": "target-version",
    "-j": "jobs",
    "-m": "multi-line",
    "-p": "project",
    "-w": "line-length",
}
_VALUED = re.compile(
    r"--(?:line-length|target-version|include|exclude|extend-exclude|force-exclude|config|required-version|select"
    r"|ignore|extend-select|extend-ignore|per-file-ignores|max-line-length|max-complexity|output-format|format"
    r"|profile|settings-path|settings-file|sp|skip|skip-glob|sg|known-first-party|src|src-path|disable|enable|rcfile"
    r"|fail-under|jobs|ignore-paths|max-doc-length|filename|extend-per-file-ignores|workers|multi-line|lines-after-imports"
    r"|exit-code|output-file|tee|ignore-words-list|ignore-words|toml|python-version|config-file|extend|project|section-default)$"
)


def options(words: Sequence[str]) -> Options | None:
    """The options of a command line; None where one is not known: it might change anything."""
    values: dict[str, str] = {}
    flags: set[str] = set()
    operands: list[str] = []
    pending = list(words)
    while pending:
        word = pending.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            operands += pending
            break
        if not word.startswith("-") or word == "-":
            operands.append(word)
        elif equals and (_VALUED.match(name) or name in _SHORT):
            values[_SHORT.get(name, name.lstrip("-"))] = value
        elif word in _FLAGS and word != "--rcfile":
            flags.add(word)
        elif _VALUED.match(word) or word in _SHORT:
            values[_SHORT.get(word, word.lstrip("-"))] = pending.pop(0) if pending else ""
        elif word[:2] in _SHORT and len(word) > 2 and word[1] != "-":
            values[_SHORT[word[:2]]] = word[2:]
        elif re.fullmatch(r"-[vqj]+\d*", word):
            flags.add(word)
        else:
            return None
    return Options(values, frozenset(flags), tuple(operands))
