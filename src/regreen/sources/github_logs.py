"""The logs of a run's jobs: from the run's zip, and job by job where the zip does not help."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from regreen.model.errors import ArchiveError
from regreen.sources.archive import is_zip, printable, read_archive
from regreen.sources.github_api import GitHubClient
from regreen.sources.github_errors import GitHubError
from regreen.sources.github_run import Chosen
from regreen.sources.github_types import JobPayload
from regreen.sources.layout import is_cut, job_key
from regreen.sources.logfile import LogFile

DOWNLOADS = 60  # logs fetched one by one
FEW = 4  # a quarter of the jobs or less is fetched one by one: the zip holds them all

_TOLD = (401, 403, 429)  # for a person to mend; for everything else there is a way around


class LogFetcher(Struct):
    """Fetches logs of one run. What goes wrong on the way is added to the run's notes."""

    client: GitHubClient
    chosen: Chosen
    _expired: bool = False
    _downloads: int = 0

    def fetch(self, wanted: Sequence[JobPayload], jobs: Sequence[JobPayload]) -> dict[int, list[LogFile]]:
        """The logs of the `wanted` ones among the run's `jobs`, by the job's id, as far as there are any: the
        whole log, or those of its steps. Logs are named after their job.

        Raises `GitHubError` where the token is not enough.
        """
        ended = self.chosen.run.status == "completed"
        many = len(wanted) * FEW > len(jobs) and not self.chosen.job_id
        members = self._from_zip() if ended and many else []
        names = _unique_names(jobs)
        logs: dict[int, list[LogFile]] = {}
        assigned = _assigned(jobs, members)
        for job in wanted:
            found = assigned.get(job.id, [])
            if not any(log.complete and not log.step_number for log in found):
                own = self._of_job(job)
                found = [own] if own else found
            if found:
                logs[job.id] = [_renamed(log, names[job.id], job.name) for log in found]
        return logs

    def _from_zip(self) -> list[LogFile]:
        self.client.say("downloading the logs of the run")
        path = f"repos/{self.chosen.repository}/actions/runs/{self.chosen.run.id}"
        path += f"/attempts/{self.chosen.attempt}" if self.chosen.attempt else ""
        try:
            data = self.client.download(f"{path}/logs", f"logs of run {self.chosen.run.id}")
            return read_archive("logs.zip", data) if is_zip(data) else []
        except GitHubError as error:
            self._pass_on(error)
        except ArchiveError as error:
            self.chosen.notes.append(str(error))
        return []

    def _of_job(self, job: JobPayload) -> LogFile | None:
        never_started = not job.steps and job.conclusion in ("cancelled", "skipped")
        if never_started or self._expired or self._downloads >= DOWNLOADS:
            return None
        self._downloads += 1
        self.client.say(f"downloading the log of {printable(job.name)}")
        path = f"repos/{self.chosen.repository}/actions/jobs/{job.id}/logs"
        try:
            data = self.client.download(path, f"log of job {printable(job.name)}")
        except GitHubError as error:
            self._pass_on(error)
            self._expired = error.status == 410
            return None
        return LogFile(job.name, data, job.name) if len(data) else None

    def _pass_on(self, error: GitHubError) -> None:
        if error.status in _TOLD:
            raise error
        self.chosen.notes.append(str(error))


def _unique_names(jobs: Sequence[JobPayload]) -> dict[int, str]:
    """A name for each job's log, by the job's id: the job's own, with the id where two have the same."""
    counts = Counter(job.name for job in jobs)
    return {job.id: job.name if counts[job.name] == 1 else f"{job.name} ({job.id})" for job in jobs}


def _assigned(jobs: Sequence[JobPayload], logs: Sequence[LogFile]) -> dict[int, list[LogFile]]:
    """The logs of the archive by the id of their job: those with its name, and those whose name may be cut
    from this one only; none where jobs have the same name and cannot be told apart.
    """
    by_key: dict[str, list[LogFile]] = defaultdict(list)
    for log in logs:
        by_key[job_key(log.job)].append(log)
    ids: dict[str, list[int]] = defaultdict(list)
    for job in jobs:
        ids[job_key(job.name)].append(job.id)
    found: dict[int, list[LogFile]] = {}
    for key, own in by_key.items():
        owners = ids[key] if key in ids else [id for whole in ids if is_cut(key, whole) for id in ids[whole]]
        if len(owners) == 1:
            found.setdefault(owners[0], own)
    return found


def _renamed(log: LogFile, name: str, job: str) -> LogFile:
    step = f"/{log.step_number}_{log.step_name}.txt" if log.step_number else ""
    return replace(log, name=printable(name + step), job=job)
