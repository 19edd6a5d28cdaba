from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.model.errors import InputError, SourceError
from regreen.sources.git_target import parse_remote, target_from_git, targets_from_git
from regreen.sources.target import RunRequest, api_base, parse_target

WEB = "https://github.com/acme/widgets"
SHA = "5d1c2a9f7b3e8046d2f1a0c9b8e7d6f5a4c3b2a1"
HERE = RunRequest("acme/widgets")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("123", RunRequest(run_id=123)),
        ("#12", RunRequest(pr=12)),
        ("acme/widgets", HERE),
        ("acme/widgets#12", RunRequest("acme/widgets", pr=12)),
        (WEB, HERE),
        (f"{WEB}.git", HERE),
        (f"{WEB}/actions", HERE),
        (f"{WEB}/actions/workflows/ci.yml?query=branch%3Amain", HERE),
        (f"{WEB}/actions/runs/123", RunRequest("acme/widgets", run_id=123)),
        (f" {WEB}/actions/runs/123?check_suite_focus=true ", RunRequest("acme/widgets", run_id=123)),
        (f"{WEB}/actions/runs/123/attempts/2", RunRequest("acme/widgets", run_id=123, attempt=2)),
        (f"{WEB}/actions/runs/123/job/456", RunRequest("acme/widgets", run_id=123, job_id=456)),
        (
            f"{WEB}/actions/runs/123/job/456?pr=7#step:4:17",
            RunRequest("acme/widgets", run_id=123, job_id=456),
        ),
        (f"{WEB}/actions/runs/123/workflow", RunRequest("acme/widgets", run_id=123)),
        (f"{WEB}/runs/456?check_suite_focus=true", RunRequest("acme/widgets", job_id=456)),
        (f"{WEB}/pull/12", RunRequest("acme/widgets", pr=12)),
        (f"{WEB}/pull/12/files", RunRequest("acme/widgets", pr=12)),
        (f"{WEB}/pull/12/checks", RunRequest("acme/widgets", pr=12)),
        (f"{WEB}/pull/12/checks?check_run_id=456", RunRequest("acme/widgets", job_id=456)),
        (f"{WEB}/pull/12/commits/{SHA}", RunRequest("acme/widgets", sha=SHA)),
        (f"{WEB}/commit/{SHA}/checks", RunRequest("acme/widgets", sha=SHA)),
        (f"{WEB}/tree/fix/the%20thing", RunRequest("acme/widgets", branch="fix/the thing")),
        ("https://www.github.com/acme/widgets/pull/3", RunRequest("acme/widgets", pr=3)),
        (
            "https://api.github.com/repos/acme/widgets/actions/runs/123/attempts/2",
            RunRequest("acme/widgets", run_id=123, attempt=2),
        ),
        (
            "https://api.github.com/repos/acme/widgets/actions/jobs/456",
            RunRequest("acme/widgets", job_id=456),
        ),
        ("https://api.github.com/repos/acme/widgets/check-runs/456", RunRequest("acme/widgets", job_id=456)),
        (
            "https://Git.Acme.example:8443/acme/widgets/actions/runs/123",
            RunRequest("acme/widgets", run_id=123, host="git.acme.example:8443"),
        ),
        (
            "https://git.acme.example/api/v3/repos/acme/widgets/actions/runs/123",
            RunRequest("acme/widgets", run_id=123, host="git.acme.example"),
        ),
    ],
)
def test_what_people_paste(text: str, expected: RunRequest) -> None:
    assert parse_target(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ci.log",
        "../..",
        "../widgets#3",
        "a/b/c",
        "https://github.com",
        "https://github.com/acme",
        "https://github.com/acme/../actions",
        f"{WEB}/issues/12",
        f"{WEB}/actions/runs/latest",
        f"{WEB}/actions/runs/١٢",
        "ftp://github.com/acme/widgets",
        "https://git hub.com/acme/widgets",
        "https://[broken/acme/widgets",
    ],
)
def test_what_is_no_run(text: str) -> None:
    with pytest.raises(InputError, match="is not the address or the number of a GitHub run"):
        parse_target(text)


def test_a_password_in_an_address_is_not_quoted() -> None:
    assert parse_target("https://ada:s3cret@github.com/acme/widgets/pull/3").pr == 3
    with pytest.raises(InputError) as caught:
        parse_target("https://ada:s3cret@github.com/acme/widgets/wiki?token=s3cret")
    assert "s3cret" not in str(caught.value)


@settings(max_examples=200)
@given(text=st.one_of(st.text(max_size=40), st.text("/#:?@[]%.aé1", max_size=30).map(lambda end: WEB + end)))
def test_anything_else_is_one_sentence(text: str) -> None:
    try:
        request = parse_target(text)
    except InputError as error:
        assert str(error).isprintable()
    else:
        assert request.repository.count("/") == (1 if request.repository else 0)


def test_a_number_takes_the_repository_from_elsewhere() -> None:
    checkout = RunRequest("acme/widgets", branch="main", sha=SHA, host="git.acme.example")
    assert RunRequest(run_id=3).of(checkout) == RunRequest("acme/widgets", run_id=3, host="git.acme.example")
    assert RunRequest("other/one", pr=3).of(checkout) == RunRequest("other/one", pr=3)


