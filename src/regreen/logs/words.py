"""Which lines of a failing step say what went wrong, by their words alone.

The last resort of the diagnosis, for programs whose output nobody knows: a line is weighed by how it begins
(`ERROR:`, `fatal:`, a cross), by the verbs of failure it holds, and by what speaks against it (a count of zero,
a test that passed, a retry, a warning).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from regreen.logs.pattern import Pattern
from regreen.model.run import Line

STRONG = 3  # from this weight on a line is a statement of failure

_LEAD = Pattern(
    r"^[\s\[\]()*>|#:.\d-]{0,40}(?:\S{1,40}\s)?(?:\[[^\]]{0,40}\]\s*)?[\s\[(]*"
    r"(?P<word>error|fatal|failed|failure|fail|critical|panic|exception|abort(?:ed|ing)?|err!?|❌|✗|✖|✘|🚨|🔴|❗|⛔|💥)"
    r"(?!\w)[\s\])]*(?::|!|\]|-|–|—|\s|$)",
    2,  # re.IGNORECASE
)
_CROSS = Pattern(r"❌|✗|✖|✘|🚨|🔴|⛔|💥")
_VERB = Pattern(
    r"\b(?:failed to|failed with|(?:has|have|was|were) failed|could ?n[o']t|can ?not|can't|unable to|not found|no such|"
    r"does not exist|doesn't exist|is missing|are missing|missing required|is required|not recogni[sz]ed|refused|"
    r"denied|forbidden|unauthori[sz]ed|invalid|unexpected|unknown (?:option|command|argument)|undefined|rejected|"
    r"timed? ?out|aborting|giving up|gave up|not supported|unsupported|violat\w+|mismatch|conflicts? with|"
    r"is not (?:a|an|set|installed|defined|available|allowed|valid)|exit(?:ed)?(?: with)?(?: code| status)? [1-9]|"
    r"non-zero|must be|must not|expected .{1,60} but|tests? failed|build failed|failed!)",
    2,
)
_AGAINST = Pattern(
    r"\b(?:0|no) (?:errors?|failures?|failed|problems?|issues?|warnings?)\b|\b(?:errors?|failures?|failed)\s*[:=]\s*0\b"
    r"|\bPASSED\b|\bpassed\b.*\bpassed\b|✅|✔|✓|\bretry(?:ing)?\b|\bwarn(?:ing)?s?\b|\bdeprecat|\bskip(?:ped|ping)\b|"
    r"\bignor(?:ed|ing)\b|\bINFO\b|\[info|\bDEBUG\b|\[debug|\bno-?op\b|\bwill be\b|\b[xX]failed\b|error-free|"
    r"-{3,}\s*$|if-no-files-found|continue-on-error|fail-?fast|--fail|on[_-]error|errors?[_=]\w+=",
    2,
)
_CODE = Pattern(
    r"^\s*(?:if|else|elif|raise|throw|return|echo|print|def|class|for|while|import|from|except|catch|try)\b"
)


class Statement(Struct, frozen=True):
    """A line and its weight."""

    line: Line
    weight: int


@lru_cache(maxsize=8192)
def weight(text: str) -> int:
    """How much a line sounds like a statement of failure; 0 when it does not."""
    text = text.removeprefix("##[error]")
    if not text.strip() or len(text) > 4000 or text.startswith("Process completed with exit code"):
        return 0
    lead = _LEAD.match(text)
    total = 0
    if lead:
        total += 3 if lead["word"].isupper() or text.lstrip().lower().startswith(lead["word"].lower()) else 2
    if _CROSS.search(text):
        total += 2
    if _VERB.search(text):
        total += 2
    if total and _AGAINST.search(text):
        total -= 3
    if total and _CODE.match(text):
        total -= 3
    return max(total, 0)


def statements(lines: Sequence[Line]) -> list[Statement]:
    """The lines that state a failure, in order."""
    found = (Statement(line, weight(line.text)) for line in lines)
    return [statement for statement in found if statement.weight >= STRONG - 1]
