"""What this machine cannot be for a job, said before the job starts."""

from __future__ import annotations

import platform
from collections.abc import Mapping

from regreen.workflow.definitions import Job
from regreen.workflow.expr import ExpressionError, Value, resolve
from regreen.workflow.expr.values import to_string
from regreen.workflow.schema.runners import HOSTED, System

_HERE = {"Linux": System.LINUX, "Darwin": System.MACOS, "Windows": System.WINDOWS}


def obstacle(job: Job, contexts: Mapping[str, Value]) -> str:
    """Why the job cannot be run here; empty where nothing speaks against trying."""
    for label in labels(job, contexts):
        system = HOSTED.get(label.lower())
        if system is not None and system is not _HERE.get(platform.system()):
            return f"it runs on {label}, and this machine is {platform.system()}"
    return ""


def labels(job: Job, contexts: Mapping[str, Value]) -> list[str]:
    """The runner's labels with their expressions evaluated; what cannot be told is left out."""
    found: list[str] = []
    for text in job.runs_on:
        try:
            value = resolve(text, contexts)
        except ExpressionError:
            continue
        if isinstance(value, (list, tuple)):
            found += [to_string(item) for item in value]
        else:
            found.append(to_string(value))
    return found
