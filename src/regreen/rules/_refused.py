"""The witness most rules about installers and builds share: a tool refused, for one of these kinds of reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from regreen.rule import Line, Match, Refusal, Signals

EVIDENCE = 5  # lines of evidence a match keeps
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


def refused(*kinds: str, together: bool = False) -> Callable[[Signals], Iterator[Match]]:
    """One match for each subject of each step: the tools' refusals of these kinds, in their own categories.

    `together`: one for each step, where a tool says one thing in several ways.
    """

    def witness(signals: Signals) -> Iterator[Match]:
        groups: dict[tuple[object, ...], list[Refusal]] = {}
        for refusal in signals.of(Refusal):
            if refusal.kind in kinds:
                place = signals.place(refusal.line).key
                what = () if together else (refusal.kind, refusal.subject)
                groups.setdefault((place, *what), []).append(refusal)
        for members in groups.values():
            yield matched(members)

    return witness


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
