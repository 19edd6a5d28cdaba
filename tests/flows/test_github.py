"""From a run on GitHub to the answer."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from regreen.app.diagnose import SILENT
from regreen.report.json.v1 import schema
from support.command import Answer, Command, git, repository
from support.github_fakes import REPOSITORY, SHA, FakeJob, FakeRun, FakeStep
from support.github_server import TOKEN, GitHubServer
from support.sample_logs import (
    CLEANUP,
    EXIT_1,
    SETUP,
    green,
    job,
    pytest_failure,
    ruff_failure,
    stamped,
    step,
)

TESTS = FakeJob(
    "test", log=job(step("pytest", *pytest_failure())), steps=(FakeStep("Unit tests", "failure"),)
)
LINT = FakeJob("lint", log=job(step("ruff check", *ruff_failure())))
BROKEN = (
    "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    env:\n"
    "      DATABASE_URL: sqlite+aiosqlite:///:memory:\n    steps:\n      - run: pytest\n"
)
WORKFLOW = ".github/workflows/ci.yml"


@pytest.fixture
def checkout(github: GitHubServer, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A clone of the repository on the server, and a user who is logged in there; we are in it."""
    folder = tmp_path / "widgets"
    repository(folder, {"README.md": "widgets\n"})
    git(folder, "remote", "add", "origin", f"{github.url}/{REPOSITORY}.git")
    monkeypatch.setenv("GH_HOST", github.host)
    monkeypatch.setenv("GH_ENTERPRISE_TOKEN", TOKEN)
    monkeypatch.chdir(folder)
    return folder


def url(github: GitHubServer, run: int = 1001) -> str:
    return f"{github.url}/{REPOSITORY}/actions/runs/{run}"


def asked(command: Command, *words: str) -> Answer:
    answer = command(
        "diagnose", *words, "--format", "json", *(["--token", TOKEN] if "://" in "".join(words) else [])
    )
    jsonschema.validate(answer.json, schema())
    return answer


def test_the_url_of_a_run(command: Command, github: GitHubServer) -> None:
    github.with_run(jobs=[TESTS, LINT, FakeJob("docs", "success", green())])
    answer = asked(command, url(github))
    assert (answer.code, answer.json["outcome"]) == (1, "failed")
    assert {(cause["category"], *cause["jobs"]) for cause in answer.json["causes"]} == {
        ("test-assertion", "test"),
        ("lint", "lint"),
    }


def test_the_url_of_a_job_is_about_this_job_only(command: Command, github: GitHubServer) -> None:
    github.with_run(jobs=[TESTS, LINT])
    answer = asked(command, f"{url(github)}/job/100102")
    assert [cause["jobs"] for cause in answer.json["causes"]] == [["lint"]]


def test_evidence_has_the_real_name_of_its_step(command: Command, github: GitHubServer) -> None:
    github.with_run(jobs=[TESTS])
    (cause,) = asked(command, url(github)).json["causes"]
    assert {piece["step"] for piece in cause["evidence"]} == {"Unit tests"}


def test_a_step_that_may_fail_is_no_cause(command: Command, github: GitHubServer) -> None:
    log = job(step("ruff check", *ruff_failure()), step("pytest", *pytest_failure()))
    steps = (FakeStep("Run ruff check"), FakeStep("Run pytest", "failure"))
    github.with_run(jobs=[FakeJob("test", log=log, steps=steps)])
    assert [cause["category"] for cause in asked(command, url(github)).json["causes"]] == ["test-assertion"]


def test_logs_of_steps_alone(command: Command, github: GitHubServer) -> None:
    steps = (
        FakeStep("Set up job", log=stamped(SETUP)),
        FakeStep("Lint, if we like", log=stamped(step("ruff check", *ruff_failure()))),
        FakeStep("Unit tests", "failure", stamped(step("pytest", *pytest_failure()))),
        FakeStep("Complete job", log=stamped(CLEANUP), number=9),
    )
    github.with_run(jobs=[FakeJob("test", steps=steps, has_log=True)], archive="steps")
    github.failing(r"/jobs/\d+/logs", 404)
    (cause,) = asked(command, url(github)).json["causes"]
    assert (cause["category"], cause["evidence"][0]["step"]) == ("test-assertion", "Unit tests")
    assert cause["evidence"][0]["file"] == "test/3_Unit tests.txt"


