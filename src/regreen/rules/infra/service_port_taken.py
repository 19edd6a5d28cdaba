"""A program or container wants a port that another one holds.

## Why
Two services ask for the same port of the machine, or something of an earlier step still runs.

## Fix
Give one of them another port, or stop what runs before.
"""

from __future__ import annotations

from regreen.rule import Category, Rule, Said

RULE = Rule(
    id="service-port-taken",
    category=Category.INFRA_RUNNER,
    title="The port {port} is already taken",
    log=(
        Said(
            r"(?:[Aa]ddress already in use|port is already allocated|EADDRINUSE)[^\d]{0,60}(?P<port>\d{2,5})?",
            ("ddress already in use", "port is already allocated", "EADDRINUSE"),
        ),
    ),
)
