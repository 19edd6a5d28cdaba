"""Something belongs to one asyncio event loop and is used in another, or in none.

## Why
Test plugins give every test a loop of its own. A client, engine, lock or queue that was made in another
test, in a fixture of a wider scope or at import still belongs to the old loop.

## Fix
Make such objects in a fixture of the same loop scope as the tests (`loop_scope`), dispose of engines and
clients at its end, or use one loop for the whole session.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._saying import Form, saying

log = saying(
    r"(?P<what>attached to a different (?:event )?loop)",
    r"(?P<what>Event loop is closed)",
    r"(?P<what>bound to a different event loop)",
    r"ScopeMismatch: (?P<what>You tried to access the function scoped fixture event_loop)",
    r"(?P<what>another operation is in progress)",
    Form(r"(?P<what>There is no current event loop in thread '[^'\n]+')", category=Category.TEST_ASSERTION),
    Form(
        r"(?P<what>asyncio\.run\(\) cannot be called from a running event loop)",
        category=Category.TEST_ASSERTION,
    ),
    Form(r"(?P<what>This event loop is already running)", category=Category.TEST_ASSERTION),
    Form(r"(?P<what>(?:Playwright )?Sync API inside the asyncio loop)", category=Category.TEST_ASSERTION),
    Form(
        r"SynchronousOnlyOperation: (?P<what>You cannot call this from an async context)",
        category=Category.TEST_ASSERTION,
    ),
)


RULE = Rule(
    id="event-loop-misused",
    category=Category.TEST_ISOLATION,
    title="An asyncio object is used in the wrong event loop: {what}",
    log=log,
    explains=("test-failed", "tests-failed-unnamed", "coverage-below-*"),
    fixers=(
        Fixer(
            "Give tests and fixtures one loop: asyncio_default_fixture_loop_scope and asyncio_default_test_loop_scope = 'session'",
            Safety.ADVICE,
        ),
    ),
)