@pytest.mark.parametrize(
    "words", [[], ["1001"], ["#12"], ["--pr", "12"], ["--branch", "topic"], ["--run", "1001"]]
)
def test_what_a_person_types_in_a_checkout(
    command: Command, github: GitHubServer, checkout: Path, words: list[str]
) -> None:
    github.with_run(jobs=[TESTS], branch="topic").with_pull(12, "topic")
    git(checkout, "switch", "-q", "-c", "topic")
    answer = asked(command, *words)
    assert [cause["category"] for cause in answer.json["causes"]] == ["test-assertion"]
    assert any("is not in this clone" in note for note in answer.json["notes"])


def test_nothing_failed(command: Command, github: GitHubServer, checkout: Path) -> None:
    github.with_run(jobs=[FakeJob("test", "success", green())], conclusion="success")
    answer = asked(command)
    assert (answer.code, answer.json["outcome"], answer.json["causes"]) == (0, "success", [])
    assert answer.json["notes"] == ["no run of branch main failed: the newest, CI #1, ended in success"]
    page = command("diagnose")
    assert page.code == 0
    assert "no run of branch main failed" in page.out


def test_a_green_run_has_no_causes(command: Command, github: GitHubServer) -> None:
    github.with_run(jobs=[FakeJob("test", "success", green())], conclusion="success")
    answer = asked(command, url(github))
    assert (answer.code, answer.json["outcome"], answer.json["causes"]) == (0, "success", [])


def test_a_run_that_is_still_running(command: Command, github: GitHubServer, checkout: Path) -> None:
    running = FakeJob("test", None, status="in_progress")
    github.with_run(FakeRun(1001, (running,), conclusion=None, status="in_progress"))
    newest, named = asked(command), asked(command, "1001")
    assert (newest.code, named.code) == (0, 0)
    assert "no run of branch main failed so far: CI #1 is still running" in newest.json["notes"]
    assert "CI #1 is still running" in named.json["notes"]
    assert named.json["outcome"] == "unknown"


def test_no_run_at_all(command: Command, checkout: Path) -> None:
    answer = command("diagnose")
    assert (answer.code, answer.err) == (2, "regreen: acme/widgets has no run of branch main\n")


def test_no_remote_at_all(command: Command, checkout: Path) -> None:
    git(checkout, "remote", "remove", "origin")
    answer = command("diagnose")
    assert answer.code == 2
    assert answer.err == "regreen: the repository has no remote: name a run by its URL, or give a log\n"


def test_the_failing_run_of_a_fork(command: Command, github: GitHubServer, checkout: Path) -> None:
    git(checkout, "remote", "add", "upstream", f"{github.url}/acme/upstream.git")
    github.with_run(jobs=[TESTS])
    assert len(asked(command).json["causes"]) == 1


def test_expired_logs_leave_the_annotations(command: Command, github: GitHubServer) -> None:
    message = (
        "The job running on runner GitHub Actions 3 has exceeded the maximum execution time of 360 minutes."
    )
    lost = FakeJob("test", "failure", annotations=(message, "Process completed with exit code 1."))
    github.with_run(jobs=[lost], archive="expired")
    answer = asked(command, url(github))
    (cause,) = answer.json["causes"]
    assert cause["rule"] == "step-timed-out"
    assert cause["evidence"] == [{"where": "annotation", "job": "test", "text": message}]
    assert any("expired" in note for note in answer.json["notes"])


def test_expired_logs_and_not_a_word(command: Command, github: GitHubServer) -> None:
    github.with_run(jobs=[FakeJob("test", "failure")], archive="expired")
    answer = asked(command, url(github))
    assert (answer.code, answer.json["outcome"], answer.json["causes"]) == (1, "failed", [])
    assert SILENT in answer.json["notes"]


def test_a_cancelled_run_is_not_explained_by_guessing(
    command: Command, github: GitHubServer, checkout: Path
) -> None:
    (checkout / ".gitignore").write_text("lib/\n")
    (checkout / "shop.py").write_text("from lib import cart\n")
    git(checkout, "add", "-A")
    github.with_run(jobs=[FakeJob("test", "cancelled", has_log=False)], conclusion="cancelled")
    answer = asked(command, "1001")
    assert (answer.code, answer.json["outcome"], answer.json["causes"]) == (1, "cancelled", [])
    assert SILENT in answer.json["notes"]


