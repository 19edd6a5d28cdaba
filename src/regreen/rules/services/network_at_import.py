"""A module contacts a server while it is imported.

## Why
The first line of the first test has not run, and the import needs a cache, a database or a remote host. Where it is not
there, nothing can be collected: one missing server fails every test, also those that never use it.

## Fix
Make the connection when it is first used (a function with `functools.cache`, a fixture, the application's start-up).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from regreen.rule import Category, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.imported import Imported
    from regreen.project.tree import Tree

_CALL = re.compile(
    r"^(?=\S)(?!def |class |@|#|if |import |from |assert )(?:[\w., :\[\]]+=[ ]*)?(?:await )?"
    r"(?P<what>(?:requests|httpx)\.(?:get|post|head)|"
    r"(?:urllib\.request\.)?urlopen|psycopg2?\.connect|pymysql\.connect|MySQLdb\.connect|mysql\.connector\.connect|"
    r"pika\.BlockingConnection|[\w.]+\.ping|socket\.create_connection)\(",
    re.MULTILINE,
)
_WORDS = (
    "urlopen(",
    "requests.",
    "httpx.",
    "connect(",
    "BlockingConnection(",
    ".ping(",
    "create_connection(",
)
_KINDS = {"psycopg": "postgresql", "pymysql": "mysql", "MySQLdb": "mysql", "mysql.": "mysql", "pika": "amqp"}


def contacted(imported: Imported, tree: Tree) -> Matches:
    """One match for each module that tests import; where the job has a service of that kind, nothing."""
    from regreen.project.accounts import accounts
    from regreen.project.place import at

    for path, use in imported.uses.items():
        source = tree.source(path)
        match = _CALL.search(source.text) if source is not None and _may_call(source.text) else None
        if source is None or match is None or '__name__ == "__main__"' in source.text[: match.start()]:
            continue
        kind = next((kind for start, kind in _KINDS.items() if match["what"].startswith(start)), "redis")
        if any(account.kind == kind for account in accounts(use.run.job)):
            continue
        yield Match(
            places=(at(source, match.start()), use.call.place),
            data={"path": path, "what": match["what"]},
            severity=Severity.WARNING,
        )


def _may_call(text: str) -> bool:
    return any(word in text for word in _WORDS)


RULE = Rule(
    id="network-at-import",
    category=Category.SERVICE_CONNECTION,
    title="{path} calls {what} while it is imported, and the job has no such server",
    find=contacted,
    fixers=(Fixer("Connect when it is first used", Safety.ADVICE),),
)
