"""A test took longer than it may.

## Why
The test waits for something that does not come (a server, a lock, an event), or is slower on the runner
than the limit allows.

## Fix
Look where it stood: the stack under the message. Wait for the condition itself instead of a fixed time, and
give I/O its own, shorter timeouts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from regreen.logs.statements import Statements
from regreen.rule import (
    Category,
    FileEvidence,
    Fixer,
    Match,
    Matches,
    Pattern,
    Refusal,
    Rule,
    Safety,
    Severity,
    Signals,
    TestFailure,
)
from regreen.rules._jobs import unique

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree

_SLEEP = re.compile(
    r"^[ \t]*(?:await[ \t]+)?(?:time\.|asyncio\.)?sleep\((?P<seconds>\d+(?:\.\d+)?)\)", re.MULTILINE
)
_OWN = re.compile(r"mark\.timeout|monkeypatch|patch\(|mock_sleep|freeze_time")

_LIMIT = Pattern(
    r"Failed: Timeout \(?>|Timeout >\d|Test timeout of \d+ ?ms exceeded|Exceeded timeout of \d+ ?ms for a"
    r"|(?:Test|Hook) timed out in \d+ ?ms|Timeout of \d+ ?ms exceeded|[Tt]est timed out after"
    r"|FunctionTimedOut|TimeoutError: (?:Page\.|Locator\.|page\.|locator\.)?[\w.]*:? ?Timeout \d+ms exceeded"
)


def late(signals: Signals, statements: Statements) -> Matches:
    """One match for each test."""
    for statement in statements.all:
        if isinstance(statement.signal, TestFailure) and _LIMIT.search(statement.text):
            yield Match(
                lines=statement.lines[:5], claims=statement.lines, data={"test": statement.signal.test}
            )
    for refusal in signals.of(Refusal):
        if refusal.category is Category.TEST_TIMEOUT and refusal.kind in ("timeout", "faulthandler-timeout"):
            yield Match(lines=refusal.lines[:5], data={"test": refusal.subject or "A test"})


def asleep(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """One match for each file of tests that sleep longer than the limit that pytest-timeout is given."""
    seen: set[str] = set()
    for run in job_runs:
        for call in () if run.foreign else run.calls:
            found = lacking.collected(call)
            if found is None:
                continue
            setting = found.setting("timeout")
            given = [value for option, value in found.options if option == "--timeout"]
            text = given[-1] if given else setting.text.strip() if setting is not None else ""
            limit = float(text) if text.replace(".", "", 1).isdigit() else 0.0
            for path in found.files if limit else ():
                source = tree.source(path)
                if source is None or path in seen or "sleep(" not in source.text or _OWN.search(source.text):
                    continue
                for match in _SLEEP.finditer(source.text):
                    if float(match["seconds"]) >= limit:
                        seen.add(path)
                        line = source.text.count("\n", 0, match.start()) + 1
                        place = FileEvidence(path, line, 1, source.line(line).strip())
                        limits = [setting.place] if setting is not None and not given else []
                        yield Match(
                            places=unique((place, *limits, call.place)),
                            data={"test": path},
                            severity=Severity.WARNING,
                            title=f"{path} sleeps {match['seconds']} s, and a test may take {limit:g} s",
                        )
                        break


RULE = Rule(
    id="test-timed-out",
    category=Category.TEST_TIMEOUT,
    title="{test} ran into its time limit",
    log=late,
    find=asleep,
    explains=("test-failed", "tests-failed-unnamed", "coverage-below-*", "step-timed-out"),
    fixers=(
        Fixer(
            "See where it stands while it waits",
            Safety.ADVICE,
            commands=("pytest -o faulthandler_timeout=30 '{test}'",),
        ),
    ),
)
