"""Options of the commands that may ask real tools."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime, time

from regreen.model.errors import InputError


def add_deep(command: argparse.ArgumentParser) -> None:
    """`--deep` and what it may do."""
    deep = command.add_argument_group(
        "probes: questions to real tools; nothing of the repository is executed"
    )
    deep.add_argument(
        "--deep",
        action="store_true",
        help="resolve what the jobs install, run the checkers at CI's version, ask lock files and build back ends",
    )
    deep.add_argument("--offline", action="store_true", help="answer from what was fetched before, or say so")
    deep.add_argument(
        "--green-since",
        metavar="DAY",
        help="a day on which it still was green: what changed upstream since is named",
    )


def day_of(text: str | None, option: str) -> date | None:
    """The day that an option names. Raises `InputError` when it is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError(f"{option}: {text!a} is no day such as 2026-01-31") from None


def end_of(day: date | None) -> datetime | None:
    """The last moment of a day."""
    return datetime.combine(day, time.max, UTC).replace(microsecond=0) if day is not None else None
