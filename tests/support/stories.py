"""Stories: a small repository with one defect, and what regreen says and does from the first look to the green run.

A story is a Markdown file. A fenced block opens with a language and a path and is a file of the repository. After the
path, `untracked` leaves it out of git (it lies on the author's disk), `first` puts it into the first commit alone, and
`fixed` is what it must be after the fix. `log NAME` is the log of a run that cannot be repeated here. `@SITE@` stands
for the folder pytest lies in. The list before the blocks says, in order, what happens:

    - check: RULE in PATH line N
    - diagnose: RULE                   from the log
    - run: OUTCOME, RULE               the rule where a cause must be named
    - fix: safe|unsafe                 what `regreen fix --only RULE` of the first rule does, committed
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from support.cases import blocks

_STEP = re.compile(r"^- (check|diagnose|run|fix): (.+)$", re.M)
_SITE = str(Path(pytest.__file__).parents[1])


@dataclass(frozen=True)
class Story:
    """What lies where, and what happens in which order (kind and words)."""

    name: str
    steps: tuple[tuple[str, str], ...]
    files: dict[str, str] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)
    untracked: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    logs: dict[str, str] = field(default_factory=dict)


def load(path: Path) -> Story:
    """Read a story."""
    prose, found = blocks(path.read_text("utf-8").replace("@SITE@", _SITE))
    story = Story(path.stem, tuple((m[1], m[2]) for m in _STEP.finditer(prose)))
    for language, label, body in found:
        name, _, kind = label.partition(" ")
        place = {"first": story.first, "untracked": story.untracked, "fixed": story.fixed}.get(
            kind, story.files
        )
        (story.logs if language == "log" else place)[name] = body
    return story


def all_stories() -> list[Story]:
    """Every story below tests/stories."""
    return [load(path) for path in sorted((Path(__file__).parents[1] / "stories").glob("*.md"))]
