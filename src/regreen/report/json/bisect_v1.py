"""Version 1 of the JSON answer to `regreen bisect`."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from regreen.logs.mask import mask
from regreen.model.bisection import Bisection
from regreen.model.bisection import Culprit as ModelCulprit
from regreen.model.bisection import Tested as ModelTested
from regreen.report.json.encode import encoded
from regreen.report.json.run_v1 import causes_of
from regreen.report.json.v1 import Cause, Evidence, evidence_of


class Culprit(msgspec.Struct, frozen=True):
    """The commit that turned it red. `evidence` are lines that it added, `removed` lines that it took away (at their
    place in its parent), of which the cause speaks.
    """

    commit: str
    author: str
    date: str
    subject: str
    files: list[str]
    evidence: list[Evidence]
    removed: list[Evidence]


class Commit(msgspec.Struct, frozen=True):
    """A commit that may be the one."""

    commit: str
    subject: str


class Tested(msgspec.Struct, frozen=True):
    """A commit that was judged; `cached`: an earlier search had run it."""

    commit: str
    subject: str
    seen: Literal["bad", "good", "skipped"]
    reason: str
    seconds: float
    cached: bool


class Document(msgspec.Struct, frozen=True):
    """The whole answer. `cause` is what the bad commit shows; `left` are the commits among which the culprit is,
    where it was not found.
    """

    version: Literal[1]
    command: Literal["bisect"]
    answer: Literal["found", "undecided", "not red", "not green", "older", "time used up", "interrupted"]
    reason: str
    good: str
    bad: str
    cause: Cause | None
    culprit: Culprit | None
    left: list[Commit]
    tested: list[Tested]
    seconds: float
    notes: list[str]


def render(bisection: Bisection) -> str:
    """The outcome as JSON text, indented by two blanks."""
    return encoded(document(bisection))


def document(bisection: Bisection) -> Document:
    """The outcome as the values that are written."""
    return Document(
        version=1,
        command="bisect",
        answer=bisection.answer.value,
        reason=mask(bisection.reason),
        good=bisection.good,
        bad=bisection.bad,
        cause=causes_of((bisection.cause,))[0] if bisection.cause is not None else None,
        culprit=_culprit(bisection.culprit) if bisection.culprit is not None else None,
        left=[Commit(commit, mask(subject)) for commit, subject in bisection.left],
        tested=[_tested(one) for one in bisection.tested],
        seconds=round(bisection.seconds, 3),
        notes=list(bisection.notes),
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of the answer."""
    found = msgspec.json.schema(Document)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "regreen bisect, version 1",
        **found,
    }


def _culprit(culprit: ModelCulprit) -> Culprit:
    return Culprit(
        culprit.commit,
        culprit.author,
        culprit.date,
        mask(culprit.subject),
        list(culprit.files),
        evidence_of(culprit.evidence),
        evidence_of(culprit.removed),
    )


def _tested(one: ModelTested) -> Tested:
    return Tested(
        one.commit, mask(one.subject), one.seen.value, mask(one.reason), round(one.seconds, 3), one.cached
    )
