"""The witness most rules about installers and builds share: a tool refused, for one of these kinds of reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from regreen.rule import Line, Match, Refusal, Signals, TestFailure, TestTotals

EVIDENCE = 5  # lines of evidence a match keeps
TRACEBACK = 30  # lines that the text of an exception may take before the line that names it
NOT_INSTALLED = (
    "build-failed",
    "command-not-found",
    "conftest-import-error",
    "download-interrupted",
    "files-to-upload-missing",
    "image-build-step-failed",
    "installed-packages-inconsistent",
    "module-not-installed",
    "no-tests-collected",
    "script-missing",
    "source-build-failed",
    "step-error",
    "step-tail",
    "test-collection-error",
    "tool-not-in-environment",
    "uncaught-exception",
)  # what goes wrong later in a job whose installation failed


def refused(
    *kinds: str, together: bool = False, tolerated: bool = False
) -> Callable[[Signals], Iterator[Match]]:
    """One match for each subject of each step: the tools' refusals of these kinds, in their own categories.

    `together`: one for each step, where a tool says one thing in several ways. `tolerated`: also where the step
    went on to run tests that fail (an install of which a script ignores the exit code).
    """

    def witness(signals: Signals) -> Iterator[Match]:
        groups: dict[tuple[object, ...], list[Refusal]] = {}
        passed = tests_after(signals)
        for refusal in signals.of(Refusal):
            if refusal.kind in kinds and not went_on(refusal.line, signals, passed, tolerated):
                place = signals.place(refusal.line).key
                what = () if together else (refusal.kind, refusal.subject)
                groups.setdefault((place, *what), []).append(refusal)
        for members in groups.values():
            yield matched(members)

    return witness


Span = tuple[int, int]  # the line of the first failure of a step's tests, and of the last closing words


def tests_after(signals: Signals) -> dict[tuple[int, int], Span]:
    """The steps in which tests ran and failed."""
    bad = [totals for totals in signals.of(TestTotals) if (totals.failed or totals.errors) and totals.ran]
    if not bad:
        return {}
    first: dict[tuple[int, int], int] = {}
    for failure in signals.of(TestFailure):
        first.setdefault(signals.place(failure.line).key, failure.line.number)
    last = {signals.place(totals.line).key: totals.line.number for totals in bad}
    return {key: (first.get(key, end), end) for key, end in last.items()}


def went_on(
    line: Line, signals: Signals, spans: dict[tuple[int, int], Span], tolerated: bool = False
) -> bool:
    """Whether tests ran after a line and failed: it did not end its step, and may be a test's own output.

    What stands among the failures surely is; with `tolerated` what stands before them is not.
    """
    first, last = spans.get(signals.place(line).key, (0, 0)) if spans else (0, 0)
    return (first - TRACEBACK if tolerated else 0) <= line.number < last


def matched(members: Sequence[Refusal], title: str = "") -> Match:
    """Refusals that mean the same thing, as one match; the first of them is named."""
    first = members[0]
    claims = tuple(line for refusal in members for line in refusal.lines)
    shown: list[Line] = list(dict.fromkeys((*first.lines, *(refusal.line for refusal in members[1:]))))
    return Match(
        lines=tuple(shown[:EVIDENCE]),
        claims=claims,
        count=len(members),
        data={"tool": first.tool, "subject": first.subject, "text": first.text, **first.detail},
        category=first.category,
        title=title,
    )
