"""SQLite is used in a way that only a database server would allow.

## Why
Tests replace the server by SQLite, and the code then passes it options of a server (`pool_size`), shares it
between threads, locks it from several connections, or uses types that only PostgreSQL has.

## Fix
Choose the engine's options by the URL, use `check_same_thread=False` with one shared connection in tests,
or run the tests against the real server as a service.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._saying import saying

log = saying(
    r"(?P<what>Invalid argument\(s\) [^\n]{1,120} sent to create_engine\(\), using configuration SQLiteDialect\w*)",
    r"(?P<what>SQLite objects created in a thread can only be used in that same thread)",
    r"OperationalError\)? ?:? ?(?P<what>database is locked)",
    r"OperationalError\)? ?:? ?(?P<what>unable to open database file)",
    r"(?P<what>attempt to write a readonly database)",
    r"(?P<what>Compiler <sqlalchemy\.dialects\.sqlite[^\n]{0,80} can't render element of type \w+)",
    r"(?P<what>SQLite DateTime type only accepts Python datetime|SQLite does not support [\w ]+)",
    judge=lambda _, data: {"what": data["what"].split(" object at ")[0]},
)


RULE = Rule(
    id="sqlite-misused",
    category=Category.SERVICE_CONNECTION,
    title="SQLite cannot do this: {what}",
    log=log,
    explains=(
        "test-failed",
        "tests-failed-unnamed",
        "test-collection-error",
        "conftest-import-error",
        "no-tests-collected",
        "coverage-below-*",
    ),
    fixers=(Fixer("Choose the engine's options by the kind of database", Safety.ADVICE),),
)