@pytest.mark.parametrize(
    ("host", "environment", "base"),
    [
        ("github.com", {}, "https://api.github.com"),
        ("acme.ghe.com", {}, "https://api.acme.ghe.com"),
        ("git.acme.example", {}, "https://git.acme.example/api/v3"),
        ("127.0.0.1:8080", {}, "http://127.0.0.1:8080/api/v3"),
        (
            "git.acme.example",
            {"GITHUB_SERVER_URL": "https://git.acme.example", "GITHUB_API_URL": "https://api.acme.example"},
            "https://api.acme.example",
        ),
        (
            "github.com",
            {"GITHUB_SERVER_URL": "https://git.acme.example", "GITHUB_API_URL": "https://api.acme.example"},
            "https://api.github.com",
        ),
        ("github.com", {"GITHUB_SERVER_URL": "https://[broken"}, "https://api.github.com"),
    ],
)
def test_where_the_api_is(host: str, environment: dict[str, str], base: str) -> None:
    assert api_base(host, environment) == base


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("git@github.com:acme/widgets.git", ("github.com", "acme/widgets")),
        ("github.com:acme/widgets", ("github.com", "acme/widgets")),
        ("git@github-work:acme/widgets.git", ("github.com", "acme/widgets")),
        ("https://github.com/acme/widgets", ("github.com", "acme/widgets")),
        ("https://github.com/acme/widgets.git/", ("github.com", "acme/widgets")),
        ("https://ada:ghp_x@github.com/acme/widgets.github.io.git", ("github.com", "acme/widgets.github.io")),
        ("ssh://git@github.com/acme/widgets.git", ("github.com", "acme/widgets")),
        ("ssh://git@ssh.github.com:443/acme/widgets.git", ("github.com", "acme/widgets")),
        ("ssh://git@git.acme.example:2222/acme/widgets.git", ("git.acme.example", "acme/widgets")),
        ("https://git.acme.example:8443/acme/widgets.git", ("git.acme.example:8443", "acme/widgets")),
        ("git://github.com/acme/widgets.git", ("github.com", "acme/widgets")),
        ("git@gitlab.com:acme/widgets.git", None),
        ("https://github.com/acme/group/widgets.git", None),
        ("/srv/git/widgets.git", None),
        ("../widgets", None),
        ("file:///srv/acme/widgets.git", None),
        ("git@github.com:../..", None),
        ("C:\\widgets", None),
        ("", None),
    ],
)
def test_addresses_of_remotes(url: str, expected: tuple[str, str] | None) -> None:
    assert parse_remote(url) == expected


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@acme.example"]
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "fix")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "one")
    return tmp_path


def test_the_repository_on_disk(checkout: Path) -> None:
    git(checkout, "remote", "add", "origin", "https://x-access-token:ghp_secret@github.com/ada/widgets.git")
    target = target_from_git(checkout)
    assert (target.repository, target.branch, target.host) == ("ada/widgets", "fix", "github.com")
    assert len(target.sha) == 40
    assert "secret" not in repr(target)


def test_where_a_fork_was_made_from_comes_first(checkout: Path) -> None:
    git(checkout, "remote", "add", "alice", "git@github.com:alice/widgets.git")
    git(checkout, "remote", "add", "origin", "git@github.com:ada/widgets.git")
    git(checkout, "remote", "add", "upstream", "git@github.com:acme/widgets.git")
    git(checkout, "remote", "add", "mirror", "git@gitlab.com:acme/widgets.git")
    names = [target.repository for target in targets_from_git(checkout)]
    assert names == ["acme/widgets", "ada/widgets", "alice/widgets"]
    git(checkout, "config", "remote.alice.gh-resolved", "base")
    assert target_from_git(checkout).repository == "alice/widgets"


def test_the_branch_has_the_name_it_has_on_the_remote(checkout: Path) -> None:
    git(checkout, "remote", "add", "origin", "git@github.com:ada/widgets.git")
    git(checkout, "config", "branch.fix.merge", "refs/heads/ada/fix-it")
    assert target_from_git(checkout).branch == "ada/fix-it"
    git(checkout, "config", "branch.fix.merge", "refs/pull/12/head")
    assert target_from_git(checkout).pr == 12
    git(checkout, "checkout", "-q", "--detach")
    target = target_from_git(checkout)
    assert (target.branch, target.pr, len(target.sha)) == ("", 0, 40)


def test_nothing_on_github(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(SourceError, match="has no remote"):
        target_from_git(checkout)
    git(checkout, "remote", "add", "origin", "https://ada:s3cret@gitlab.com/acme/widgets.git")
    with pytest.raises(SourceError, match=r"none of the remotes \(origin\)") as caught:
        target_from_git(checkout)
    assert "s3cret" not in str(caught.value)
    with pytest.raises(InputError, match="not inside a git repository"):
        target_from_git(tmp_path_factory.mktemp("plain"))
