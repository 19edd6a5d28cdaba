"""All tests are done, and the process that ran them does not end.

## Why
Python waits at its end for every thread that is no daemon, and for the processes that `multiprocessing` started. A
connection, a pool, an engine or an executor that a fixture or a test opens and nobody closes keeps such a thread.
Whether it does can depend on two lines of a lock file: aiosqlite from 0.22 on holds a thread that SQLAlchemy before
2.1 does not make a daemon, so that an engine that is never disposed hangs with one pair of versions and not with the
other.

## Fix
Close it where it was opened: let the fixture `yield` and clean up afterwards (`await engine.dispose()`, `await
connection.close()`, `executor.shutdown()`, `thread.join()`), or open it in a `with` block.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.rule import (
    Category,
    CiError,
    Edit,
    FileEvidence,
    Fixer,
    Match,
    Matches,
    Pattern,
    Rule,
    Safety,
    Signals,
)

if TYPE_CHECKING:
    from regreen.project.tree import Tree

_ENDED = Pattern(
    r"^The tests were through, and the process did not end in [\d.]{1,12} seconds and was ended: (?P<culprit>.+)$"
)
_WHAT = Pattern(
    r"^(?P<what>(?:thread|process) '[^']{1,200}')(?:, started at (?P<function>\S{1,200}) "
    r"\((?P<path>[^()\s:]{1,300}):(?P<line>\d{1,7})\))?"
)
_FIXTURE = Pattern(
    r"for the (?:\w{1,20} )?fixture '(?P<name>\w{1,200})' \((?P<path>[^()\s:]{1,300}):(?P<line>\d{1,7})\)"
)
_ENGINE = Pattern(r"created at \S{1,200} \((?P<path>[^()\s:]{1,300}):(?P<line>\d{1,7})\)")
_WAITS = Pattern(r"called from (?P<function>\S{1,200}) \((?P<path>[^()\s:]{1,300}):(?P<line>\d{1,7})\)")


def outlived(signals: Signals, tree: Tree) -> Matches:
    """One match for each process that had to be ended, with the places in the repository that it goes back to."""
    for error in signals.of(CiError):
        ended = _ENDED.search(error.text)
        if ended is None:
            continue
        culprit = ended["culprit"]
        what, fixture = _WHAT.search(culprit), _FIXTURE.search(culprit)
        found = [one for one in (what, fixture, _ENGINE.search(culprit), _WAITS.search(culprit)) if one]
        places = [
            place for one in found if one["path"] and (place := _place(tree, one["path"], int(one["line"])))
        ]
        if fixture and _closed(tree, fixture["path"], fixture["name"]):
            places = []  # it is another text than the one that ran
        who = what["what"] if what else culprit
        since = f" since {what['function']} ({what['path']}:{what['line']})" if what and what["path"] else ""
        yield Match(
            lines=(error.line,),
            places=tuple(dict.fromkeys(places)),
            data={
                "who": who,
                "since": since,
                "origin": f"{what['function']} in {what['path']}" if since and what else who,
                "fixture": fixture["name"] if fixture else "",
            },
        )


def _closed(tree: Tree, path: str, fixture: str) -> bool:
    from regreen.project.fixtures import closes

    source = tree.source(path)
    return source is not None and closes(source, fixture)


def _place(tree: Tree, path: str, line: int) -> FileEvidence | None:
    source = tree.source(path)
    lines = source.text.splitlines() if source is not None else []
    if not 0 < line <= len(lines):
        return None
    text = lines[line - 1]
    return FileEvidence(path, line, len(text) - len(text.lstrip()) + 1, text)


def closed(match: Match, tree: Tree) -> list[Edit]:
    """The fixture closes what it opened after its `yield`."""
    from regreen.project.fixtures import closing

    for place in match.places:
        source = tree.source(place.path)
        if (
            source is not None
            and match.data.get("fixture")
            and (edits := closing(source, match.data["fixture"]))
        ):
            return edits
    return []


RULE = Rule(
    id="process-outlives-tests",
    category=Category.HANG,
    title="The tests are through, and the process does not end: {who} is alive{since}",
    log=outlived,
    key=("origin",),
    explains=("step-hung", "step-exit-code", "program-crashed", "step-error", "uncaught-exception"),
    fixers=(
        Fixer("Close it in the fixture, after the yield", Safety.UNSAFE, closed),
        Fixer(
            "Close what keeps the process alive where it was opened; this names every thread and its place",
            Safety.ADVICE,
            commands=("regreen run --exit-grace 10",),
        ),
    ),
)