def test_an_invalid_workflow_without_a_log(command: Command, github: GitHubServer) -> None:
    github.with_file(WORKFLOW, BROKEN).with_run(FakeRun(1001, conclusion="startup_failure"))
    (cause,) = asked(command, url(github)).json["causes"]
    assert (cause["rule"], cause["category"]) == ("workflow-file-invalid", "workflow-syntax")
    (piece,) = cause["evidence"]
    assert (piece["where"], piece["path"], piece["line"]) == ("file", WORKFLOW, 6)
    fix = cause["fixes"][0]
    assert fix["safety"] == "safe"
    assert "+      DATABASE_URL: 'sqlite+aiosqlite:///:memory:'\n" in fix["diff"]


def test_an_invalid_workflow_with_a_message(command: Command, github: GitHubServer) -> None:
    text = f"Invalid workflow file: {WORKFLOW}#L6\nYou have an error in your yaml syntax on line 6"
    check = FakeJob("CI", annotations=(text,))
    github.with_file(WORKFLOW, BROKEN).with_run(FakeRun(1001, conclusion="startup_failure", checks=(check,)))
    (cause,) = asked(command, url(github)).json["causes"]
    assert [piece["where"] for piece in cause["evidence"]] == ["annotation", "annotation", "file"]
    assert cause["confidence"] > 0.95


def test_a_refused_start_for_reasons_unknown(command: Command, github: GitHubServer) -> None:
    valid = BROKEN.replace("sqlite+aiosqlite:///:memory:", "'sqlite://'")
    github.with_file(WORKFLOW, valid).with_run(FakeRun(1001, conclusion="startup_failure"))
    answer = asked(command, url(github))
    assert (answer.code, answer.json["causes"]) == (1, [])
    assert SILENT in answer.json["notes"]


def test_the_last_green_run_is_compared_on_request(command: Command, github: GitHubServer) -> None:
    noise = "fatal: could not read the cache directory: permission denied"
    github.with_run(jobs=[FakeJob("test", "success", job(step("make", noise)))], conclusion="success")
    github.with_run(jobs=[FakeJob("test", log=job(step("make", noise, EXIT_1)))])
    assert noise in str(asked(command, url(github, 1002)).json["causes"])
    assert asked(command, url(github, 1002), "--baseline", "auto").json["causes"] == []


def test_no_green_run_to_compare_is_a_note(command: Command, github: GitHubServer) -> None:
    github.with_run(jobs=[TESTS])
    answer = asked(command, url(github), "--baseline", "auto")
    assert len(answer.json["causes"]) == 1
    assert any("the last green run was not compared" in note for note in answer.json["notes"])


def test_a_refused_token_is_one_sentence(command: Command, github: GitHubServer) -> None:
    github.with_run(jobs=[TESTS])
    answer = command(url(github), "--token", "ghp_" + "wrong0" * 7)
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert "the token is not valid" in answer.err
    assert "wrong0" not in answer.err


def test_the_commit_of_the_run_is_looked_at(command: Command, github: GitHubServer, checkout: Path) -> None:
    (checkout / "shop").mkdir()
    (checkout / "shop/__init__.py").write_text("from shop.lib import cart\n")
    (checkout / ".gitignore").write_text("lib/\n")
    git(checkout, "add", "-A")
    git(checkout, "commit", "-q", "-m", "Shop")
    broken = git(checkout, "rev-parse", "HEAD")
    git(checkout, "rm", "-q", "-r", ".gitignore", "shop")
    git(checkout, "commit", "-q", "-m", "Gone")
    error = "ModuleNotFoundError: No module named 'shop.lib'"
    lines = [
        "Traceback (most recent call last):",
        '  File "shop/__init__.py", line 1, in <module>',
        error,
        EXIT_1,
    ]
    failing = FakeJob("test", log=job(step("python -c 'import shop'", *lines)))
    github.with_run(FakeRun(1001, (failing,), sha=broken))
    assert broken != SHA
    assert asked(command, "1001").rules == ["gitignored-module"]
