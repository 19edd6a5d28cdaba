"""A small GitHub on 127.0.0.1: real payloads, pages, tags, redirects, refusals.

    with GitHubServer().with_run(jobs=[FakeJob("test", log="...")]) as github:
        GitHubClient(github.api, token=github.token)

Logs lie on a second server, as they do in reality; `github.storage.requests` shows what it was asked.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from msgspec import Struct, field
from msgspec.structs import replace

from support.github_fakes import (
    REPOSITORY,
    SHA,
    FakeJob,
    FakeRun,
    Json,
    JsonValue,
    annotation_json,
    archive_of,
    check_json,
    content_json,
    job_json,
    numbered,
    run_json,
)

TOKEN = "ghp_" + "t0ken" * 7


class Request(Struct, frozen=True, dict=True):
    """What a server was asked."""

    path: str
    query: dict[str, str]
    headers: Mapping[str, str]


class Response(Struct, frozen=True, dict=True):
    """What a server answers."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class Server:
    """An HTTP server in a thread that keeps what it was asked."""

    def __init__(self, answer: Callable[[Request], Response]) -> None:
        self.requests: list[Request] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                url = urlsplit(self.path)
                headers = {name.lower(): value for name, value in self.headers.items()}
                request = Request(unquote(url.path), dict(parse_qsl(url.query)), headers)
                owner.requests.append(request)
                response = answer(request)
                self.send_response(response.status)
                for name, value in {"Content-Length": str(len(response.body)), **response.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(response.body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = _QuietServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self._server.server_port}"
        self.url = f"http://{self.host}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""


class _Failure(Struct):
    pattern: str
    response: Response
    left: int


class _Pull(Struct):
    number: int
    branch: str
    sha: str


class GitHubServer:
    """The server itself; `with_...` adds to what it holds, `failing` makes it refuse."""

    def __init__(self, *, token: str = TOKEN, page_size: int = 100) -> None:
        self.token = token
        self._page_size = page_size
        self._runs: list[FakeRun] = []
        self._pulls: list[_Pull] = []
        self._files: dict[tuple[str, str], str] = {}
        self._failures: list[_Failure] = []
        self._blobs: dict[str, bytes] = {}
        self.storage = Server(self._answer_storage)
        self._server = Server(self._answer)
        self.host = self._server.host
        self.url = self._server.url
        self.api = f"{self.url}/api/v3"
        self.requests = self._server.requests

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        self.storage.close()

    def with_run(
        self,
        run: FakeRun | None = None,
        *,
        jobs: Iterable[FakeJob] = (),
        conclusion: str | None = "failure",
        branch: str = "main",
        archive: str = "both",
    ) -> Self:
        """Add a run, newer than the ones before."""
        run = run or FakeRun(id=len(self._runs) + 1_001)
        if jobs:
            run = replace(run, jobs=tuple(jobs), conclusion=conclusion, branch=branch, archive=archive)
        self._runs.insert(0, numbered(run))
        return self

    def with_pull(self, number: int, branch: str, sha: str = SHA) -> Self:
        """Add a pull request."""
        self._pulls.append(_Pull(number, branch, sha))
        return self

    def with_file(self, path: str, text: str, sha: str = SHA) -> Self:
        """Add a file at a commit."""
        self._files[path, sha] = text
        return self

    def failing(
        self,
        pattern: str,
        status: int,
        message: str = "",
        *,
        times: int = 1_000,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Self:
        """Answer paths that hold the pattern (a regular expression) this way, so many times."""
        raw = json.dumps({"message": message}).encode() if body is None else body
        self._failures.append(_Failure(pattern, Response(status, raw, dict(headers or {})), times))
        return self

    def paths(self) -> list[str]:
        """What was asked so far, without the prefix of the API."""
        return [request.path.removeprefix("/api/v3") for request in self.requests]

    def _answer(self, request: Request) -> Response:
        path = request.path.removeprefix("/api/v3")
        for failure in self._failures:
            if failure.left > 0 and re.search(failure.pattern, path):
                failure.left -= 1
                return failure.response
        given = request.headers.get("authorization", "")
        if given and given != f"Bearer {self.token}":
            return _refused(401, "Bad credentials")
        if path.endswith("/logs") and not given:
            return _refused(403, "Must have admin rights to Repository.")
        for pattern, answer in self._routes().items():
            match = re.fullmatch(pattern, path)
            if match:
                return answer(request, *match.groups())
        return _refused(404, "Not Found")

    def _routes(self) -> dict[str, Callable[..., Response]]:
        repository = r"/repos/([^/]+/[^/]+)"
        run = repository + r"/actions/runs/(\d+)(?:/attempts/(\d+))?"
        return {
            repository: self._repository,
            repository + r"/actions/runs": self._list,
            repository + r"/actions/workflows/([^/]+)/runs": self._list,
            run: self._run,
            run + "/jobs": self._jobs,
            run + "/logs": self._archive,
            repository + r"/actions/jobs/(\d+)": self._job,
            repository + r"/actions/jobs/(\d+)/logs": self._job_log,
            repository + r"/check-runs/(\d+)/annotations": self._annotations,
            repository + r"/check-suites/(\d+)/check-runs": self._suite,
            repository + r"/pulls/(\d+)": self._pull,
            repository + r"/contents/(.+)": self._file,
        }

    def _repository(self, request: Request, repository: str) -> Response:
        if repository not in {run.repository for run in self._runs} | {REPOSITORY}:
            return _refused(404, "Not Found")
        return _json(request, {"id": 9, "full_name": repository, "default_branch": "main", "private": False})

    def _list(self, request: Request, repository: str, workflow: str = "") -> Response:
        query = request.query
        runs = [run for run in self._runs if run.repository == repository]
        runs = [run for run in runs if run.path.endswith(workflow)]
        runs = [run for run in runs if query.get("branch", run.branch) == run.branch]
        runs = [run for run in runs if query.get("head_sha", run.sha) == run.sha]
        runs = [run for run in runs if query.get("status") in (None, run.status, run.conclusion)]
        return self._page(request, "workflow_runs", [run_json(run, self.url, self.api) for run in runs])

    def _run(self, request: Request, repository: str, run_id: str, attempt: str | None) -> Response:
        found = self._find(repository, run_id, attempt)
        if found is None:
            return _refused(404, "Not Found")
        return _json(request, run_json(found, self.url, self.api))

    def _jobs(self, request: Request, repository: str, run_id: str, attempt: str | None) -> Response:
        run = self._find(repository, run_id, attempt)
        if run is None:
            return _refused(404, "Not Found")
        return self._page(request, "jobs", [job_json(job, run, self.url, self.api) for job in run.jobs])

    def _archive(self, request: Request, repository: str, run_id: str, attempt: str | None) -> Response:
        run = self._find(repository, run_id, attempt)
        if run is None or run.archive == "missing" or run.status != "completed":
            return _refused(404, "Not Found")
        if run.archive == "expired":
            return _refused(410, "Server Error")
        return self._stored(f"run-{run.id}-{run.attempt}.zip", archive_of(run))

    def _job(self, request: Request, repository: str, job_id: str) -> Response:
        for run, job in self._all_jobs(repository, job_id):
            return _json(request, job_json(job, run, self.url, self.api))
        return _refused(404, "Not Found")

    def _job_log(self, request: Request, repository: str, job_id: str) -> Response:
        for run, job in self._all_jobs(repository, job_id):
            if run.archive == "expired":
                return _refused(410, "Server Error")
            if job.has_log and job.status == "completed":
                return self._stored(f"job-{job.id}.txt", job.text())
        return _refused(404, "Not Found")

    def _annotations(self, request: Request, repository: str, check_id: str) -> Response:
        checks = [check for run in self._runs for check in (*run.jobs, *run.checks)]
        found = [check for check in checks if check.id == int(check_id)]
        if not found:
            return _refused(404, "Not Found")
        return self._page(request, "", [annotation_json(text, self.url) for text in found[0].annotations])

    def _suite(self, request: Request, repository: str, suite_id: str) -> Response:
        checks = [check for run in self._runs if run.suite == int(suite_id) for check in run.checks]
        return self._page(request, "check_runs", [check_json(check, self.api) for check in checks])

    def _pull(self, request: Request, repository: str, number: str) -> Response:
        for pull in self._pulls:
            if pull.number == int(number):
                head: Json = {"ref": pull.branch, "sha": pull.sha, "label": f"acme:{pull.branch}"}
                return _json(request, {"number": pull.number, "state": "open", "head": head, "draft": False})
        return _refused(404, "Not Found")

    def _file(self, request: Request, repository: str, path: str) -> Response:
        text = self._files.get((path, request.query.get("ref", SHA)))
        return _refused(404, "Not Found") if text is None else _json(request, content_json(path, text))

    def _find(self, repository: str, run_id: str, attempt: str | None) -> FakeRun | None:
        for run in self._runs:
            if run.repository == repository and run.id == int(run_id) and attempt in (None, str(run.attempt)):
                return run
        return None

    def _all_jobs(self, repository: str, job_id: str) -> list[tuple[FakeRun, FakeJob]]:
        runs = [run for run in self._runs if run.repository == repository]
        return [(run, job) for run in runs for job in run.jobs if job.id == int(job_id)]

    def _stored(self, name: str, data: bytes) -> Response:
        """A redirect to the storage, signed and short-lived as the real one."""
        self._blobs[f"/{name}"] = data
        signed = urlencode({"se": "2026-03-02T09:25:00Z", "sig": "c2lnbmF0dXJl"})
        return Response(302, b"", {"Location": f"{self.storage.url}/{name}?{signed}"})

    def _answer_storage(self, request: Request) -> Response:
        if "sig" not in request.query or request.path not in self._blobs:
            return Response(404, b"<Error><Code>BlobNotFound</Code></Error>")
        return Response(200, self._blobs[request.path], {"Content-Type": "application/octet-stream"})

    def _page(self, request: Request, key: str, items: list[Json]) -> Response:
        size = min(int(request.query.get("per_page", "30")), self._page_size)
        number = int(request.query.get("page", "1"))
        part: list[JsonValue] = [*items[(number - 1) * size : number * size]]
        headers = {}
        if number * size < len(items):
            following = urlencode({**request.query, "page": number + 1})
            last = urlencode({**request.query, "page": -(-len(items) // size)})
            url = self.url + request.path
            headers["Link"] = f'<{url}?{following}>; rel="next", <{url}?{last}>; rel="last"'
        return _json(request, {"total_count": len(items), key: part} if key else part, headers)


def _json(request: Request, value: JsonValue, headers: Mapping[str, str] | None = None) -> Response:
    body = json.dumps(value).encode()
    tag = f'W/"{hashlib.sha256(body).hexdigest()}"'
    common = {
        "ETag": tag,
        "Content-Type": "application/json; charset=utf-8",
        "X-RateLimit-Limit": "5000",
        "X-RateLimit-Remaining": "4987",
        "X-RateLimit-Reset": "1772444000",
        **(headers or {}),
    }
    if request.headers.get("if-none-match") == tag:
        return Response(304, b"", common)
    return Response(200, body, common)


def _refused(status: int, message: str) -> Response:
    body = {"message": message, "documentation_url": "https://docs.github.com/rest", "status": str(status)}
    return Response(status, json.dumps(body).encode(), {"Content-Type": "application/json; charset=utf-8"})
