from __future__ import annotations

import pytest

from regreen.app.questions import again, question_of, unexplained, unsteady
from regreen.model.diagnosis import Cause
from regreen.model.finding import Category, FileEvidence, Fix, LogEvidence, Safety
from regreen.model.repair import Held
from regreen.model.run import Line
from regreen.model.text import Edit, Span
from regreen.project.tree import Tree
from support.diagnoses import finding

TREE = Tree.of({"shop.py": "import a\nimport b\n", "tests/test_shop.py": ""})
MEND = Fix("Mend it", Safety.UNSAFE, edits=(Edit(Span("shop.py", 9, 9), "", "x"),))
ADVICE = Fix("Think about it", Safety.ADVICE)


def said(text: str, category: Category = Category.OTHER) -> Cause:
    return Cause(finding(evidence=(LogEvidence("test", 7, text, "test", "Tests"),), category=category))


@pytest.mark.parametrize("category", list(Category))
def test_every_category_has_a_question(category: Category) -> None:
    question = question_of(said("boom", category), TREE)
    assert question.text.startswith("Something is wrong: ")
    assert "?" in question.text
    assert question.where == "test:7 in Tests"


def test_a_fix_that_changes_behaviour_is_asked_for() -> None:
    cause = Cause(finding(fixes=(MEND, ADVICE)))
    question = question_of(cause, TREE, Held(cause.finding, "it changes behaviour", MEND, "--unsafe"))
    assert question.text == "Something is wrong: may this be done? Mend it. It changes behaviour."
    assert (question.where, question.release, question.options) == ("shop.py:2", "--unsafe", (MEND, ADVICE))


def test_why_a_fix_was_held_back() -> None:
    cause = Cause(finding(fixes=(ADVICE,)))
    held = Held(
        cause.finding, "this change would only hide it", Fix("Hide it", Safety.SAFE, edits=MEND.edits)
    )
    assert "(held back: this change would only hide it)" in question_of(cause, TREE, held).text


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("shop.py:2: in <module>", "shop.py:2"),
        ("FAILED tests/test_shop.py::test_total - assert 1 == 2", "tests/test_shop.py::test_total"),
        ("/usr/lib/python3/other.py:12: OSError", "test:7 in Tests"),
    ],
)
def test_a_place_in_the_repository_before_one_in_the_log(text: str, where: str) -> None:
    assert again(said(text), TREE, "Mend it").where == where
    place = FileEvidence("a.toml", 3, 1, "x")
    assert unsteady(Cause(finding(evidence=(place,))), TREE, 1, 2).where == "a.toml:3"


def test_what_no_rule_knows() -> None:
    line = Line("ci.log", 9, "  gave up ", step="Deploy")
    assert unexplained([line], []).text == "no rule knows why it is red: gave up"
    assert unexplained([line], []).where == "ci.log:9 in Deploy"
    assert unexplained([], ["test: no test ran"]).text.endswith("red: test: no test ran")
