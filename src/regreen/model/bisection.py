"""Which commit turned a job red."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from regreen.model.diagnosis import Cause
from regreen.model.finding import FileEvidence


class Seen(StrEnum):
    """What a commit showed when its job was run."""

    BAD = "bad"  # the cause that is looked for
    GOOD = "good"  # green
    SKIPPED = "skipped"  # it cannot be told: not to be run here, or red for another reason


class Answer(StrEnum):
    """How far the search came."""

    FOUND = "found"
    UNDECIDED = "undecided"  # commits that cannot be judged hide it
    NOT_RED = "not red"  # the bad commit is green here, or cannot be run
    NOT_GREEN = "not green"  # the good commit is not
    OLDER = "older"  # where both branched off it was there already
    TIME = "time used up"
    INTERRUPTED = "interrupted"


class Tested(Struct, frozen=True):
    """A commit that was judged; `cached` says that an earlier search had run it, `seconds` is what this one took."""

    commit: str
    subject: str
    seen: Seen
    reason: str = ""
    seconds: float = 0.0
    cached: bool = False


class Culprit(Struct, frozen=True):
    """The commit. `evidence` are the lines of its diff that the cause speaks of: added ones at their place in the
    commit, removed ones (in `removed`) at that in its parent.
    """

    commit: str
    author: str
    date: str
    subject: str
    files: tuple[str, ...] = ()
    evidence: tuple[FileEvidence, ...] = ()
    removed: tuple[FileEvidence, ...] = ()


class Bisection(Struct, frozen=True):
    """The outcome. `cause` is what the bad commit shows (None: a failure that no rule explains); `left` are commits
    (hash and subject, the newest first) among which the culprit is, where it was not found.
    """

    answer: Answer
    reason: str
    good: str
    bad: str
    cause: Cause | None = None
    culprit: Culprit | None = None
    left: tuple[tuple[str, str], ...] = ()
    tested: tuple[Tested, ...] = ()
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
