from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from regreen.model.errors import SourceError
from regreen.model.run import Outcome
from regreen.sources import github_logs
from regreen.sources.github import Fetched, connect, fetch, fetch_first, fetch_green
from regreen.sources.github_api import GitHubClient
from regreen.sources.github_errors import GitHubError
from regreen.sources.target import RunRequest, parse_target
from support.github_fakes import REPOSITORY, SHA, FakeJob, FakeRun, FakeStep
from support.github_server import TOKEN, GitHubServer

WORKFLOW = "name: CI\non: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n"
STEPS = (
    FakeStep("Set up job", log="2026-03-02T09:15:01.0000000Z Current runner version: '2.331.0'\n"),
    FakeStep("Run pytest", "failure", "2026-03-02T09:16:00.0000000Z ##[error]Process completed with exit code 1.\n"),
    FakeStep("Post checkout", log="2026-03-02T09:17:00.0000000Z Post job cleanup.\n", number=7),
)  # fmt: skip
TEST = FakeJob("test (3.12)", steps=STEPS, annotations=("Process completed with exit code 1.",))
LINT = FakeJob("lint", "success", "fine\n")
NEWEST = RunRequest(REPOSITORY, branch="main")


@pytest.fixture
def github() -> Iterator[GitHubServer]:
    with GitHubServer().with_file(".github/workflows/ci.yml", WORKFLOW) as server:
        yield server


def got(github: GitHubServer, request: RunRequest = NEWEST, token: str = TOKEN) -> Fetched:
    with GitHubClient(github.api, token, sleep=lambda _: None) as client:
        return fetch(request, client)


def texts(fetched: Fetched) -> dict[str, str]:
    return {log.name: bytes(log.data).decode("utf-8-sig") for log in fetched.logs}


def test_a_failing_run_with_everything(github: GitHubServer) -> None:
    fetched = got(github.with_run(jobs=[LINT, TEST]))
    assert texts(fetched) == {"test (3.12)": "".join(step.log for step in STEPS)}
    run = fetched.run
    assert (run.outcome, run.ref.id, run.ref.attempt, run.ref.sha) == (Outcome.FAILURE, 1001, 1, SHA)
    assert (run.ref.branch, run.ref.event, run.ref.workflow) == ("main", "push", "CI")
    assert (run.ref.workflow_path, run.ref.started) == (".github/workflows/ci.yml", "2026-03-02T09:15:00Z")
    assert run.ref.url == f"{github.url}/{REPOSITORY}/actions/runs/1001"
    assert [(job.name, job.file, job.outcome) for job in run.jobs] == [
        ("lint", "", Outcome.SUCCESS),
        ("test (3.12)", "test (3.12)", Outcome.FAILURE),
    ]
    assert [(step.name, step.outcome, step.first, step.last) for step in run.jobs[1].steps] == [
        ("Set up job", Outcome.SUCCESS, 1, 0),
        ("Run pytest", Outcome.FAILURE, 1, 0),
        ("Post checkout", Outcome.SUCCESS, 1, 0),
    ]
    assert [(a.job, a.level, a.message, a.line) for a in run.annotations] == [
        ("test (3.12)", "failure", "Process completed with exit code 1.", 12)
    ]
    info = fetched.jobs[1]
    assert [step.number for step in info.steps] == [1, 2, 7]
    assert (info.id, info.file, info.steps[0].started) == (100102, "test (3.12)", "2026-03-02T09:15:00Z")
    assert fetched.workflow_text is not None
    assert (fetched.workflow_text.path, fetched.workflow_text.text) == (".github/workflows/ci.yml", WORKFLOW)
    assert fetched.notes == ()


def test_the_token_stays_at_home(github: GitHubServer) -> None:
    got(github.with_run(jobs=[TEST]))
    assert github.storage.requests
    assert not any("authorization" in request.headers for request in github.storage.requests)
    assert all(request.headers["authorization"] == f"Bearer {TOKEN}" for request in github.requests)


