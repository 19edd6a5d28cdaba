"""actions/cache and its halves: a folder outside the job, and a miss unless a warm start is asked for.

A cold start is what a new key gives on GitHub, so it is the truth about a clean checkout.
"""

from __future__ import annotations

import hashlib
import shutil
import tarfile
from pathlib import Path

from regreen.model.run import Outcome
from regreen.runner.fresh import fresh
from regreen.runner.glob import Matcher
from regreen.runner.state import ActionFailed, Call, Post


def cache(call: Call) -> Outcome:
    """Restore now, save in a post-step when the job ended well."""
    outcome = restore(call)
    if call.outputs.get("cache-hit") != "true":
        call.state.posts.append(Post(f"Post {call.title}", lambda: _store(call), "success()", call.scope))
    return outcome


def restore(call: Call) -> Outcome:
    """Inputs: path, key, restore-keys, fail-on-cache-miss, lookup-only."""
    key = _key(call)
    keys = [key, *call.lines("restore-keys")]
    found = _find(call, keys) if call.state.settings.warm else None
    call.outputs.update({"cache-primary-key": key, "cache-hit": "", "cache-matched-key": ""})
    if found is None:
        if call.flag("fail-on-cache-miss"):
            raise ActionFailed(
                f"Failed to restore cache entry. Exiting as fail-on-cache-miss is set. Input key: {key}"
            )
        call.state.log.write(f"Cache not found for input keys: {', '.join(keys)}")
        return Outcome.SUCCESS
    matched = (found / "key").read_text()
    if not call.flag("lookup-only"):
        with tarfile.open(found / "files.tar") as archive:
            archive.extractall("/", filter=_inside(call))
    call.outputs.update({"cache-hit": str(matched == key).lower(), "cache-matched-key": matched})
    call.state.log.write(f"Cache restored from key: {matched}")
    return Outcome.SUCCESS


def save(call: Call) -> Outcome:
    """Inputs: path, key."""
    _store(call)
    return Outcome.SUCCESS


def _key(call: Call) -> str:
    key = call.text("key")
    if not key:
        raise ActionFailed("Input required and not supplied: key")
    if "," in key or len(key) > 512:
        raise ActionFailed(
            f"Key Validation Error: {key} cannot contain commas and be larger than 512 characters."
        )
    if not call.lines("path"):
        raise ActionFailed("Input required and not supplied: path")
    return key


def _place(call: Call) -> Path:
    return call.state.settings.cache / "actions-cache" / call.state.origin.slug.replace("/", "_")


def _folder(call: Call, key: str) -> Path:
    paths = "\n".join(call.lines("path"))
    return _place(call) / hashlib.sha256(f"{paths}\0{key}".encode()).hexdigest()


def _find(call: Call, keys: list[str]) -> Path | None:
    """The entry of the key itself; else the newest whose key starts with one of the others, in their order."""
    exact = _folder(call, keys[0])
    if exact.is_dir():
        return exact
    paths = "\n".join(call.lines("path"))
    entries = [
        entry
        for entry in (_place(call).iterdir() if _place(call).is_dir() else ())
        if not entry.name.startswith(".")
        and (entry / "paths").is_file()
        and (entry / "paths").read_text() == paths
    ]
    entries.sort(key=lambda entry: entry.stat().st_mtime, reverse=True)
    for key in keys:
        for entry in entries:
            if (entry / "key").read_text().startswith(key):
                return entry
    return None


def _store(call: Call) -> None:
    """Paths are stored relative to the workspace or home they lie in: the next run has other ones."""
    if not call.state.settings.warm:
        return
    target = _folder(call, call.text("key"))
    if target.is_dir():
        return
    matcher = Matcher(call.lines("path"), call.state.workspace.checkout, str(call.state.workspace.home))
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = fresh(target.parent, ".new-", call.state.tell)
    with tarfile.open(temporary / "files.tar", "w") as archive:
        for path in matcher.files():
            archive.add(path, arcname=_portable(call, path), recursive=False)
    (temporary / "key").write_text(call.text("key"))
    (temporary / "paths").write_text("\n".join(call.lines("path")))
    try:
        temporary.rename(target)
    except OSError:  # another run was quicker
        shutil.rmtree(temporary, ignore_errors=True)
    call.state.log.write(f"Cache saved with key: {call.text('key')}")


def _portable(call: Call, path: Path) -> str:
    for mark, root in (("work", call.state.workspace.checkout), ("home", call.state.workspace.home)):
        if path.is_relative_to(root):
            return f"{mark}/{path.relative_to(root)}"
    return f"root/{str(path).lstrip('/')}"


def _inside(call: Call):  # type: ignore[no-untyped-def]
    roots = {"work": call.state.workspace.checkout, "home": call.state.workspace.home}

    def take(member: tarfile.TarInfo, path: str) -> tarfile.TarInfo | None:
        mark, _, rest = member.name.partition("/")
        if mark not in roots or ".." in rest.split("/"):
            return None
        return member.replace(name=str(roots[mark] / rest).lstrip("/"))

    return take
