from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from regreen.model.errors import SourceError
from regreen.sources import github_api
from regreen.sources.github_api import GitHubClient
from regreen.sources.github_errors import GitHubError
from regreen.sources.github_types import JobPage, RepositoryPayload
from regreen.sources.http_cache import EtagCache
from support.github_fakes import REPOSITORY, FakeJob
from support.github_server import TOKEN, GitHubServer, Request, Response, Server

PLACE = f"repos/{REPOSITORY}"
NOW = 1_772_443_000.0


class Harness:
    """A client, the server it talks to, and what it waited and said."""

    def __init__(self, github: GitHubServer, token: str = TOKEN, cache: EtagCache | None = None) -> None:
        self.github = github
        self.slept: list[float] = []
        self.said: list[str] = []
        self.client = GitHubClient(
            github.api,
            token,
            cache=cache,
            sleep=self.slept.append,
            now=lambda: NOW,
            jitter=lambda: 0.5,
            on_progress=self.said.append,
        )

    def get(self) -> RepositoryPayload:
        return self.client.get(PLACE, RepositoryPayload, f"repository {REPOSITORY}")


@pytest.fixture
def github() -> Iterator[GitHubServer]:
    with GitHubServer(page_size=2) as server:
        yield server


@pytest.fixture
def harness(github: GitHubServer) -> Iterator[Harness]:
    made = Harness(github)
    yield made
    made.client.close()


def test_the_headers_of_a_request(harness: Harness) -> None:
    assert harness.get().default_branch == "main"
    headers = harness.github.requests[0].headers
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert headers["x-github-api-version"] == "2022-11-28"
    assert headers["user-agent"].startswith("regreen/")


@pytest.mark.parametrize(
    ("status", "message", "headers", "sentence"),
    [
        (401, "Bad credentials", {}, "the token is not valid, or has expired"),
        (403, "Resource not accessible", {}, r"the token lacks the permission \(Resource not accessible\)"),
        (
            403,
            "SSO",
            {"X-GitHub-SSO": "required; url=https://github.com/orgs/acme/sso?a=b"},
            "single sign-on",
        ),
        (404, "Not Found", {}, "or the token may not see it"),
        (410, "Gone", {}, r"no longer has repository acme/widgets \(expired\)"),
        (422, "Unprocessable.\n" + "x" * 900, {}, "answers 422 for repository acme/widgets: Unprocessable"),
        (451, f"Blocked for {TOKEN}", {}, r"Blocked for \*\*\*"),
    ],
)
def test_refusals(
    harness: Harness, status: int, message: str, headers: dict[str, str], sentence: str
) -> None:
    harness.github.failing("/repos/", status, message, headers=headers)
    with pytest.raises(GitHubError, match=sentence) as caught:
        harness.get()
    assert caught.value.status == status
    assert len(str(caught.value)) < 400
    assert str(caught.value).isprintable()
    assert TOKEN not in str(caught.value)
    assert (len(harness.github.requests), harness.slept) == (1, [])


@pytest.mark.parametrize(
    ("status", "sentence"), [(401, "it wants a token"), (403, "without a token"), (404, "it is private")]
)
def test_refusals_without_a_token(github: GitHubServer, status: int, sentence: str) -> None:
    harness = Harness(github, token="")
    github.failing("/repos/", status, "no")
    with pytest.raises(GitHubError, match=sentence):
        harness.get()
    assert "authorization" not in github.requests[0].headers
    harness.client.close()


def test_a_wrong_token(github: GitHubServer) -> None:
    harness = Harness(github, token="ghp_wrong")
    with pytest.raises(GitHubError, match="not valid"):
        harness.get()
    harness.client.close()


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_that_is_ill_for_a_while(harness: Harness, status: int) -> None:
    harness.github.failing("/repos/", status, "oops", times=3)
    assert harness.get().full_name == REPOSITORY
    assert harness.slept == [1.0, 2.0, 4.0]
    assert harness.said[0] == f"waiting 1 s for GitHub (it answers {status})"


def test_a_server_that_stays_ill(harness: Harness) -> None:
    harness.github.failing("/repos/", 502, body=b"<html>Bad gateway</html>")
    with pytest.raises(GitHubError, match="is ill: it answers 502"):
        harness.get()
    assert len(harness.github.requests) == 4