def test_per_step_files_alone_give_way_to_the_log_of_the_job(github: GitHubServer) -> None:
    fetched = got(github.with_run(jobs=[TEST], archive="steps"))
    assert texts(fetched) == {"test (3.12)": "".join(step.log for step in STEPS)}
    assert f"/repos/{REPOSITORY}/actions/jobs/100101/logs" in github.paths()


def test_per_step_files_are_used_where_there_is_nothing_else(github: GitHubServer) -> None:
    github.failing("/actions/jobs/.*/logs", 404).with_run(jobs=[TEST], archive="steps")
    fetched = got(github)
    assert list(texts(fetched)) == [
        "test (3.12)/1_Set up job.txt",
        "test (3.12)/2_Run pytest.txt",
        "test (3.12)/7_Post checkout.txt",
    ]
    assert [(log.job, log.step_name) for log in fetched.logs][1] == ("test (3.12)", "Run pytest")
    assert fetched.jobs[0].file == "test (3.12)/1_Set up job.txt"


def test_missing_per_step_files_do_not_matter(github: GitHubServer) -> None:
    fetched = got(github.with_run(jobs=[TEST], archive="whole"))
    assert list(texts(fetched)) == ["test (3.12)"]
    assert not any("/actions/jobs/" in path for path in github.paths())


@pytest.mark.parametrize("archive", ["missing", "cut"])
def test_without_a_whole_zip_job_by_job(github: GitHubServer, archive: str) -> None:
    noise = "".join(f"line {number} {number * 7919 % 10007}\n" for number in range(3_000))
    jobs = [replace(TEST, name=name, log=noise + name) for name in ("one", "two")]
    fetched = got(github.with_run(jobs=jobs, archive=archive))
    assert texts(fetched) == {"one": noise + "one", "two": noise + "two"}


def test_a_zip_that_the_server_cannot_make(github: GitHubServer) -> None:
    fetched = got(github.failing("/runs/1001/logs", 502).with_run(jobs=[TEST]))
    assert list(texts(fetched)) == ["test (3.12)"]
    assert fetched.notes == ("GitHub is ill: it answers 502 for logs of run 1001",)


def test_a_cut_zip_is_better_than_nothing(github: GitHubServer) -> None:
    noise = "".join(f"line {number} {number * 7919 % 10007}\n" for number in range(3_000))
    github.failing("/actions/jobs/.*/logs", 404).with_run(jobs=[replace(TEST, log=noise)], archive="cut")
    (log,) = got(github).logs
    assert not log.complete
    assert noise.startswith(bytes(log.data).decode("utf-8-sig"))


def test_expired_logs_are_told_and_not_asked_for_again(github: GitHubServer) -> None:
    fetched = got(github.with_run(jobs=[TEST, replace(TEST, name="other")], archive="expired"))
    assert fetched.logs == []
    assert fetched.notes == (
        "GitHub no longer has logs of run 1001 (expired)",
        "GitHub no longer has log of job test (3.12) (expired)",
        "GitHub has no log of CI #1",
    )
    assert sum("/actions/jobs/" in path for path in github.paths()) == 1
    assert [annotation.job for annotation in fetched.run.annotations] == ["test (3.12)", "other"]


def test_names_that_a_path_cannot_hold(github: GitHubServer) -> None:
    fetched = got(github.with_run(jobs=[replace(TEST, name="call / build: all")]))
    assert [log.name for log in fetched.logs] == ["call / build: all"]
    assert not any("/actions/jobs/" in path for path in github.paths())


def test_jobs_of_one_name_are_told_apart(github: GitHubServer) -> None:
    jobs = [replace(TEST, name="test", log="first\n"), replace(TEST, name="test", log="second\n")]
    fetched = got(github.with_run(jobs=jobs))
    assert texts(fetched) == {"test (100101)": "first\n", "test (100102)": "second\n"}
    assert [job.file for job in fetched.run.jobs] == ["test (100101)", "test (100102)"]


