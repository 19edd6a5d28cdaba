"""Changes that hide a failure instead of ending it, recognised in any unified diff.

A gate that is lowered, an exit status that is thrown away, a test that is deleted or skipped, a checker that is told
to look away: the run turns green and the defect stays. Nothing of this kind is ever offered as a fix.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

HIDES = "this change would only hide it"

_HEAD = re.compile(r"^(?:---|\+\+\+) (?:\"?[ab]/)?(?P<path>[^\t\n\"]+)")
_TEST = re.compile(r"^\s*(?:async\s+)?def (?P<name>test\w*)\s*\(|^\s*(?:it|test)\((?P<title>['\"`][^'\"`]+)")
_TEST_FILE = re.compile(r"(?:^|/)(?:test_[^/]*|[^/]*_test)\.py$|\.(?:test|spec)\.[jt]sx?$")
_FLOOR = re.compile(
    r"(?P<key>fail[-_]under|min(?:imum)?[-_](?:coverage|score)|(?:branches|functions|lines|statements)(?=[\"']?\s*:))"
    r"[\"']?\s*[=: ]\s*[\"']?(?P<number>\d+(?:\.\d+)?)",
    re.I,
)
_CEILING = re.compile(
    r"(?P<key>max[-_]warnings|max[-_]complexity|maxfail)[\"']?\s*[=: ]\s*[\"']?(?P<number>\d+(?:\.\d+)?)",
    re.I,
)
_MARKS: Mapping[str, tuple[str, ...]] = {
    "throws an exit status away": (
        r"\|\|\s*(?:true\b|:(?=\s|$|[\"'])|exit 0\b|/bin/true\b|echo\b)",
        r"(?:^|[\s;])set \+e\b",
        r"(?:^|\s)--exit-zero\b",
        r";\s*(?:true|exit 0)\s*[\"']?$",
    ),
    "lets a step or job fail": (
        r"\bcontinue-on-error[\"']?:\s*(?:[\"']?true|\$\{\{)",
        r"\ballow_failure:\s*true",
    ),
    "switches a step or job off": (r"^\s*(?:- )?if:\s*[\"']?(?:\$\{\{\s*)?false\b",),
    "skips a test": (
        r"@(?:pytest\.mark|unittest)\.(?:skip(?!if|Unless|If)|xfail|expectedFailure)",
        r"\bpytest\.(?:skip|xfail)\(",
        r"\b(?:it|test|describe)\.skip\(",
        r"\bx(?:it|describe)\(",
    ),
    "leaves tests out": (
        r"(?:^|[\s\"'\[,])--(?:deselect|ignore-glob|ignore)[= ](?=\S*test)",
        r"\s-k\s*[\"'=]*not\s",
        r"--passWithNoTests",
        r"\bcollect_ignore\b",
    ),
    "tells a checker to look away everywhere": (
        r"#\s*(?:noqa|nosec)(?![:\w])(?!\s*:)",
        r"#\s*(?:flake8|ruff):\s*noqa(?!:)",
        r"#\s*type:\s*ignore(?!\[)",
        r"#\s*pylint:\s*(?:disable=all|skip-file)",
        r"#\s*mypy:\s*ignore-errors",
        r"\bignore_errors\s*=\s*[Tt]rue",
        r"#\s*fmt:\s*skip-file",
        r"/[/*]\s*(?:eslint-disable(?:-next-line|-line)?\s*(?:\*/)?$|@ts-(?:nocheck|ignore))",
    ),
    "tests nothing": (r"^\s*assert True\s*(?:#|$)",),
    "passes hooks by": (r"(?:^|\s)--no-verify\b", r"\bSKIP=\w"),
}
_LINES = tuple((what, re.compile("|".join(patterns))) for what, patterns in _MARKS.items())


class Hidden(Struct, frozen=True):
    """A line of a diff that hides something: the file, the line of the new text (0 for a deletion) and what it does."""

    path: str
    line: int
    what: str
    text: str


class _File(Struct):
    path: str
    gone: bool = False
    added: list[tuple[int, str]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def hidden_by(diff: str) -> list[Hidden]:
    """What a unified diff would only hide, in the order of its files and lines; lines that merely move are none."""
    files = list(_files(diff.split("\n")))
    kept = {name for file in files for _, text in file.added for name in _tests(text)}
    found: list[Hidden] = []
    for file in files:
        found += _deleted(file, kept)
        found += _loosened(file)
        moved = Counter(text.strip() for text in file.removed)
        for line, text in file.added:
            if moved[text.strip()] > 0:
                moved[text.strip()] -= 1
                continue
            what = next((what for what, pattern in _LINES if _says(pattern, text, file.removed)), "")
            if what:
                found.append(Hidden(file.path, line, what, text.strip()))
    return found


def _says(pattern: re.Pattern[str], text: str, removed: Sequence[str]) -> bool:
    """Whether an added line holds a mark that none of the lines it may replace had."""
    match = pattern.search(text)
    return match is not None and not any(match[0].strip() in old and pattern.search(old) for old in removed)


def _files(lines: Sequence[str]) -> Iterator[_File]:
    file: _File | None = None
    number = left_old = left_new = 0
    for index, line in enumerate(lines):
        if left_old <= 0 and left_new <= 0:
            head = _HEAD.match(line) if line.startswith("--- ") and index + 1 < len(lines) else None
            if head is not None and lines[index + 1].startswith("+++ "):
                if file is not None:
                    yield file
                new = _HEAD.match(lines[index + 1])
                gone = lines[index + 1].startswith("+++ /dev/null")
                file = _File(head["path"] if gone or new is None else new["path"], gone)
            elif hunk := re.match(r"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", line):
                left_old, left_new = int(hunk[1] or 1), int(hunk[3] or 1)
                number = int(hunk[2])
            continue
        if file is None:
            continue
        if line.startswith("+"):
            file.added.append((number, line[1:].rstrip("\r")))
            number, left_new = number + 1, left_new - 1
        elif line.startswith("-"):
            file.removed.append(line[1:].rstrip("\r"))
            left_old -= 1
        elif not line.startswith("\\"):
            number, left_old, left_new = number + 1, left_old - 1, left_new - 1
    if file is not None:
        yield file


def _deleted(file: _File, kept: set[str]) -> Iterator[Hidden]:
    """Tests that are gone and do not come back anywhere in the diff."""
    if file.gone and _TEST_FILE.search(file.path):
        yield Hidden(file.path, 0, "deletes a file of tests", file.path)
        return
    for text in file.removed:
        for name in _tests(text):
            if name not in kept:
                yield Hidden(file.path, 0, "deletes a test", text.strip())


def _tests(text: str) -> Iterator[str]:
    match = _TEST.match(text)
    if match:
        yield match["name"] or match["title"]


def _loosened(file: _File) -> Iterator[Hidden]:
    """Floors that sink, ceilings that rise, and floors that are gone."""
    for pattern, sign in ((_FLOOR, 1), (_CEILING, -1)):
        old = {m["key"].lower().replace("_", "-"): m for text in file.removed for m in pattern.finditer(text)}
        new = {
            m["key"].lower().replace("_", "-"): (line, text, m)
            for line, text in file.added
            for m in pattern.finditer(text)
        }
        for key, before in old.items():
            after = new.get(key)
            if after is None:
                if sign > 0:
                    yield Hidden(file.path, 0, "takes a gate away", before[0])
            elif sign * float(after[2]["number"]) < sign * float(before["number"]):
                yield Hidden(file.path, after[0], "lowers a gate", after[1].strip())