def test_nobody_listens() -> None:
    server = Server(lambda _: Response())
    server.close()
    slept: list[float] = []
    with (
        GitHubClient(server.url, TOKEN, sleep=slept.append) as client,
        pytest.raises(GitHubError, match="does not answer for x"),
    ):
        client.get(PLACE, RepositoryPayload, "x")
    assert len(slept) == 3


def test_a_rate_limit_that_is_soon_over(harness: Harness) -> None:
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(NOW) + 20)}
    harness.github.failing("/repos/", 403, "API rate limit exceeded", times=1, headers=headers)
    harness.get()
    assert harness.slept == [21.0]
    assert harness.said == ["waiting 21 s for GitHub (its rate limit is used up)"]


@pytest.mark.parametrize("status", [403, 429])
def test_a_rate_limit_that_takes_too_long(harness: Harness, status: int) -> None:
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(NOW) + 1_200)}
    harness.github.failing("/repos/", status, "API rate limit exceeded", headers=headers)
    with pytest.raises(GitHubError, match=r"used up until 09:36 UTC \(20 min from now\)$"):
        harness.get()
    assert harness.slept == []


def test_the_limit_without_a_token_has_a_way_out(github: GitHubServer) -> None:
    harness = Harness(github, token="")
    github.failing("/repos/", 429, headers={"Retry-After": "600"})
    with pytest.raises(GitHubError, match="with a token the limit is far higher"):
        harness.get()
    harness.client.close()


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "5"}])
def test_a_secondary_limit(harness: Harness, headers: dict[str, str]) -> None:
    message = "You have exceeded a secondary rate limit. Please wait a few minutes."
    harness.github.failing("/repos/", 403, message, times=1, headers=headers)
    harness.get()
    assert harness.slept == [5.0 if headers else 60.0]


def test_a_secondary_limit_that_comes_back(harness: Harness) -> None:
    harness.github.failing("/repos/", 429, "secondary rate limit", headers={"Retry-After": "5"})
    with pytest.raises(GitHubError, match="rate limit"):
        harness.get()
    assert harness.slept == [5.0, 5.0, 5.0]


def test_all_pages(harness: Harness) -> None:
    harness.github.with_run(jobs=[FakeJob(f"job {number}") for number in range(5)])
    pages = list(harness.client.pages(f"{PLACE}/actions/runs/1001/jobs", JobPage, "jobs"))
    assert [len(page.jobs) for page in pages] == [2, 2, 1]
    assert [request.query.get("page") for request in harness.github.requests] == [None, "2", "3"]


def test_a_page_on_another_host_is_not_asked(harness: Harness) -> None:
    link = {"Link": f'<{harness.github.storage.url}/more>; rel="next"'}
    harness.github.failing("/jobs", 200, headers=link, body=b'{"jobs": []}')
    with pytest.raises(GitHubError, match="another host"):
        list(harness.client.pages(f"{PLACE}/actions/runs/1/jobs", JobPage, "jobs"))
    assert harness.github.storage.requests == []


