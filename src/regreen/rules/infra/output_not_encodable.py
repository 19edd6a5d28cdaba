"""A script prints characters that the console of a Windows runner does not have.

## Why
Where its output goes into a pipe, as in every step, Python on Windows (before 3.15) encodes it with the code page of
the system, cp1252. A check mark or an emoji ends the script with `UnicodeEncodeError`; on Linux and macOS it is UTF-8.

## Fix
Set `PYTHONUTF8: "1"` in the job's `env:`, or `PYTHONIOENCODING: utf-8`; or print plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.model.text import Source
    from regreen.project.jobs.model import Call, JobRun
    from regreen.project.tree import Tree

_PRINT = re.compile(r"\bprint\([^\n]*[^\x00-\x7f\u00a0-\u00ff\n][^\n]*")
_ESCAPED = re.compile(
    r"reconfigure\(|TextIOWrapper|PYTHONUTF8|PYTHONIOENCODING|sys\.platform|os\.name|codecs\.getwriter"
)


def unprintable(job_runs: tuple[JobRun, ...], tree: Tree) -> Matches:
    """One match for each job on Windows that runs such a script."""
    seen: set[tuple[str, str]] = set()
    for run in job_runs:
        key = (run.workflow.path, run.job.id)
        if run.system != "Windows" or key in seen:
            continue
        for call in () if run.foreign else run.calls:
            place = _printed(call, tree)
            if place is not None and not _is_utf8(call):
                seen.add(key)
                yield Match(
                    places=(call.place, place),
                    data={"path": run.workflow.path, "job": run.job.id},
                    severity=Severity.WARNING,
                    title=f"{place.path} prints what the console of the job {run.job.id}, which is Windows', cannot show",
                )
                break


def _is_utf8(call: Call) -> bool:
    given = {name.upper() for name in call.variables}
    return bool(given & {"PYTHONUTF8", "PYTHONIOENCODING"}) or "utf8" in "".join(call.arguments[:2])


def _printed(call: Call, tree: Tree) -> FileEvidence | None:
    """The first line that prints such a character, in the script that a call runs or the text that it is given."""
    if call.program != "python" or not call.arguments:
        return None
    if call.arguments[0] == "-c" and _PRINT.search("".join(call.arguments[1:2])):
        return call.place
    path = f"{call.directory}/{call.arguments[0]}".lstrip("/").removeprefix("./")
    source = tree.source(path) if path.endswith(".py") else None
    return next(_lines(source), None) if source is not None and not _ESCAPED.search(source.text) else None


def _lines(source: Source) -> Iterator[FileEvidence]:
    for match in _PRINT.finditer(source.text):
        line = source.text.count("\n", 0, match.start()) + 1
        if not source.line(line).lstrip().startswith("#"):
            yield FileEvidence(source.path, line, 1, source.line(line).strip())


def in_utf8(match: Match, job_runs: tuple[JobRun, ...]) -> list[Edit]:
    """Python's UTF-8 mode for the job."""
    from regreen.patch.yaml import insert_key

    for run in job_runs:
        if (run.workflow.path, run.job.id) == (match.data["path"], match.data["job"]):
            path = ("jobs", run.job.id_node.text)
            try:
                if run.job.at("env") is None:
                    return insert_key(run.workflow.source, path, "env", {"PYTHONUTF8": "1"}, after="runs-on")
                return insert_key(run.workflow.source, (*path, "env"), "PYTHONUTF8", "1")
            except PatchError:
                return []
    return []


RULE = Rule(
    id="output-not-encodable",
    category=Category.OTHER,
    title="The job {job} prints what the console of Windows cannot show",
    find=unprintable,
    fixers=(Fixer("Run Python in its UTF-8 mode", Safety.SAFE, in_utf8),),
)
