"""When a run took place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from regreen.model.run import Run
from regreen.sources.logfile import LogFile

_STAMP = re.compile(rb"(?<!\d)(20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d)(?:\.\d+)?Z")
_HEAD = 1 << 14


def moment(run: Run, logs: Sequence[LogFile]) -> datetime | None:
    """The moment at which a run began, as the CI service or the first time stamp of a log says."""
    stamps = [run.ref.started[:19]] if run.ref.started else []
    stamps += [match[1].decode() for log in logs[:1] if (match := _STAMP.search(bytes(log.data[:_HEAD])))]
    for stamp in stamps:
        try:
            return datetime.fromisoformat(stamp).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None
