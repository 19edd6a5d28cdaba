"""A clean clone of a commit. Nothing of the working tree gets into it, and nothing of it back.

The repository of the user is read once, into a bare mirror that borrows its objects; jobs fetch from the mirror, so
that neither they nor their git ever see where the repository lies.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from regreen.model.errors import InputError
from regreen.project.git import Repository

_TIMEOUT = 300  # seconds for one git command
_PATCH_AUTHOR = "regreen"


class Origin(Struct, frozen=True):
    """What the jobs work on. `commit` is the one to check out, with the patch where there is one; `base` the
    commit it is based on, `ref` its full name (`refs/heads/main`), `slug` `owner/name`.
    """

    mirror: Path
    commit: str
    base: str
    ref: str
    slug: str

    @property
    def name(self) -> str:
        """Name of the repository."""
        return self.slug.rpartition("/")[2]


def make_mirror(
    repository: Repository, target: Path, revision: str, *, patch: str = "", ref: str = "", slug: str = ""
) -> Origin:
    """A bare repository with the commits of another one, and a commit for the patch (a unified diff).

    Raises `InputError` when there is no such commit, or when the patch does not apply.
    """
    base = repository.commit(revision)
    target.mkdir(parents=True)
    git(target, "init", "-q", "--bare", "--template=", ".")
    objects = target / "objects" / "info" / "alternates"
    objects.parent.mkdir(parents=True, exist_ok=True)
    common = repository.git("rev-parse", "--path-format=absolute", "--git-path", "objects")
    objects.write_bytes(common)
    shallow = Path(
        os.fsdecode(repository.git("rev-parse", "--path-format=absolute", "--git-path", "shallow").strip())
    )
    if shallow.is_file():
        (target / "shallow").write_bytes(shallow.read_bytes())
    _copy_refs(repository, target)
    commit = _patched(target, base, patch) if patch.strip() else base
    ref = ref or _ref(repository, revision, base)
    git(target, "update-ref", ref, commit)
    git(target, "symbolic-ref", "HEAD", ref if ref.startswith("refs/heads/") else "refs/heads/main")
    for name, value in (
        ("uploadpack.allowAnySHA1InWant", "true"),
        ("uploadpack.allowFilter", "true"),
        ("gc.auto", "0"),
    ):
        git(target, "config", name, value)
    return Origin(target, commit, base, ref, slug or _slug(repository))


def _copy_refs(repository: Repository, target: Path) -> None:
    """Branches and tags; branches of the remote stand in for those that are not here."""
    listing = repository.git(
        "for-each-ref", "--format=%(objectname) %(refname)", "refs/remotes/origin", "refs/heads", "refs/tags"
    )
    refs: dict[str, str] = {}
    for line in os.fsdecode(listing).splitlines():
        name, _, ref = line.partition(" ")
        local = ref.replace("refs/remotes/origin/", "refs/heads/", 1)
        if not local.endswith("/HEAD"):
            refs[local] = name
    if refs:
        words = "".join(f"update {ref} {name}\n" for ref, name in refs.items())
        git(target, "update-ref", "--stdin", stdin=words)


def _ref(repository: Repository, revision: str, commit: str) -> str:
    """The full name of the branch or tag that a revision names; else that of the branch checked out."""
    for candidate in (f"refs/heads/{revision}", f"refs/tags/{revision}", revision):
        if candidate.startswith("refs/"):
            try:
                if repository.commit(candidate) == commit:
                    return candidate
            except InputError:
                continue
    return f"refs/heads/{repository.branch() or 'main'}"


def _slug(repository: Repository) -> str:
    """`owner/name` as the remote has it; a repository without one belongs to `local`."""
    address = repository.remotes().get("origin", "").removesuffix("/").removesuffix(".git")
    parts = address.replace(":", "/").split("/")
    if len(parts) >= 2 and ("https://" in address or "@" in address):
        return f"{parts[-2]}/{parts[-1]}"
    return f"local/{repository.root.name.removesuffix('.git') or 'repository'}"


def _patched(mirror: Path, base: str, patch: str) -> str:
    """A commit of the base with the patch applied."""
    index = {"GIT_INDEX_FILE": str(mirror / "patch-index")}
    git(mirror, "read-tree", base, env=index)
    try:
        git(mirror, "apply", "--cached", "--whitespace=nowarn", "-", stdin=patch, env=index)
    except InputError as error:
        raise InputError(f"the patch does not apply to {base[:12]}: {error}") from None
    tree = git(mirror, "write-tree", "--missing-ok", env=index)
    stamp = git(mirror, "show", "-s", "--format=%cI", base)
    who = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", _PATCH_AUTHOR), ("EMAIL", f"{_PATCH_AUTHOR}@localhost"), ("DATE", stamp))
    }
    return git(mirror, "commit-tree", tree, "-p", base, "-m", "The patch under test", env=who)


def clone(
    origin: Origin,
    target: Path,
    *,
    revision: str = "",
    depth: int = 1,
    tags: bool = False,
    sparse: tuple[str, ...] = (),
    cone: bool = True,
    env: Mapping[str, str],
    on_missing: Callable[[Sequence[str]], None] = lambda paths: None,
) -> str:
    """Check out a commit as actions/checkout does; the commit. `depth` 0 brings all branches and tags; `sparse`
    are the folders (or, without `cone`, patterns) to check out.

    `on_missing` hears of the paths whose content the repository itself does not have (a partial clone). Raises
    `InputError` with git's own words.
    """
    target.mkdir(parents=True, exist_ok=True)
    if not (target / ".git").exists():
        git(target, "init", "-q", "--template=", ".", env=env)
    commit, ref = _resolved(origin, revision)
    missing: list[str] = []
    try:
        _fetch(origin, target, commit, ref, depth=depth, tags=tags, env=env)
    except InputError:
        missing = _borrow(origin, target, commit, _tracking(ref), shallow=depth == 1, env=env)
        on_missing(missing)
    if sparse:
        git(target, "sparse-checkout", "set", "--cone" if cone else "--no-cone", "--", *sparse, env=env)
    _check_out(target, commit, ref, complete=not missing, env=env)
    git(target, "clean", "-ffdxq", env=env)
    git(target, "remote", "remove", "origin", env=env, check=False)
    git(target, "config", "remote.origin.url", f"https://github.com/{origin.slug}", env=env)
    git(target, "config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*", env=env)
    return commit


def _fetch(
    origin: Origin, target: Path, commit: str, ref: str, *, depth: int, tags: bool, env: Mapping[str, str]
) -> None:
    url = f"file://{origin.mirror}"
    words = ["fetch", "-q", "--no-recurse-submodules"]
    if depth:
        words += [f"--depth={depth}", "--tags" if tags else "--no-tags", url, f"+{commit}:{_tracking(ref)}"]
    else:
        words += ["--tags", url, "+refs/heads/*:refs/remotes/origin/*"]
        words += [] if ref.startswith("refs/heads/") else [f"+{commit}:{_tracking(ref)}"]
    git(target, "-c", "protocol.file.allow=always", "-c", "protocol.version=2", *words, env=env)


def _check_out(target: Path, commit: str, ref: str, *, complete: bool, env: Mapping[str, str]) -> None:
    """HEAD is the branch `ref`, or detached; what an incomplete clone lacks is left out of the working tree."""
    branch = ref.removeprefix("refs/heads/") if ref.startswith("refs/heads/") else ""
    if complete:
        place = ["-B", branch] if branch else ["--detach"]
        git(target, "checkout", "-q", "--force", *place, commit, env=env)
    else:
        if branch:
            git(target, "symbolic-ref", "HEAD", ref, env=env)
            git(target, "update-ref", ref, commit, env=env)
        else:
            git(target, "update-ref", "--no-deref", "HEAD", commit, env=env)
        git(target, "checkout-index", "-q", "--all", "--force", env=env)
    if branch:
        git(target, "branch", "-q", f"--set-upstream-to=origin/{branch}", env=env, check=False)


def _borrow(
    origin: Origin, target: Path, commit: str, tracking: str, *, shallow: bool, env: Mapping[str, str]
) -> list[str]:
    """The clone of a repository that lacks some of its own objects (a partial clone): it uses those that are there.

    The paths whose content is missing are marked to be left out of the working tree, and returned.
    """
    alternates = target / ".git" / "objects" / "info" / "alternates"
    alternates.parent.mkdir(parents=True, exist_ok=True)
    alternates.write_text(f"{origin.mirror / 'objects'}\n")
    if shallow:
        (target / ".git" / "shallow").write_text(f"{commit}\n")
    elif (origin.mirror / "shallow").is_file():
        (target / ".git" / "shallow").write_bytes((origin.mirror / "shallow").read_bytes())
    git(target, "update-ref", tracking, commit, env=env)
    git(target, "read-tree", commit, env=env)
    listing = git(target, "ls-tree", "-r", "-z", commit, env=env).split("\0")
    blobs: dict[str, list[str]] = {}
    for entry in filter(None, listing):
        about, _, path = entry.partition("\t")
        if about.split()[1] == "blob":
            blobs.setdefault(about.split()[2], []).append(path)
    said = git(target, "cat-file", "--batch-check", stdin="\n".join(blobs) + "\n", env=env)
    gone = [line.split()[0] for line in said.splitlines() if line.endswith(" missing")]
    paths = sorted(path for blob in gone for path in blobs[blob])
    git(target, "update-index", "--skip-worktree", "-z", "--stdin", stdin="\0".join(paths), env=env)
    return paths


def _resolved(origin: Origin, revision: str) -> tuple[str, str]:
    """The commit and full ref of what a job wants to check out."""
    if not revision or revision in (origin.ref, origin.commit, origin.base):
        return origin.commit, origin.ref if revision != origin.commit else ""
    for ref in (revision, f"refs/heads/{revision}", f"refs/tags/{revision}"):
        if ref.startswith("refs/"):
            found = git(origin.mirror, "rev-parse", "--verify", "-q", f"{ref}^{{commit}}", check=False)
            if found:
                return found, ref
    found = git(origin.mirror, "rev-parse", "--verify", "-q", f"{revision}^{{commit}}", check=False)
    if not found or revision.startswith("-"):
        raise InputError(f"A branch or tag with the name '{revision}' could not be found")
    return found, ""


def _tracking(ref: str) -> str:
    if ref.startswith("refs/heads/"):
        return "refs/remotes/origin/" + ref.removeprefix("refs/heads/")
    if ref.startswith("refs/tags/"):
        return ref
    return "refs/remotes/" + (ref.removeprefix("refs/") or "checkout")


def git(
    folder: Path, *words: str, stdin: str = "", env: Mapping[str, str] | None = None, check: bool = True
) -> str:
    """What git prints in a folder of ours, without its last line end. Raises `InputError`.

    No hook or template of the user runs: neither configuration of the user or the system is read.
    """
    base = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    own = {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "LC_ALL": "C",
    }
    settings = (
        "-c",
        "core.hooksPath=/dev/null",
        "-c",
        "safe.directory=*",
        "-c",
        "gc.auto=0",
        "-c",
        "advice.detachedHead=false",
    )
    try:
        done = subprocess.run(
            ["git", *settings, *words],
            cwd=folder,
            env={**base, **(env or {}), **own},
            input=stdin.encode("utf-8", "surrogateescape"),
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
        )
    except FileNotFoundError:
        raise InputError("git is not installed") from None
    except subprocess.TimeoutExpired:
        raise InputError(f"git {words[0]} did not answer in {_TIMEOUT} seconds") from None
    if done.returncode and check:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise InputError(said[-1] if said else f"git {words[0]} failed")
    return os.fsdecode(done.stdout).rstrip("\n") if not done.returncode else ""
