"""Which repository on GitHub the one on disk belongs to, and which branch of it is checked out."""

from __future__ import annotations

import re
from pathlib import Path

from regreen.model.errors import InputError, SourceError
from regreen.project.git import Repository
from regreen.sources.target import RunRequest, is_host

_PREFERRED = ("upstream", "github", "origin")  # as `gh` does: where a fork was made from comes first
_ELSEWHERE = ("gitlab.com", "bitbucket.org", "codeberg.org", "git.sr.ht", "dev.azure.com")
_URL = re.compile(r"(?:https?|ssh|git|git\+ssh)://(?:[^/@]*@)?(?P<host>[^/]+)/(?P<path>[^?#]+)")
_SCP = re.compile(r"(?:[^/@:]+@)?(?P<host>[^/@:]+):(?!//)(?P<path>[^?#]+)")
_PATH = re.compile(r"/?(?P<repository>[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}?)(?:\.git)?/?")
_PULL = re.compile(r"refs/pull/(\d{1,9})/(?:head|merge)")
_SSH_PORT = re.compile(r":\d{1,5}$")


def target_from_git(repository: Path) -> RunRequest:
    """The branch that is checked out, in the GitHub repository that comes first.

    Raises `InputError` where there is no repository, `SourceError` where none of its remotes is on GitHub.
    """
    return targets_from_git(repository)[0]


def targets_from_git(repository: Path) -> list[RunRequest]:
    """The branch that is checked out, in each GitHub repository among the remotes, the likeliest first:
    the one that `gh` was told, then upstream, github, origin, the others.
    """
    git = Repository.open(repository)
    remotes = git.remotes()
    chosen = _setting(git, r"^remote\..*\.gh-resolved$")
    first = [key[len("remote.") : -len(".gh-resolved")] for key, value in chosen.items() if value == "base"]
    order = [*first, *_PREFERRED, *sorted(remotes)]
    found = [parse_remote(remotes[name]) for name in dict.fromkeys(order) if name in remotes]
    targets = list(dict.fromkeys(target for target in found if target is not None))
    if not targets:
        raise SourceError(_nowhere(remotes))
    branch, pr = _remote_branch(git)
    sha = git.head()
    return [RunRequest(name, pr=pr, branch=branch, sha=sha, host=host) for host, name in targets]


def parse_remote(url: str) -> tuple[str, str] | None:
    """Host and `owner/name` of a remote's address (https, ssh, `git@host:owner/name.git`); None where it is
    a path or belongs to another service.
    """
    match = _URL.fullmatch(url.strip()) or _SCP.fullmatch(url.strip())
    path = _PATH.fullmatch(match["path"]) if match else None
    if match is None or path is None or {".", ".."} & set(path["repository"].split("/")):
        return None
    host = _host(url, match["host"].lower())
    if not is_host(host) or host in _ELSEWHERE:
        return None
    return host, path["repository"]


def _host(url: str, host: str) -> str:
    if not url.startswith("http"):
        host = _SSH_PORT.sub("", host)  # the port of ssh is not that of the API
    if host in ("ssh.github.com", "www.github.com") or ("." not in host and host.startswith("github")):
        return "github.com"  # ssh through port 443, and the aliases people write into ~/.ssh/config
    return host


def _nowhere(remotes: dict[str, str]) -> str:
    if not remotes:
        return "the repository has no remote: name a run by its URL, or give a log"
    return f"none of the remotes ({', '.join(sorted(remotes))}) is a GitHub repository: give a log or a URL"


def _remote_branch(git: Repository) -> tuple[str, int]:
    """The branch's name on the remote, which may differ from the local one (empty on a detached HEAD), and
    the pull request where it follows one, as `gh pr checkout` makes it.
    """
    branch = git.branch()
    merge = _setting(git, rf"^branch\.{re.escape(branch)}\.merge$") if branch else {}
    for ref in merge.values():
        if ref.startswith("refs/heads/"):
            return ref.removeprefix("refs/heads/"), 0
        if pull := _PULL.fullmatch(ref):
            return branch, int(pull[1])
    return branch, 0


def _setting(git: Repository, pattern: str) -> dict[str, str]:
    try:
        listing = git.git("config", "-z", "--get-regexp", pattern).decode("utf-8", "replace")
    except InputError:
        return {}
    pairs = [item.partition("\n") for item in listing.split("\0") if item]
    return {key: value for key, _, value in pairs}
