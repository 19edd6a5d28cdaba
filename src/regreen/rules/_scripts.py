"""What the rules about `run:` scripts share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.model.text import Edit, Span
from regreen.rule import FileEvidence

if TYPE_CHECKING:
    from regreen.project.paths.programs import Program
    from regreen.workflow.schema.runners import System
    from regreen.workflow.scripts import PlacedStep
    from regreen.workflow.shell.commands import Command

_RUNNERS = frozenset(
    {
        "pytest",
        "py.test",
        "tox",
        "nox",
        "unittest",
        "nose2",
        "behave",
        "robot",
        "jest",
        "vitest",
        "mocha",
        "ctest",
        "phpunit",
        "rspec",
    }
)
_WITH_TEST = frozenset(
    {
        "npm",
        "yarn",
        "pnpm",
        "go",
        "cargo",
        "make",
        "dotnet",
        "mvn",
        "gradle",
        "./gradlew",
        "playwright",
        "bun",
        "deno",
        "manage.py",
    }
)
_NO_RUN = frozenset(
    {
        "--version",
        "-V",
        "--help",
        "-h",
        "--collect-only",
        "--co",
        "--fixtures",
        "--markers",
        "--setup-plan",
        "--setup-only",
        "--list",
        "-l",
    }
)


def command_place(placed: PlacedStep, command: Command) -> FileEvidence:
    """The line on which a command begins."""
    from regreen.project.place import at

    return at(placed.source, placed.span(command.start, command.end).start)


def test_run(command: Command) -> Program | None:
    """The test runner that a command runs; None for anything else, and where it only lists or explains."""
    from regreen.project.paths.programs import program

    run = program(command)
    if run is None:
        return None
    words = [word.text for word in run.arguments]
    name = run.name
    if name == "npx" and words:
        name, words = words[0], words[1:]
    if name == "coverage" and words[:1] == ["run"]:
        return run
    if name == "python" and words[:1] and words[0].endswith("manage.py") and words[1:2] == ["test"]:
        return run
    tests = any(word == "test" or word.startswith(("test:", "test-", "tests")) for word in words[:2])
    if name not in _RUNNERS and not (name in _WITH_TEST and tests):
        return None
    return None if _NO_RUN & set(words) - ({"-l"} if name == "pytest" else set()) else run


def may_run_on(placed: PlacedStep, system: System) -> bool:
    """Whether the job surely runs on GitHub's own runners of this system, on one of its legs at least."""
    return placed.job is not None and placed.job.container is None and system in placed.systems


def script_edit(placed: PlacedStep, start: int, end: int, new: str) -> list[Edit]:
    """Characters `start` to `end` of a step's script replaced in the file; nothing where the YAML around the script
    writes them otherwise, or would read the new ones so.
    """
    from regreen.workflow.nodes import Scalar, Style

    node, script = placed.step.at("run"), placed.step.run or ""
    if not isinstance(node, Scalar) or not 0 <= start <= end <= len(script):
        return []
    if start == end:
        at = placed.span(end - 1, end).end if end and not script[end - 1].isspace() else None
        at = at if at is not None else placed.span(start, start + 1).start
        first = last = at
    else:
        span = placed.span(start, end)
        first, last = span.start, span.end
    old = placed.source.text[first:last]
    special = {
        Style.LITERAL: "\n",
        Style.FOLDED: "\n",
        Style.SINGLE: "'\n",
        Style.DOUBLE: '"\\\n',
        Style.PLAIN: "#\n",
    }[node.style]
    if old != script[start:end] or any(char in new for char in special):
        return []
    if node.style is Style.PLAIN and (": " in new or new.endswith(":")):
        return []
    return [Edit(Span(placed.source.path, first, last), old, new)]
