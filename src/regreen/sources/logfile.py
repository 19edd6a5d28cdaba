"""One log, as it was given."""

from __future__ import annotations

import mmap
from collections.abc import Callable

from msgspec import Struct

Data = bytes | mmap.mmap
Say = Callable[[str], None]


class LogFile(Struct, frozen=True):
    """One log, raw and unsplit.

    `name` is what answers quote: the path as it was typed, `logs.zip:0_test.txt` for a member of an
    archive, the job's name for a log that was downloaded. `data` is mapped rather than read where it may
    be large. `job` is the name of the job, empty where the log itself has to tell.

    A log of one step only (an archive without whole-job files) has `step_name` and `step_number`, the
    latter as the service counts: from 1, with gaps. The logs of one job then follow each other in that
    order, each with its own `name`, so that a line number always counts in a file that really exists.
    `complete` is False where the end of the log is known to be lost.
    """

    name: str
    data: Data
    job: str = ""
    step_name: str = ""
    step_number: int = 0
    complete: bool = True


def silent(_: str) -> None:
    """Drops a message: the default for those who do not want to hear notes or progress."""
