from __future__ import annotations

import pytest

from regreen.workflow.expr.check import TypeCheck
from regreen.workflow.expr.parse import parse
from regreen.workflow.expr.types import (
    ANY,
    BOOLEAN,
    NULL,
    NUMBER,
    OPEN,
    STRING,
    TEXTS,
    Array,
    Object,
    Type,
    closed,
    union,
)

CONTEXTS: dict[str, Type] = {
    "steps": closed(build=closed(outputs=TEXTS, outcome=STRING)),
    "event": OPEN,
    "list": Array(closed(name=STRING)),
    "n": NUMBER,
    "b": BOOLEAN,
}


def check(expression: str) -> tuple[Type, list[str]]:
    tree = parse(expression)
    assert tree is not None
    types = TypeCheck(CONTEXTS)
    kind = types.infer(tree)
    return kind, [issue.id for issue in types.issues]


@pytest.mark.parametrize(
    ("expression", "kind", "issues"),
    [
        ("steps.build.outputs.any", STRING, []),
        ("steps.BUILD.outcome", STRING, []),
        ("steps.deploy.outcome", ANY, ["unknown-property"]),
        ("steps.build.conclusion", ANY, ["unknown-property"]),
        ("event.a.b.c", ANY, []),
        ("unknown.a", ANY, []),
        ("list.*.name", Array(STRING, filtered=True), []),
        ("list[0].name", STRING, []),
        ("list['x']", ANY, ["type-mismatch"]),
        ("n.x", ANY, ["type-mismatch"]),
        ("n.*", ANY, ["type-mismatch"]),
        ("steps == 'x'", BOOLEAN, ["type-mismatch"]),
        ("list == steps", BOOLEAN, ["type-mismatch"]),
        ("list == null", BOOLEAN, []),
        ("b < true", BOOLEAN, ["type-mismatch"]),
        ("n < '2'", BOOLEAN, []),
        ("b == 1", BOOLEAN, []),
        ("n && 'x' || 'y'", ANY, []),
        ("!steps", BOOLEAN, []),
        ("startsWith(list, 'x')", BOOLEAN, ["type-mismatch"]),
        ("contains(steps, 'x')", BOOLEAN, ["type-mismatch"]),
        ("contains('x', list)", BOOLEAN, ["type-mismatch"]),
        ("format('{0} {2}', 1, 2)", STRING, ["format-arguments", "format-arguments"]),
        ("format('{{0}}')", STRING, []),
        ("fromJSON('[1]')[0]", NUMBER, []),
        ("fromJSON('[1')", ANY, ["invalid-json"]),
        ("fromJSON(n)", ANY, []),
        ("toJSON(steps)", STRING, []),
        ("join(steps)", STRING, ["type-mismatch"]),
        ("case(b, 'x', 'y')", STRING, []),
        ("steps[n]", ANY, ["type-mismatch"]),
        ("null", NULL, []),
    ],
)
def test_types_and_issues(expression: str, kind: Type, issues: list[str]) -> None:
    assert check(expression) == (kind, issues)


def test_an_issue_points_at_the_part_that_is_wrong() -> None:
    tree = parse("true && steps.deploy.outcome")
    assert tree is not None
    types = TypeCheck(CONTEXTS)
    types.infer(tree)
    (issue,) = types.issues
    assert "true && steps.deploy.outcome"[issue.start : issue.end] == "deploy"


def test_a_union_of_objects_has_the_members_of_all() -> None:
    both = union([Object({"a": STRING}), Object({"b": NUMBER, "a": NUMBER})])
    assert both == Object({"a": ANY, "b": NUMBER})
    assert union([STRING, NUMBER]) == ANY
    assert union([]) == ANY