def test_few_of_many_are_fetched_one_by_one(github: GitHubServer) -> None:
    fetched = got(github.with_run(jobs=[TEST, *(replace(LINT, name=f"lint {n}") for n in range(5))]))
    assert list(texts(fetched)) == ["test (3.12)"]
    assert not any(path.endswith("/runs/1001/logs") for path in github.paths())


def test_many_jobs_on_three_pages(github: GitHubServer) -> None:
    with GitHubServer(page_size=2) as small:
        small.with_run(jobs=[replace(TEST, name=f"job {number}") for number in range(5)])
        assert len(got(small).logs) == 5
        assert sum(path.endswith("/jobs") for path in small.paths()) == 3


def test_the_number_of_downloads_is_bounded(github: GitHubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(github_logs, "DOWNLOADS", 2)
    jobs = [replace(TEST, name=f"job {number}") for number in range(4)]
    assert len(got(github.with_run(jobs=jobs, archive="missing")).logs) == 2


def test_a_workflow_that_was_refused(github: GitHubServer) -> None:
    message = "Invalid workflow file: .github/workflows/ci.yml#L4: unexpected value"
    check = FakeJob("CI", log="The workflow is not valid.", annotations=(message,))
    run = FakeRun(1001, conclusion="startup_failure", name=".github/workflows/ci.yml", checks=(check,))
    fetched = got(github.with_run(run), token="")
    assert (fetched.run.outcome, fetched.run.jobs, fetched.logs) == (Outcome.FAILURE, (), [])
    assert [annotation.message for annotation in fetched.run.annotations] == [
        "The workflow is not valid.",
        message,
    ]
    assert fetched.workflow_text is not None
    assert fetched.notes == (
        ".github/workflows/ci.yml #1 has no jobs: the workflow file was refused, or nothing was started",
    )
    assert not any(path.endswith("/logs") for path in github.paths())


def test_a_run_that_was_cancelled_before_it_began(github: GitHubServer) -> None:
    message = "The run was canceled by @ada."
    job = FakeJob("test", "cancelled", annotations=(message,), has_log=False)
    fetched = got(github.with_run(jobs=[job], conclusion="cancelled", archive="missing"))
    assert (fetched.run.outcome, fetched.logs) == (Outcome.CANCELLED, [])
    assert fetched.run.jobs[0].outcome is Outcome.CANCELLED
    assert [annotation.message for annotation in fetched.run.annotations] == [message]
    assert not any("/actions/jobs/" in path for path in github.paths())


def test_logs_need_a_token(github: GitHubServer) -> None:
    with pytest.raises(GitHubError, match="without a token: set GH_TOKEN"):
        got(github.with_run(jobs=[TEST]), token="")


def test_annotations_that_may_not_be_read_are_a_note(github: GitHubServer) -> None:
    fetched = got(github.failing("/annotations", 403, "Resource not accessible").with_run(jobs=[TEST]))
    assert len(fetched.logs) == 1
    assert "the token lacks the permission" in fetched.notes[0]


def test_a_workflow_file_that_is_gone_is_a_note(github: GitHubServer) -> None:
    run = FakeRun(1001, (TEST,), path=".github/workflows/other.yml@refs/heads/main")
    fetched = got(github.with_run(run))
    assert fetched.workflow_text is None
    assert fetched.run.ref.workflow_path == ".github/workflows/other.yml"
    assert fetched.notes == (f".github/workflows/other.yml could not be read at commit {SHA[:10]}",)


def test_one_job_by_its_address(github: GitHubServer) -> None:
    github.with_run(jobs=[TEST, replace(TEST, name="other")])
    request = parse_target(f"{github.url}/{REPOSITORY}/actions/runs/1001/job/100102")
    fetched = got(github, request)
    assert list(texts(fetched)) == ["other"]
    assert len(fetched.run.jobs) == 2
    assert not any(path.endswith("/runs/1001/logs") for path in github.paths())
    assert list(texts(got(github, RunRequest(REPOSITORY, job_id=100102)))) == ["other"]


def test_a_job_of_another_run(github: GitHubServer) -> None:
    with pytest.raises(SourceError, match="belongs to run 1001, not to run 7"):
        got(github.with_run(jobs=[TEST]), RunRequest(REPOSITORY, run_id=7, job_id=100101))


def test_attempts(github: GitHubServer) -> None:
    red = FakeRun(1001, (replace(TEST, log="red\n"),))
    green = FakeRun(1001, (replace(TEST, id=9, conclusion="success", log="green\n"),), "success", attempt=2)
    github.with_run(red).with_run(green)
    fetched = got(github, RunRequest(REPOSITORY, run_id=1001))
    assert (fetched.run.outcome, fetched.run.ref.attempt) == (Outcome.SUCCESS, 2)
    assert fetched.notes == ("attempt 2 is green; the one before it is attempt 1",)
    first = got(github, RunRequest(REPOSITORY, run_id=1001, attempt=1))
    assert (first.run.ref.attempt, texts(first)) == (1, {"test (3.12)": "red\n"})


def test_a_run_that_is_still_running(github: GitHubServer) -> None:
    running = replace(TEST, name="slow", conclusion=None, status="in_progress")
    run = FakeRun(1001, (TEST, running), conclusion=None, status="in_progress")
    fetched = got(github.with_run(run), RunRequest(REPOSITORY, run_id=1001))
    assert fetched.run.outcome is Outcome.FAILURE
    assert list(texts(fetched)) == ["test (3.12)"]
    assert fetched.notes == ("CI #1 is still running",)


def red(number: int, **changes: object) -> FakeRun:
    return replace(FakeRun(number, (TEST,), number=number), **changes)


def test_the_newest_failing_run_of_the_branch(github: GitHubServer) -> None:
    github.with_run(red(1)).with_run(red(2)).with_run(red(3, branch="other"))
    github.with_run(red(4, conclusion="success"))
    fetched = got(github)
    assert fetched.run.ref.id == 2
    assert fetched.notes == ("CI #2 failed, but the newer CI #4 ended in success",)


def test_a_newer_run_that_is_still_running(github: GitHubServer) -> None:
    github.with_run(red(1)).with_run(red(2, conclusion=None, status="in_progress"))
    assert got(github).notes == ("CI #1 failed, but the newer CI #2 is still running",)


def test_other_failing_runs_of_the_commit_are_named(github: GitHubServer) -> None:
    github.with_run(red(1, name="Docs", path=".github/workflows/docs.yml")).with_run(red(2))
    assert got(github).notes == ("for the same commit also failed: Docs #1 (run 1)",)


def test_a_checkout_at_another_commit_is_noted(github: GitHubServer) -> None:
    fetched = got(github.with_run(red(1)), replace(NEWEST, sha="0" * 40))
    assert fetched.notes == (f"the run is of commit {SHA[:10]}, the checkout is at 0000000000",)


def test_cancelled_only_where_nothing_failed(github: GitHubServer) -> None:
    github.with_run(red(1)).with_run(red(2, conclusion="cancelled"))
    assert got(github).run.ref.id == 1
    github.with_run(red(3, conclusion="cancelled", branch="other"))
    assert got(github, replace(NEWEST, branch="other")).run.ref.id == 3


def test_a_failing_run_behind_a_hundred_green_ones(github: GitHubServer) -> None:
    github.with_run(red(1))
    for number in range(2, 110):
        github.with_run(red(number, conclusion="success"))
    assert got(github).run.ref.id == 1


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        (red(1, branch="other"), "has no run of branch main"),
        (red(1, conclusion="success"), "no run of branch main failed: the newest, CI #1, ended in success"),
        (red(1, conclusion=None, status="queued"), "failed so far: CI #1 is still running"),
    ],
)
def test_nothing_failed(github: GitHubServer, run: FakeRun, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        got(github.with_run(run))


def test_by_pull_request_commit_and_default_branch(github: GitHubServer) -> None:
    github.with_run(red(1, sha="a" * 40)).with_run(red(2, branch="fix")).with_pull(12, "fix", "a" * 40)
    assert got(github, RunRequest(REPOSITORY, pr=12, branch="main")).run.ref.id == 1
    assert got(github, RunRequest(REPOSITORY, sha=SHA)).run.ref.id == 2
    assert got(github, RunRequest(REPOSITORY)).run.ref.id == 1


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (RunRequest(), "which repository is meant"),
        (RunRequest("acme/unknown"), "no repository acme/unknown, or the token may not see it"),
        (RunRequest(REPOSITORY, run_id=5), "no run 5 of acme/widgets"),
        (RunRequest(REPOSITORY, run_id=5, attempt=2), "no attempt 2 of run 5 of acme/widgets"),
        (RunRequest(REPOSITORY, job_id=5), "no job 5 of acme/widgets"),
        (RunRequest(REPOSITORY, pr=5), "no pull request #5 of acme/widgets"),
    ],
)
def test_what_does_not_exist(github: GitHubServer, request_: RunRequest, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        got(github, request_)


def test_the_fork_where_the_origin_has_nothing(github: GitHubServer) -> None:
    github.with_run(red(1, repository="ada/widgets"))
    fork = replace(NEWEST, repository="ada/widgets")
    with GitHubClient(github.api, TOKEN) as client:
        assert fetch_first([NEWEST, fork], client).run.ref.repository == "ada/widgets"
        with pytest.raises(SourceError, match="acme/widgets has no run of branch gone"):
            fetch_first([replace(NEWEST, branch="gone"), replace(fork, branch="gone")], client)
        with pytest.raises(SourceError, match="no repository"):
            fetch_first([], client)


def test_a_refusal_is_no_reason_to_look_elsewhere(github: GitHubServer) -> None:
    github.with_run(red(1, repository="ada/widgets")).failing("/repos/acme", 403, "no")
    with GitHubClient(github.api, TOKEN) as client, pytest.raises(SourceError, match="lacks the permission"):
        fetch_first([NEWEST, replace(NEWEST, repository="ada/widgets")], client)


def test_the_last_green_run_as_witness(github: GitHubServer) -> None:
    green = replace(TEST, conclusion="success", log="green\n")
    github.with_run(FakeRun(1, (green, LINT), "success")).with_run(red(2, branch="fix"))
    with GitHubClient(github.api, TOKEN) as client:
        fetched = fetch(replace(NEWEST, branch="fix"), client)
        logs = fetch_green(fetched, client)
    assert [(log.job, bytes(log.data)) for log in logs] == [("test (3.12)", b"\xef\xbb\xbfgreen\n")]


def test_no_green_run(github: GitHubServer) -> None:
    with GitHubClient(github.with_run(red(1)).api, TOKEN) as client:
        fetched = fetch(NEWEST, client)
        assert fetch_green(fetched, client) == []
        nameless = replace(fetched, run=replace(fetched.run, ref=replace(fetched.run.ref, workflow_path="")))
        assert fetch_green(nameless, client) == []


def test_a_client_by_host_and_environment(github: GitHubServer, tmp_path: Path) -> None:
    environment = {
        "XDG_CACHE_HOME": str(tmp_path),
        "GH_HOST": github.host,
        "GH_ENTERPRISE_TOKEN": TOKEN,
        "PATH": "/nonexistent",
    }
    said: list[str] = []
    with connect(github.host, "", environment, on_progress=said.append) as client:
        fetched = fetch(parse_target(f"{github.with_run(red(1)).url}/{REPOSITORY}/actions/runs/1"), client)
    assert len(fetched.logs) == 1
    assert said == [f"reading CI #1, run 1 of {REPOSITORY}", "downloading the logs of the run"]
    assert (tmp_path / "regreen" / "github.sqlite").stat().st_mode & 0o777 == 0o600
    assert TOKEN not in repr(fetched) + repr(client)
