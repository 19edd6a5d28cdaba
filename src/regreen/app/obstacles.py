"""Jobs about which a run on this machine tells nothing."""

from __future__ import annotations

from regreen.model.execution import Execution, JobRun
from regreen.model.run import Outcome


def obstacle(job: JobRun) -> str:
    """Why the outcome of a job means nothing; empty where it means something."""
    if job.cannot_run:
        return job.cannot_run
    if job.missing_tools and job.outcome is Outcome.FAILURE:
        tools = ", ".join(dict.fromkeys(tool.program for tool in job.missing_tools))
        return f"this machine has no {tools}"
    return ""


def obstacles(execution: Execution) -> dict[str, str]:
    """The jobs that cannot be judged here, by name, with the reason."""
    return {job.name: reason for job in execution.jobs if (reason := obstacle(job))}
