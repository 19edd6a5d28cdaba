"""A coroutine, or the generator of an async fixture, is used as if it were its result.

## Why
An `async def` was called without `await`; or an async fixture is declared with `@pytest.fixture` in strict
mode, so that the test gets the generator itself.

## Fix
Await the call. Declare async fixtures with `@pytest_asyncio.fixture`, or set `asyncio_mode = "auto"`.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._saying import saying

log = saying(
    r"(?P<what>'(?:async_generator|coroutine)' object (?:has no attribute '\w+'|is not (?:subscriptable|iterable|callable)|does not support the (?:asynchronous )?context manager protocol))",
    r"(?P<what>object (?:NoneType|dict|list|str|MagicMock|Mock|bool|int) can't be used in 'await' expression)",
    r"(?P<what>'coroutine' object)",
)


RULE = Rule(
    id="async-not-awaited",
    category=Category.TEST_ASSERTION,
    title="{what}",
    log=log,
    explains=("test-failed", "tests-failed-unnamed", "coverage-below-*"),
    fixers=(Fixer("Let pytest-asyncio handle async fixtures: asyncio_mode = 'auto'", Safety.ADVICE),),
)
