"""Rules that hear what the checkers of CI's version said when they were asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from regreen.model.finding import Category, FileEvidence
from regreen.rule import Edit, Match, Matches, Severity

if TYPE_CHECKING:
    from regreen.project.probed import Objection, ToolReport
    from regreen.project.tree import Tree


_FEW = 10  # files


def reported(*tools: str, says: str) -> Callable[..., Matches]:
    """The objections of these checkers; `says` ends the title, with the number in place of `#`."""

    def find(tool_reports: tuple[ToolReport, ...], tree: Tree) -> Iterator[Match]:
        for report in tool_reports:
            if report.tool in tools and report.objections and not _nobody_runs_it(report):
                yield _match(report, tree, says)

    return find


def repairs(match: Match, tool_reports: tuple[ToolReport, ...]) -> Iterator[Edit]:
    """The checker's own repairs; when only a log was read, there are none."""
    tool, where = match.data.get("tool", ""), match.data.get("called", "")
    for report in tool_reports:
        if report.tool == tool and where in ("", _called(report)):
            yield from report.edits
            return


def _nobody_runs_it(report: ToolReport) -> bool:
    """Objections all over the place, to a call that no job is seen to make: nobody keeps to it. A type checker that
    has many sees too little of what is installed beside it in the job.
    """
    alone = not report.certain or report.category is Category.TYPE_CHECK
    return alone and len({item.path for item in report.objections}) > _FEW


def _match(report: ToolReport, tree: Tree, says: str) -> Match:
    places = [place for item in report.objections if (place := _place(item, tree)) is not None]
    paths = sorted({item.path for item in report.objections})
    counted = str(len(paths) if "file" in says else len(report.objections))
    name = f"{report.tool} {report.version}".strip()
    certain = report.certain and report.category is not Category.TYPE_CHECK
    return Match(
        places=(*places, report.place),
        data={
            "tool": report.tool,
            "path": paths[0],
            "codes": ",".join(sorted({item.code for item in report.objections if item.code})),
            "where": ",".join(paths[:4]),
            "subject": "",
            "called": _called(report),
            "remedy": report.tool,
        },
        count=len(report.objections),
        severity=Severity.ERROR if certain else Severity.WARNING,
        title=f"{name} {says.replace('#', counted)}",
    )


def _called(report: ToolReport) -> str:
    return f"{report.place.path}:{report.place.line}"


def _place(item: Objection, tree: Tree) -> FileEvidence | None:
    from regreen.project.place import on_line

    source = tree.source(item.path)
    return on_line(source, item.row, item.column) if source is not None else None
