"""What the GitHub of the tests holds, and its answers as GitHub words them."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import zipfile

from msgspec import Struct, field
from msgspec.structs import replace

REPOSITORY = "acme/widgets"
SHA = "5d1c2a9f7b3e8046d2f1a0c9b8e7d6f5a4c3b2a1"
BEGIN = "2026-03-02T09:15:00Z"
END = "2026-03-02T09:19:30Z"

JsonValue = str | int | bool | None | list["JsonValue"] | dict[str, "JsonValue"]
Json = dict[str, JsonValue]


class FakeStep(Struct, frozen=True, dict=True):
    """A step; its log is part of the job's."""

    name: str
    conclusion: str = "success"
    log: str = ""
    number: int = 0


class FakeJob(Struct, frozen=True, dict=True):
    """A job. `log` is the whole log; without one it is that of the steps, in their order."""

    name: str
    conclusion: str | None = "failure"
    log: str = ""
    steps: tuple[FakeStep, ...] = ()
    annotations: tuple[str, ...] = ()
    status: str = "completed"
    id: int = 0
    has_log: bool = True

    def text(self) -> bytes:
        """The log as the service gives it: with a byte-order mark."""
        return b"\xef\xbb\xbf" + (self.log or "".join(step.log for step in self.steps)).encode()


class FakeRun(Struct, frozen=True, dict=True):
    """A run. `archive` tells what the zip is: `both`, `whole`, `steps`, `missing`, `expired`, `cut`, `failing`."""

    id: int
    jobs: tuple[FakeJob, ...] = ()
    conclusion: str | None = "failure"
    status: str = "completed"
    repository: str = REPOSITORY
    name: str = "CI"
    path: str = ".github/workflows/ci.yml"
    branch: str = "main"
    sha: str = SHA
    event: str = "push"
    number: int = 0
    attempt: int = 1
    archive: str = "both"
    suite: int = 0
    checks: tuple[FakeJob, ...] = field(default=())


def numbered(run: FakeRun) -> FakeRun:
    """The run with ids for its jobs and numbers for its steps, where it has none."""
    jobs = tuple(
        replace(job, id=job.id or run.id * 100 + at, steps=_numbered_steps(job.steps))
        for at, job in enumerate(run.jobs, 1)
    )
    checks = tuple(replace(job, id=job.id or run.id * 100 + 50 + at) for at, job in enumerate(run.checks))
    return replace(
        run, jobs=jobs, checks=checks, suite=run.suite or run.id + 70_000, number=run.number or run.id % 1_000
    )


def _numbered_steps(steps: tuple[FakeStep, ...]) -> tuple[FakeStep, ...]:
    return tuple(replace(step, number=step.number or at) for at, step in enumerate(steps, 1))


def run_json(run: FakeRun, web: str, api: str) -> Json:
    """Workflow run, as in "Get a workflow run"."""
    url = f"{api}/repos/{run.repository}/actions/runs/{run.id}"
    return {
        "id": run.id,
        "name": run.name,
        "node_id": "WFR_kwLOABCDEF",
        "head_branch": run.branch,
        "head_sha": run.sha,
        "path": run.path,
        "display_title": "Widen the widget",
        "run_number": run.number,
        "event": run.event,
        "status": run.status,
        "conclusion": run.conclusion,
        "workflow_id": 4711,
        "check_suite_id": run.suite,
        "url": url,
        "html_url": f"{web}/{run.repository}/actions/runs/{run.id}",
        "pull_requests": [],
        "created_at": BEGIN,
        "updated_at": END,
        "actor": {"login": "ada", "id": 1, "type": "User", "site_admin": False},
        "run_attempt": run.attempt,
        "referenced_workflows": [],
        "run_started_at": BEGIN,
        "jobs_url": f"{url}/jobs",
        "logs_url": f"{url}/logs",
        "previous_attempt_url": f"{url}/attempts/{run.attempt - 1}" if run.attempt > 1 else None,
        "head_commit": {"id": run.sha, "message": "Widen the widget", "timestamp": BEGIN},
        "repository": {"id": 9, "full_name": run.repository, "private": False},
        "head_repository": {"id": 9, "full_name": run.repository, "private": False},
    }


