from __future__ import annotations

from pathlib import Path

import pytest

from regreen.model.errors import SourceError
from regreen.sources.token import find_token

NO_GH = {"PATH": "/nonexistent"}


def gh(folder: Path) -> str:
    """A `gh` that answers with what it was asked, and with any token its environment holds."""
    program = folder / "gh"
    program.write_text('#!/bin/sh\necho "gh_for_$4${GH_TOKEN}${GH_ENTERPRISE_TOKEN}"\n')
    program.chmod(0o755)
    return f"{folder}:/usr/bin:/bin"


def test_the_order_of_the_places() -> None:
    everything = {"GH_TOKEN": "one", "GITHUB_TOKEN": "two", **NO_GH}
    assert find_token(" typed\n", everything) == "typed"
    assert find_token("", everything) == "one"
    assert find_token("", {"GITHUB_TOKEN": "two", **NO_GH}) == "two"
    assert find_token("", {"GH_TOKEN": " ", **NO_GH}) == ""


@pytest.mark.parametrize(
    ("host", "environment", "token"),
    [
        ("acme.ghe.com", {"GH_TOKEN": "cloud"}, "cloud"),
        ("git.acme.example", {"GH_TOKEN": "cloud", "GITHUB_TOKEN": "cloud"}, ""),
        ("git.acme.example", {"GH_ENTERPRISE_TOKEN": "own"}, ""),
        ("git.acme.example", {"GH_ENTERPRISE_TOKEN": "own", "GH_HOST": "other.example"}, ""),
        ("git.acme.example", {"GH_ENTERPRISE_TOKEN": "own", "GH_HOST": "git.acme.example"}, "own"),
        ("git.acme.example", {"GITHUB_ENTERPRISE_TOKEN": "own", "GH_HOST": "git.acme.example"}, "own"),
        ("git.acme.example", {"GITHUB_TOKEN": "job", "GITHUB_SERVER_URL": "https://git.acme.example"}, "job"),
        ("github.com", {"GITHUB_TOKEN": "job", "GITHUB_SERVER_URL": "https://git.acme.example"}, ""),
        ("github.com", {"GITHUB_TOKEN": "job", "GITHUB_SERVER_URL": "https://github.com"}, "job"),
        ("github.com.evil.example", {"GH_TOKEN": "cloud", "GH_ENTERPRISE_TOKEN": "own"}, ""),
    ],
)
def test_a_token_goes_only_to_its_host(host: str, environment: dict[str, str], token: str) -> None:
    assert find_token("", {**environment, **NO_GH}, host) == token


def test_gh_is_asked_for_this_host_and_without_the_variables(tmp_path: Path) -> None:
    environment = {"PATH": gh(tmp_path), "GH_ENTERPRISE_TOKEN": "own"}
    assert find_token("", environment, "git.acme.example") == "gh_for_git.acme.example"


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "ümlaut", "x" * 2_000])
def test_what_cannot_be_a_token_is_refused_without_being_quoted(token: str) -> None:
    with pytest.raises(SourceError) as caught:
        find_token(token, NO_GH)
    assert token[:5] not in str(caught.value)
