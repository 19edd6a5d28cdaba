"""What the rules about formatters and linters share that are judged without running them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from regreen.rule import Edit, FileEvidence, Match, Severity

if TYPE_CHECKING:
    from regreen.model.text import Source
    from regreen.project.probed import ToolReport
    from regreen.project.style.report import Remark, StyleReport
    from regreen.project.tree import Tree

_NAMED = 3  # files in a title


def refused(
    style_reports: tuple[StyleReport, ...],
    tool_reports: tuple[ToolReport, ...],
    tree: Tree,
    tools: Collection[str],
    verb: str,
) -> Iterator[Match]:
    """For each call of these tools one match of what has a simple repair, and one of what has none; unless the tool
    itself was asked.
    """
    asked = {report.tool for report in tool_reports}
    for report in style_reports:
        if report.tool in tools and report.tool not in asked:
            mended = [remark for remark in report.remarks if (remark.path, remark.code) in report.mended]
            others = [remark for remark in report.remarks if (remark.path, remark.code) not in report.mended]
            yield from (
                _match(report, part, tree, verb, repair=part is mended) for part in (mended, others) if part
            )


def repairs(match: Match, style_reports: tuple[StyleReport, ...], tree: Tree) -> Iterator[Edit]:
    """The edits of files whose repair is simple."""
    from regreen.patch.rewrite import rewritten

    for report in style_reports:
        if _called(report) != match.data.get("called") or report.tool != match.data.get("tool"):
            continue
        for path, text in report.texts.items() if match.data.get("repair") else ():
            source = tree.source(path)
            written = _as_in(source, text) if source is not None else None
            if source is not None and written is not None:
                yield from rewritten(source, written)


def _as_in(source: Source, text: str) -> str | None:
    """A text with plain line ends in the line ends of a file; None where the file mixes them."""
    mark = "\ufeff" if source.text.startswith("\ufeff") else ""
    if "\r" not in source.text:
        return mark + text
    ends = source.text.count("\r\n")
    return (
        mark + text.replace("\n", "\r\n")
        if source.text.count("\n") == ends == source.text.count("\r")
        else None
    )


def _match(report: StyleReport, remarks: Sequence[Remark], tree: Tree, verb: str, *, repair: bool) -> Match:
    places = [place for remark in remarks if (place := _place(remark, tree)) is not None]
    paths = list(dict.fromkeys(remark.path for remark in remarks))
    codes = sorted({remark.code for remark in remarks if remark.code})
    first = remarks[0]
    shown = ", ".join(paths[:_NAMED]) + (f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else "")
    what = f"{first.code}: {first.text}" if first.code else first.text
    more = "; not all files were looked at" if report.cut else ""
    return Match(
        places=(*_firsts(places), report.call.place),
        data={
            "tool": report.tool,
            "path": first.path,
            "codes": ",".join(codes),
            "where": ",".join(paths[:4]),
            "called": _called(report),
            "repair": "simple" if repair else "",
            "remedy": _REMEDY.get(report.tool, report.tool),
        },
        count=len(remarks),
        severity=Severity.ERROR if report.call.certain else Severity.WARNING,
        title=f"{report.tool} {verb} {shown} (line {first.row}: {what}{more})",
    )


_REMEDY = {
    "black": "black .",
    "ruff format": "ruff format",
    "ruff": "ruff check --fix",
    "isort": "isort .",
    "trailing-whitespace": "pre-commit run trailing-whitespace --all-files",
    "end-of-file-fixer": "pre-commit run end-of-file-fixer --all-files",
}


def _called(report: StyleReport) -> str:
    return f"{report.call.place.path}:{report.call.place.line}"


def _firsts(places: list[FileEvidence]) -> list[FileEvidence]:
    """The first place of each file, then the others."""
    firsts = {place.path: place for place in reversed(places)}
    order = [firsts[path] for path in dict.fromkeys(place.path for place in places)]
    return [*order, *(place for place in places if place not in order)]


def _place(remark: Remark, tree: Tree) -> FileEvidence | None:
    from regreen.project.place import on_line

    source = tree.source(remark.path)
    return on_line(source, remark.row, remark.column) if source is not None else None
