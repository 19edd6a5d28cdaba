"""Command line clients of databases, caches and brokers: psql, pg_isready, mysql, redis-cli, mongosh, nc, wait-for-it.

Wordings from `libpq/fe-connect.c`, `mysql/client.cc`, `redis-cli.c`, and the usual scripts that wait for a port.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Refusal, Signal
from regreen.logs.tool import Tool
from regreen.logs.tools._wrapped import bare
from regreen.logs.window import Window
from regreen.model.finding import Category

_SERVICE = Category.SERVICE_CONNECTION
_PHRASES = (
    (
        "refused",
        Pattern(
            r"^curl: \(7\) Failed to connect to (?P<host>localhost|127\.[\d.]+|[a-z][\w-]*) port (?P<port>\d+)"
        ),
    ),
    (
        "refused",
        Pattern(
            r"^(?:psql|pg_dump|pg_restore|createdb|dropdb): (?:error: )?(?:connection to server at|could not connect to server)"
            r"(?: \"(?P<host>[^\"]*)\"(?: \([^)]*\))?, port (?P<port>\d+))?.*(?:Connection refused|failed: (?!FATAL)|No such file|timeout)"
        ),
    ),
    (
        "refused",
        Pattern(
            r"^(?:psql|pg_dump|createdb|dropdb): error: connection to server on socket \"[^\"]+\" failed: No such file"
        ),
    ),
    (
        "refused",
        Pattern(r"^Could not connect to Redis at (?P<host>[\w.-]+):(?P<port>\d+): Connection refused"),
    ),
    (
        "refused",
        Pattern(r"^ERROR 200[23] \(HY000\)(?: at line \d+)?: Can't connect to (?:local )?MySQL server"),
    ),
    ("refused", Pattern(r"^mysqladmin: connect to server at '(?P<host>[^']*)' failed")),
    ("refused", Pattern(r"^MongoNetworkError: connect ECONNREFUSED (?P<host>[\w.:-]+):(?P<port>\d+)")),
    (
        "refused",
        Pattern(
            r"^\s*\[?(?:errno: -111, code: 'ECONNREFUSED'|Error: connect ECONNREFUSED (?P<host>[\d.:\w]+):(?P<port>\d+))"
        ),
    ),
    (
        "not-ready",
        Pattern(
            r"^wait-for-it(?:\.sh)?: timeout occurred after waiting \d+ seconds for (?P<host>[\w.-]+):(?P<port>\d+)"
        ),
    ),
    ("not-ready", Pattern(r"^Problem with dial: dial tcp (?P<host>[\w.-]+):(?P<port>\d+): .*$")),
    (
        "login",
        Pattern(
            r"FATAL:\s+(?:password|Peer|Ident|md5|SCRAM)\w* authentication failed for user \"(?P<user>[^\"]+)\""
        ),
    ),
    (
        "login",
        Pattern(
            r"^ERROR 1045 \(28000\)(?: at line \d+)?: Access denied for user '(?P<user>[^']*)'@'(?P<host>[^']*)'"
        ),
    ),
    ("login", Pattern(r"^(?:\(error\) )?(?:NOAUTH Authentication required|WRONGPASS )")),
    (
        "database",
        Pattern(
            r"^(?:psql|pg_dump|createdb|dropdb):.*FATAL:\s+(?P<what>database|role) \"(?P<name>[^\"]+)\" does not exist"
        ),
    ),
    (
        "database",
        Pattern(r"^ERROR 1049 \(42000\)(?: at line \d+)?: Unknown (?P<what>database) '(?P<name>[^']+)'"),
    ),
)


def _read(window: Window) -> Iterable[Signal]:
    line = window.line
    text = bare(line.text)
    for kind, pattern in _PHRASES:
        found = pattern.search(text)
        if found:
            detail = {name: value for name, value in found.groupdict().items() if value}
            subject = detail.get("name") or detail.get("user") or _address(detail)
            yield Refusal(
                tool="client",
                line=line,
                kind=f"service-{kind}",
                text=text.strip(),
                subject=subject,
                category=_SERVICE,
                detail=detail,
            )
            return


def _address(detail: dict[str, str]) -> str:
    return ":".join(value for value in (detail.get("host"), detail.get("port")) if value)


TOOL = Tool(
    name="clients",
    anchors=(
        "psql: ",
        "curl: (7)",
        "pg_dump: ",
        "createdb: ",
        "dropdb: ",
        "Could not connect to Redis",
        "ERROR 200",
        "ERROR 10",
        "mysqladmin: ",
        "ECONNREFUSED",
        "wait-for-it",
        "Problem with dial",
        "authentication failed for user",
        "NOAUTH ",
        "WRONGPASS ",
    ),
    read=_read,
)
