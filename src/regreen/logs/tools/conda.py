"""conda, mamba and micromamba: specifications that no channel or no solution satisfies.

Formats as `conda/exceptions.py` and `libmamba/src/solver/problems_graph.cpp` write them.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.phrases import anchors, bare, heard, phrase
from regreen.logs.signal import Refusal, Signal
from regreen.logs.tool import Tool
from regreen.logs.window import Window
from regreen.model.finding import Category

_DEPS = Category.DEPENDENCY_RESOLUTION
_PHRASES = (
    phrase("download-failed", Category.FLAKY_NETWORK, "CondaHTTPError: HTTP ", r"CondaHTTPError: HTTP (?:000|5\d\d) (?P<text>.*)"),
    phrase("download-missing", _DEPS, "UnavailableInvalidChannel", r"UnavailableInvalidChannel: (?:HTTP \d+ )?(?P<subject>.*)$"),
    phrase("requirements-file-missing", Category.MISSING_FILE, "EnvironmentFileNotFound", r"EnvironmentFileNotFound: '(?P<subject>[^']+)'"),
    phrase("channel-terms-not-accepted", Category.PERMISSION_SECRET, "CondaToSNonInteractiveError", r"CondaToSNonInteractiveError: (?P<text>.+)"),
    phrase("requirement-invalid", _DEPS, "InvalidMatchSpec", r"InvalidMatchSpec: (?P<subject>.+)$"),
)  # fmt: skip
_ITEM = Pattern(r"^[\s├└│─-]*(?:package )?(?P<spec>[A-Za-z][\w.-]*(?:[ =<>!~*][^\s]*)*)")
_PROBLEM = Pattern(
    r"nothing provides|does not exist|which does not exist|conflicts? with|requires|is missing|is requested and|cannot install|not installable|incompatible"
)
_MISSING = Pattern(
    r"nothing provides (?:requested )?(?P<a>.+?)(?: needed by .*)?$|(?<![\w.-])(?P<b>[\w.-]+(?: +[^ ]+)?) +does not exist"
)


def _read(window: Window) -> Iterable[Signal]:
    text = window.line.text
    if "ResolvePackageNotFound" in text or "PackagesNotFoundError" in text:
        yield _listed(window, "no-matching-distribution")
    elif (
        "UnsatisfiableError" in text
        or "Encountered problems while solving" in text
        or "Could not solve for" in text
    ):
        yield _unsolved(window)
    else:
        yield from heard("conda", _PHRASES, window)


def _listed(window: Window, kind: str) -> Refusal:
    """The specifications stand below, one a line, after a dash."""
    items = [
        (line, m["spec"])
        for line in window.after(20)
        if bare(line.text).lstrip().startswith("- ") and (m := _ITEM.match(bare(line.text)))
    ]
    head = window.line
    line = items[0][0] if items else head
    return Refusal(
        tool="conda",
        line=line,
        also=(*(() if line is head else (head,)), *(other for other, _ in items[1:3])),
        kind=kind,
        text=bare(head.text),
        subject=items[0][1] if items else "",
        category=_DEPS,
        detail={"reason": "nothing"},
    )


def _unsolved(window: Window) -> Refusal:
    """The problems hang below as a list or as a tree; those that name what is missing say it best."""
    lines = [line for line in window.after(40) if line.text.strip()]
    problems = [line for line in lines if _PROBLEM.search(line.text)]
    problems = [line for line in problems if "packages are incompatible" not in line.text] or problems
    missing = next(((line, m) for line in problems if (m := _MISSING.search(bare(line.text)))), None)
    best = missing[0] if missing else (problems[0] if problems else window.line)
    subject = (missing[1]["a"] or missing[1]["b"] or "").strip(" -├└─│") if missing else ""
    return Refusal(
        tool="conda",
        line=best,
        also=(
            *(() if best is window.line else (window.line,)),
            *(line for line in problems[:3] if line is not best),
        ),
        kind="no-matching-distribution" if missing else "pinned-versions-conflict",
        text=bare(best.text).strip()[:400],
        subject=subject,
        category=_DEPS,
        detail=_pair([bare(line.text).strip(" -├└─│;,.") for line in problems]),
    )


def _pair(problems: list[str]) -> dict[str, str]:
    """The first two problems, as what contradicts each other."""
    first, second = (*problems[:2], "one", "another")[:2] if len(problems) > 1 else ("one", "another")
    return {"first": first[:160], "second": second[:160]}


TOOL = Tool(
    name="conda",
    anchors=anchors(
        _PHRASES,
        "ResolvePackageNotFound",
        "PackagesNotFoundError",
        "UnsatisfiableError:",
        "Encountered problems while solving",
        "Could not solve for environment specs",
    ),
    read=_read,
)
