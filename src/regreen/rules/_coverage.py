"""The thresholds of coverage that a project sets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import FileEvidence

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun

_GATE = re.compile(r"--(?:cov-)?fail-under[= ](\d+(?:\.\d+)?)")


def gates(job_runs: tuple[JobRun, ...], lacking: Lacking) -> Iterator[tuple[float, FileEvidence]]:
    """Each threshold, in per cent, with its place: of coverage's configuration, of pytest's, of a job's call."""
    config = lacking.config("")
    setting = config.get("coverage", "fail_under", "report")
    if setting is not None and re.fullmatch(r"\d+(?:\.\d+)?", setting.text.strip()):
        yield float(setting.text), setting.place
    addopts = config.get("pytest", "addopts")
    if addopts is not None:
        yield from ((float(match[1]), addopts.place) for match in _GATE.finditer(" ".join(addopts.values)))
    for run in job_runs:
        for call in () if run.foreign else run.calls:
            if not call.directory and (lacking.collected(call) is not None or call.program == "coverage"):
                for match in _GATE.finditer(" ".join(call.arguments)):
                    yield float(match[1]), call.place
