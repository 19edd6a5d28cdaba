from __future__ import annotations

from msgspec.structs import replace

from regreen.app.twins import with_repository
from regreen.model.finding import FileEvidence, Fix, Safety
from regreen.model.text import Edit, Span
from support.diagnoses import finding

EDIT = Edit(Span("a.py", 0, 0), "", "x")
ADVICE = Fix("Think about it", Safety.ADVICE)
MEND = Fix("Mend it", Safety.UNSAFE, edits=(EDIT,))
PLACE = FileEvidence("a.py", 1, 1, "import b")
CAUSE = finding(fixes=(ADVICE,))
TWIN = finding(evidence=(PLACE,), fixes=(MEND,))


def test_the_same_cause_lends_its_fixes_and_places() -> None:
    found = with_repository(CAUSE, [finding(rule="other-rule", fixes=(MEND,)), TWIN])
    assert found.fixes == (MEND, ADVICE)
    assert found.evidence == (*CAUSE.evidence, PLACE)
    assert found.fingerprint == CAUSE.fingerprint


def test_of_several_only_the_one_with_the_same_fingerprint() -> None:
    other = replace(TWIN, fingerprint="1" * 16)
    third = replace(TWIN, fingerprint="2" * 16)
    assert with_repository(CAUSE, [other]).fixes == (MEND, ADVICE)
    assert with_repository(CAUSE, [other, third]) == CAUSE
    assert with_repository(CAUSE, [other, third, TWIN]).fixes == (MEND, ADVICE)


def test_edits_of_its_own_are_enough() -> None:
    own = replace(CAUSE, fixes=(replace(MEND, title="My own"),))
    assert with_repository(own, [TWIN]) == own
