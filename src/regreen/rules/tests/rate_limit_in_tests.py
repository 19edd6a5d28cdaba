"""Tests are refused by the rate limiter of the application they test.

## Why
The limiter counts all requests of the test run together, since its storage outlives the single test. The
first tests pass, later ones get 429.

## Fix
Switch the limiter off in tests, or clear its storage in an autouse fixture.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from regreen.logs.statements import Statement, Statements
from regreen.rule import Category, Edit, Fixer, Match, Matches, Pattern, Rule, Safety, Severity, TestFailure
from regreen.rules._saying import evidence

if TYPE_CHECKING:
    from regreen.project.imported import Imported
    from regreen.project.tree import Tree

_LIMITER = re.compile(
    r"^[ \t]*[\w.]+[ \t]*=[ \t]*Limiter\((?P<arguments>(?:[^()]|\([^()]*\))*)\)", re.MULTILINE
)
_LIMITS = re.compile(r"default_limits|application_limits|@\w*limiter\.limit\(")
_CARED_FOR = re.compile(r"(?i)limiter|rate_?limit|RATELIMIT")

_REFUSED = Pattern(r"assert 429 ==|assert 429 in|429 != 2\d\d|where 429 = <Response|assert 2\d\d == 429")
_LEAST = 2  # one may be a test of the limiter itself


def limited(statements: Statements) -> Matches:
    """One match for a step in which several tests were refused."""
    steps: dict[tuple[int, int], list[Statement]] = {}
    for statement in statements.all:
        if isinstance(statement.signal, TestFailure) and _REFUSED.search(statement.text):
            steps.setdefault(statement.place.key, []).append(statement)
    for members in steps.values():
        if len(members) >= _LEAST:
            yield Match(
                lines=evidence(members),
                claims=tuple(line for member in members for line in member.lines),
                count=len(members),
                data={"count": str(len(members)), "code": "429"},
            )


def left_on(imported: Imported, tree: Tree) -> Matches:
    """One match for each limiter that tests import and none of their conftest files speaks of."""
    paths = [path for path in imported.uses if path.endswith("conftest.py")]
    if not paths or any(_CARED_FOR.search(tree.text(path) or "") for path in paths):
        return
    for path, use in imported.uses.items():
        source = tree.source(path)
        match = _LIMITER.search(source.text) if source is not None and "Limiter(" in source.text else None
        if source is None or match is None or "test" in path or "enabled" in match["arguments"]:
            continue
        if not any(_LIMITS.search(tree.text(item) or "") for item in imported.uses):
            continue
        from regreen.project.place import at

        yield Match(
            places=(at(source, match.start() + len(match[0]) - len(match[0].lstrip())), use.call.place),
            data={"count": "", "code": "limiter"},
            severity=Severity.WARNING,
            title=f"The limiter in {path} counts the requests of all tests together: no conftest switches it off",
        )


_FIXTURE = '''
@pytest.fixture(autouse=True)
def {fixture}():
    """The limiter counts the requests of all tests together."""
    {name}.enabled = False
    yield
    {name}.enabled = True
'''


def switched_off(match: Match, imported: Imported, tree: Tree) -> list[Edit]:
    """A fixture of the first conftest that switches the limiter off for each test."""
    from regreen.model.errors import PatchError
    from regreen.patch.python import append_block, import_module, import_name

    limiter = tree.source(match.places[0].path) if match.places else None
    conftests = sorted(
        (p for p in imported.uses if p.endswith("conftest.py")), key=lambda p: (p.count("/"), p)
    )
    source = tree.source(conftests[0]) if conftests else None
    found = _LIMITER.search(limiter.text) if limiter is not None else None
    name = found[0].partition("=")[0].strip() if found is not None else ""
    if limiter is None or source is None or not name.isidentifier():
        return []
    module = limiter.path.removesuffix(".py").removesuffix("/__init__").removeprefix("src/").replace("/", ".")
    block = _FIXTURE.strip("\n").format(name=name, fixture=f"no_{name}")
    try:
        named = import_name(source, module, name)
        return [*import_module(source, "pytest"), *named, *append_block(source, block)]
    except PatchError:
        return []


RULE = Rule(
    id="rate-limit-in-tests",
    category=Category.TEST_ISOLATION,
    title="{count} tests were answered 429 by the application itself",
    log=limited,
    find=left_on,
    key=("code",),
    fixers=(
        Fixer("Switch the limiter off in a fixture of all tests", Safety.UNSAFE, switched_off),
        Fixer("Switch the limiter off, or clear it, in an autouse fixture", Safety.ADVICE),
    ),
)
