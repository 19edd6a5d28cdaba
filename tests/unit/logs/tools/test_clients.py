from __future__ import annotations

import pytest

from regreen.logs.read import read
from regreen.logs.signal import Refusal


def refusals(line: str) -> list[tuple[str, str]]:
    found = read("log", line.encode()).signals
    return [(s.kind, s.subject) for s in found if isinstance(s, Refusal) and s.tool == "client"]


@pytest.mark.parametrize(
    ("line", "kind", "subject"),
    [
        (
            'psql: error: connection to server at "localhost" (127.0.0.1), port 5432 failed: Connection refused',
            "service-refused",
            "localhost:5432",
        ),
        (
            "Could not connect to Redis at 127.0.0.1:6379: Connection refused",
            "service-refused",
            "127.0.0.1:6379",
        ),
        ("ERROR 2002 (HY000): Can't connect to MySQL server on 'db' (115)", "service-refused", ""),
        ("Error: connect ECONNREFUSED 127.0.0.1:5432", "service-refused", "127.0.0.1:5432"),
        (
            "wait-for-it.sh: timeout occurred after waiting 15 seconds for db:5432",
            "service-not-ready",
            "db:5432",
        ),
        (
            'psql: error: connection to server at "db", port 5432 failed: FATAL:  '
            'password authentication failed for user "shop"',
            "service-login",
            "shop",
        ),
        ("ERROR 1045 (28000): Access denied for user 'shop'@'localhost'", "service-login", "shop"),
        (
            "curl: (7) Failed to connect to localhost port 8000 after 0 ms: refused",
            "service-refused",
            "localhost:8000",
        ),
        ("NOAUTH Authentication required.", "service-login", ""),
        (
            'psql: error: connection to server at "db", port 5432 failed: FATAL:  database "shop" does not exist',
            "service-database",
            "shop",
        ),
        ("ERROR 1049 (42000): Unknown database 'shop'", "service-database", "shop"),
    ],
)
def test_refusals(line: str, kind: str, subject: str) -> None:
    assert refusals(line) == [(kind, subject)]


@pytest.mark.parametrize(
    "line",
    [
        "psql: ready",
        "curl: (7) Failed to connect to example.org port 443 after 0 ms: refused",
        "wait-for-it.sh: db:5432 is available",
        "ERROR 10 shops",
    ],
)
def test_confusers(line: str) -> None:
    assert refusals(line) == []
