"""Cases of rules: Markdown files that a person reads and a test runs.

A fenced block opens with a language and a label. `log LABEL` is a log; any other language is a file of the
repository at the path LABEL; `LANGUAGE PATH fixed` is that file after the rule's first applicable fix. `␛` stands
for the escape byte, `␍` (in a file) for a carriage return. A case without a log is one of `check`. `index RED` or
`index RED GREEN` is what a package index lists (see `support.package_index`), which probes ask as of the day
RED, and GREEN was a green one. One line each says what must be found:

    Found on log line 2: the title of the finding
    Found in pyproject.toml line 3: the title of the finding
    Warning in pyproject.toml line 3: the same, of a finding that is no error
    Symptom of another-rule.
    Nothing is found.

`As of 2025-10-20.` on a line of its own is the day on which `check` looks; without it, it is today.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

_FENCE = re.compile(r"^(`{3,})(\w+)(?: ([^`\n]+))?$")
_FOUND = re.compile(
    r"^(?P<kind>Found|Warning) (?:on log line|in (?P<path>\S+) line) (?P<line>\d+): (?P<title>.+)$", re.M
)
_SYMPTOM = re.compile(r"^Symptom of (?P<rule>[a-z0-9-]+)\.$", re.M)
_DAY = re.compile(r"^As of (?P<day>\d{4}-\d{2}-\d{2})\.$", re.M)
_NOTHING = re.compile(r"^Nothing is found\.$", re.M)


@dataclass(frozen=True)
class Expected:
    """Where a finding must point (`path` is empty for the log) and what it must say."""

    line: int
    title: str
    path: str = ""
    warning: bool = False


@dataclass(frozen=True)
class Case:
    """One case: a log, files, and what must be found."""

    rule: str
    name: str
    logs: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    expected: tuple[Expected, ...] = ()
    symptom_of: str = ""
    index: str = ""
    days: tuple[str, ...] = ()
    day: str = ""

    @property
    def bad(self) -> bool:
        """Whether the rule must find something."""
        return self.name.startswith("bad-")


def load(path: Path) -> Case:
    """Read a case; the folder is named like the rule."""
    text = path.read_text("utf-8")
    prose, found = blocks(text)
    case = Case(
        rule=path.parent.name,
        name=path.stem,
        expected=tuple(
            Expected(int(m["line"]), m["title"], m["path"] or "", m["kind"] == "Warning")
            for m in _FOUND.finditer(prose)
        ),
        symptom_of=m["rule"] if (m := _SYMPTOM.search(prose)) else "",
        day=m["day"] if (m := _DAY.search(prose)) else "",
    )
    for language, label, body in found:
        if language == "log":
            case.logs[label or "log"] = body.replace("␛", "\x1b")
        elif language == "index":
            case = replace(case, index=body, days=tuple(label.split()))
        elif label.endswith(" fixed"):
            case.fixed[label.removesuffix(" fixed")] = body.replace("␍", "\r")
        else:
            case.files[label] = body.replace("␍", "\r")
    if case.bad != bool(case.expected) or case.bad == bool(_NOTHING.search(prose)):
        raise ValueError(f"{path}: a bad case says what is found, a good one 'Nothing is found.'")
    return case


def blocks(text: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The prose of a Markdown file, and its fenced blocks: language, label, body."""
    prose: list[str] = []
    blocks: list[tuple[str, str, str]] = []
    fence, language, label, body = "", "", "", list[str]()
    for line in text.split("\n"):
        opened = _FENCE.match(line)
        if fence and line == fence:
            blocks.append((language, label, "".join(f"{row}\n" for row in body)))
            fence = ""
        elif fence:
            body.append(line)
        elif opened:
            fence, language, label, body = opened[1], opened[2], opened[3] or "", []
        else:
            prose.append(line)
    return "\n".join(prose), blocks


def all_cases() -> list[Case]:
    """Every case below tests/rules."""
    root = Path(__file__).parents[1] / "rules"
    return [load(path) for path in sorted(root.glob("*/*.md"))]