def job_json(job: FakeJob, run: FakeRun, web: str, api: str) -> Json:
    """Job, as in "List jobs for a workflow run"."""
    base = f"{api}/repos/{run.repository}"
    return {
        "id": job.id,
        "run_id": run.id,
        "workflow_name": run.name,
        "head_branch": run.branch,
        "run_url": f"{base}/actions/runs/{run.id}",
        "run_attempt": run.attempt,
        "node_id": "CR_kwDOABCDEF",
        "head_sha": run.sha,
        "url": f"{base}/actions/jobs/{job.id}",
        "html_url": f"{web}/{run.repository}/actions/runs/{run.id}/job/{job.id}",
        "status": job.status,
        "conclusion": job.conclusion,
        "created_at": BEGIN,
        "started_at": BEGIN,
        "completed_at": END if job.status == "completed" else None,
        "name": job.name,
        "steps": [_step_json(step) for step in job.steps],
        "check_run_url": f"{base}/check-runs/{job.id}",
        "labels": ["ubuntu-latest"],
        "runner_id": 12,
        "runner_name": "GitHub Actions 12",
        "runner_group_id": 0,
        "runner_group_name": "GitHub Actions",
    }


def _step_json(step: FakeStep) -> Json:
    return {
        "name": step.name,
        "status": "completed",
        "conclusion": step.conclusion,
        "number": step.number,
        "started_at": BEGIN,
        "completed_at": END,
    }


def annotation_json(message: str, web: str) -> Json:
    """Annotation of a job, as in "List check run annotations"."""
    return {
        "path": ".github",
        "blob_href": f"{web}/{REPOSITORY}/blob/{SHA}/.github",
        "start_line": 12,
        "start_column": None,
        "end_line": 12,
        "end_column": None,
        "annotation_level": "failure",
        "title": "",
        "message": message,
        "raw_details": "",
    }


def check_json(job: FakeJob, api: str) -> Json:
    """Check run, as in "List check runs in a check suite"."""
    return {
        "id": job.id,
        "head_sha": SHA,
        "external_id": "",
        "url": f"{api}/repos/{REPOSITORY}/check-runs/{job.id}",
        "status": "completed",
        "conclusion": job.conclusion,
        "name": job.name,
        "output": {
            "title": None,
            "summary": job.log or None,
            "text": None,
            "annotations_count": len(job.annotations),
        },
    }


def content_json(path: str, text: str) -> Json:
    """File, as in "Get repository content": base64 in lines of 60 characters."""
    raw = text.encode()
    packed = base64.b64encode(raw).decode()
    return {
        "type": "file",
        "encoding": "base64",
        "size": len(raw),
        "name": path.rpartition("/")[2],
        "path": path,
        "content": "".join(packed[at : at + 60] + "\n" for at in range(0, len(packed), 60)),
        "sha": hashlib.sha1(raw).hexdigest(),
    }


def archive_of(run: FakeRun) -> bytes:
    """The zip of a run's logs, with the names that the service gives them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for at, job in enumerate(job for job in run.jobs if job.has_log):
            name = re.sub(r"[/:]", "", job.name)
            if run.archive != "steps":
                archive.writestr(f"{at}_{name}.txt", job.text())
            if run.archive != "whole":
                archive.writestr(f"{name}/system.txt", "Requested labels: ubuntu-latest\n")
                for step in job.steps:
                    member = f"{name}/{step.number}_{re.sub(r'[/:]', '', step.name)}.txt"
                    archive.writestr(member, "\ufeff" + step.log)
    data = buffer.getvalue()
    return data[: len(data) * 3 // 5] if run.archive == "cut" else data