def test_pages_without_end(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(github_api, "PAGE_LIMIT", 4)
    link = {"Link": f'<{harness.github.api}/{PLACE}/jobs>; rel="next"'}
    harness.github.failing("/jobs", 200, headers=link, body=b'{"jobs": []}')
    assert len(list(harness.client.pages(f"{PLACE}/jobs", JobPage, "jobs"))) == 4


def test_an_unchanged_answer_comes_from_the_cache(github: GitHubServer, tmp_path: Path) -> None:
    github.with_run(jobs=[FakeJob(f"job {number}") for number in range(3)])
    for _ in range(2):
        harness = Harness(github, cache=EtagCache(tmp_path / "x.sqlite"))
        pages = list(harness.client.pages(f"{PLACE}/actions/runs/1001/jobs", JobPage, "jobs"))
        assert [len(page.jobs) for page in pages] == [2, 1]
        harness.client.close()
    tags = [request.headers.get("if-none-match") for request in github.requests]
    assert tags[:2] == [None, None]
    assert all(tag and tag.startswith('W/"') for tag in tags[2:])
    assert TOKEN.encode() not in (tmp_path / "x.sqlite").read_bytes()


def test_a_changed_answer_replaces_the_one_in_the_cache(github: GitHubServer, tmp_path: Path) -> None:
    harness = Harness(github, cache=EtagCache(tmp_path / "x.sqlite"))
    github.failing("/repos/", 200, times=1, headers={"ETag": '"old"'}, body=b'{"default_branch": "old"}')
    assert [harness.get().default_branch for _ in range(3)] == ["old", "main", "main"]
    assert [request.headers.get("if-none-match") for request in github.requests][:2] == [None, '"old"']
    harness.client.close()


def test_the_token_is_not_sent_to_another_host(harness: Harness) -> None:
    harness.github.with_run(jobs=[FakeJob("test", log="a line\n")])
    data = harness.client.download(f"{PLACE}/actions/jobs/100101/logs", "log")
    assert bytes(data) == b"\xef\xbb\xbfa line\n"
    (asked,) = harness.github.storage.requests
    assert "authorization" not in asked.headers
    assert TOKEN not in str(asked)
    assert "x-github-api-version" not in asked.headers


def test_the_token_does_not_come_back_after_a_detour(harness: Harness) -> None:
    home = f"{harness.github.api}/{PLACE}"
    detour = Server(lambda _: Response(302, b"", {"Location": home}))
    harness.github.failing("/away", 302, headers={"Location": f"{detour.url}/"})
    harness.client.get("away", RepositoryPayload, "x")
    detour.close()
    assert "authorization" not in detour.requests[0].headers
    assert "authorization" not in harness.github.requests[-1].headers


def test_a_renamed_repository_is_followed_with_the_token(harness: Harness) -> None:
    place = f"{harness.github.api}/{PLACE}"
    harness.github.failing("/repos/acme/gadgets", 301, headers={"Location": place})
    assert harness.client.get("repos/acme/gadgets", RepositoryPayload, "x").full_name == REPOSITORY
    assert harness.github.requests[-1].headers["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    ("location", "sentence"),
    [
        ("http://storage.example/x", "http://storage.example is not asked: only https is"),
        ("ftp://127.0.0.1/x", "only https is"),
        ("file:///etc/passwd", "only https is"),
        ("//[broken", "is not valid"),
        ("http://127.0.0.1:99999999/x", "is not valid"),
        ("", "answers 302"),
    ],
)
def test_where_a_redirect_may_not_lead(harness: Harness, location: str, sentence: str) -> None:
    harness.github.failing("/logs", 302, headers={"Location": location})
    with pytest.raises(GitHubError, match=sentence):
        harness.client.download("x/logs", "log")


def test_redirects_in_a_circle(harness: Harness) -> None:
    harness.github.failing("/logs", 302, headers={"Location": f"{harness.github.api}/x/logs"})
    with pytest.raises(GitHubError, match="in circles"):
        harness.client.download("x/logs", "log")
    assert len(harness.github.requests) == 6


@pytest.mark.parametrize("base", ["http://git.acme.example/api/v3", "ftp://127.0.0.1", "git.acme.example"])
def test_only_https_is_spoken(base: str) -> None:
    with pytest.raises(SourceError, match="only https is"):
        GitHubClient(base, TOKEN)


@pytest.mark.parametrize("base", ["https://[broken", "https://git.acme.example:99999999/api/v3"])
def test_an_address_that_is_none(base: str) -> None:
    with pytest.raises(SourceError, match="address for its API is not valid"):
        GitHubClient(base, TOKEN)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"full_name": 3}', b"\xff\xfe", b'{"a":' + b"[" * 50_000]
)
def test_an_answer_that_is_something_else(harness: Harness, body: bytes) -> None:
    harness.github.failing("/repos/", 200, body=body)
    with pytest.raises(GitHubError, match="is not what was expected"):
        harness.get()


def test_an_answer_that_is_too_large(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(github_api, "JSON_LIMIT", 1_000_000)
    harness.github.failing("/repos/", 200, body=b" " * 1_100_000)
    with pytest.raises(GitHubError, match="larger than"):
        harness.get()


def test_an_answer_that_breaks_off_is_asked_for_again(harness: Harness) -> None:
    harness.github.failing(
        "/repos/", 200, times=1, headers={"Content-Length": "500", "Connection": "close"}, body=b"{"
    )
    assert harness.get().full_name == REPOSITORY
    assert harness.slept == [1.0]


def test_a_client_does_not_show_its_token(harness: Harness) -> None:
    assert repr(harness.client) == f"GitHubClient('{harness.github.api}', with a token)"


def test_the_server_of_the_tests_keeps_requests(github: GitHubServer) -> None:
    harness = Harness(github)
    harness.get()
    assert isinstance(github.requests[0], Request)
    assert github.paths() == [f"/{PLACE}"]
    harness.client.close()
