"""What is applied of what rules offer, with rules made for the purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from regreen.app.check import check
from regreen.app.fix import Wish, fix
from regreen.app.trial import APART
from regreen.model.repair import Repair
from regreen.model.text import Edit, Source, Span
from regreen.project.tree import Tree
from regreen.rule import Category, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity

PATH = "settings.toml"
TEXT = 'a = "bad"\nb = "bad"\nc = 3\n'


def rule(
    name: str, wrong: str, edits: Callable[..., Iterable[Edit]] | None, safety: Safety = Safety.SAFE
) -> Rule:
    """A rule that finds a text and has one fix."""

    def find(tree: Tree) -> Matches:
        source = tree.source(PATH)
        assert source is not None
        if wrong in source.text:
            line, column = source.position(source.text.index(wrong))
            yield Match(places=(FileEvidence(PATH, line, column, source.line(line)),), data={"text": wrong})

    fixers = (Fixer("Mend it", safety, edits),)
    return Rule(id=name, category=Category.OTHER, title="{text} is wrong", find=find, fixers=fixers)


def replacing(old: str, new: str) -> Callable[[Tree], list[Edit]]:
    def edits(tree: Tree) -> list[Edit]:
        source = tree.source(PATH) or Source(PATH, "")
        at = source.text.index(old)
        return [Edit(Span(PATH, at, at + len(old)), old, new)]

    return edits


def fixed(*rules: Rule, unsafe: bool = False) -> Repair:
    tree = Tree.of({PATH: TEXT})
    return fix(check(tree, rules=rules).findings, tree, wish=Wish(unsafe=unsafe), rules=rules)


def held(repair: Repair) -> dict[str, str]:
    return {one.finding.rule: one.reason for one in repair.held}


def applied(repair: Repair) -> list[str]:
    return [one.finding.rule for one in repair.applied]


GOOD = rule("good", 'a = "bad"', replacing('a = "bad"', 'a = "fine"'))


def test_a_fix_that_passes_is_applied() -> None:
    repair = fixed(GOOD)
    assert (applied(repair), repair.held, repair.files, repair.complete) == (["good"], (), (), True)
    assert repair.diff == (
        f'--- a/{PATH}\n+++ b/{PATH}\n@@ -1,3 +1,3 @@\n-a = "bad"\n+a = "fine"\n b = "bad"\n c = 3\n'
    )


@pytest.mark.parametrize(
    ("edits", "why"),
    [
        (replacing('b = "bad"', 'b = "bad'), "settings.toml could not be read afterwards"),
        (replacing('b = "bad"', 'b = "bad" # yes'), "bad would still find it afterwards"),
        (replacing('b = "bad"', "b = 1\nBOOM = 1"), "it would bring a new error: BOOM is wrong (boom)"),
        (
            replacing('b = "bad"', "b = 1\n[table]"),
            f"{PATH}: the edits would change the meaning of something else",
        ),
        (
            replacing('b = "bad"', "b = 1  # noqa"),
            "this change would only hide it: it tells a checker to look away",
        ),
    ],
)
def test_a_fix_that_does_not_is_held_back_alone(edits: Callable[..., Iterable[Edit]], why: str) -> None:
    repair = fixed(GOOD, rule("bad", 'b = "bad"', edits), rule("boom", "BOOM", None))
    assert (applied(repair), repair.complete) == (["good"], False)
    assert held(repair)["bad"].startswith(why)


def test_of_two_at_one_place_the_first_wins() -> None:
    repair = fixed(GOOD, rule("other", 'a = "bad', replacing('"bad"\nb', '"good"\nb')))
    assert applied(repair) == ["good"]
    assert "run the command again" in held(repair)["other"]


def test_two_that_pass_alone_and_not_together_are_told_so() -> None:
    first = rule("first", 'a = "bad"', replacing('a = "bad"', "a = 1"))
    second = rule("second", 'b = "bad"', replacing('b = "bad"', "b = 1"))
    both = rule("both", "a = 1\nb = 1", None)
    repair = fixed(first, second, both)
    assert applied(repair) == ["first"]
    assert held(repair)["second"] == APART


def test_the_same_edit_of_two_rules_is_made_once() -> None:
    repair = fixed(GOOD, rule("same", '"bad"\nb', replacing('a = "bad"', 'a = "fine"')))
    assert applied(repair) == ["good", "same"]
    assert repair.diff.count('+a = "fine"') == 1


def test_safety_decides() -> None:
    unsafe = rule("unsafe", 'b = "bad"', replacing('b = "bad"', "b = 1"), Safety.UNSAFE)
    repair = fixed(GOOD, unsafe)
    assert (applied(repair), [one.release for one in repair.held]) == (["good"], ["--unsafe"])
    assert applied(fixed(GOOD, unsafe, unsafe=True)) == ["good", "unsafe"]


def test_what_only_a_person_can_decide_is_left() -> None:
    repair = fixed(rule("advice", "c = 3", None, Safety.ADVICE))
    assert held(repair) == {"advice": "a person decides: Mend it"}
    assert not repair.complete


def test_warnings_without_a_patch_leave_nothing_to_do() -> None:
    warning = Rule(
        id="warning",
        category=Category.OTHER,
        title="odd",
        find=lambda tree: [Match(places=(FileEvidence(PATH, 1, 1, ""),))],
        severity=Severity.WARNING,
    )
    repair = fixed(warning)
    assert (held(repair), repair.complete) == ({"warning": "no fix is known"}, True)
