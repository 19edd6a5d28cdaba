"""actions/checkout: a clean clone of the commit under test."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from regreen.model.errors import InputError
from regreen.model.execution import SubstitutionKind
from regreen.model.run import Outcome
from regreen.runner.checkout import clone
from regreen.runner.state import ActionFailed, Call, Unsupported

_TIMEOUT = 300  # seconds


def checkout(call: Call) -> Outcome:
    """Inputs: repository (only the one under test), ref, path, fetch-depth, fetch-tags, sparse-checkout,
    submodules, lfs.
    """
    state, origin = call.state, call.state.origin
    wanted = call.text("repository", origin.slug)
    if wanted.lower() != origin.slug.lower():
        raise Unsupported(f"it checks out another repository ({wanted})")
    target = _target(call)
    depth = call.text("fetch-depth", "1")
    if not depth.isdigit():
        raise ActionFailed(f"'fetch-depth' must be a number, not '{depth}'")
    _empty(target, state.workspace.checkout)
    state.log.write(f"Syncing repository: {origin.slug}")
    try:
        commit = clone(
            origin,
            target,
            revision=call.text("ref"),
            depth=int(depth),
            tags=call.flag("fetch-tags"),
            sparse=tuple(call.lines("sparse-checkout")),
            cone=call.flag("sparse-checkout-cone-mode", True),
            env={"HOME": str(state.workspace.home)},
            on_missing=lambda paths: _say_missing(call, paths),
        )
    except InputError as error:
        raise ActionFailed(str(error)) from None
    state.log.write(f"HEAD is now at {commit}")
    _large_files(call, target)
    _submodules(call, target)
    call.outputs.update(ref=call.text("ref", origin.ref), commit=commit)
    return Outcome.SUCCESS


def _say_missing(call: Call, paths: Sequence[str]) -> None:
    names = ", ".join(paths[:3]) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")
    wanted = "the files of the commit"
    why = "this clone is a partial one" if paths else "its history is incomplete"
    call.state.substitute(
        SubstitutionKind.RUNNER, wanted, f"all but {names}" if names else "all of them", why
    )


def _submodules(call: Call, target: Path) -> None:
    """Other repositories within this one: they can only come over the network."""
    wish = call.text("submodules").lower()
    if wish not in ("true", "recursive") or not (target / ".gitmodules").is_file():
        return
    if not call.state.settings.network:
        raise Unsupported("it checks out submodules, and the network is off")
    words = [
        "submodule",
        "update",
        "--init",
        "--force",
        "--depth=1",
        *(["--recursive"] if wish == "recursive" else []),
    ]
    _online(call, target, words, "submodules")


def _large_files(call: Call, target: Path) -> None:
    """Files whose content lies in the service's large file storage."""
    if not call.flag("lfs") or not _uses_lfs(target):
        return
    if not call.state.settings.network or shutil.which("git-lfs") is None:
        raise Unsupported("its large files need git-lfs and the network")
    _online(call, target, ["lfs", "pull"], "large files")


def _uses_lfs(target: Path) -> bool:
    return any("filter=lfs" in file.read_text("utf-8", "replace") for file in target.rglob(".gitattributes"))


def _online(call: Call, target: Path, words: list[str], what: str) -> None:
    env = {**call.state.machine, "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(
            ["git", *words], cwd=target, env=env, capture_output=True, timeout=_TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        raise Unsupported(f"its {what} could not be fetched (no answer)") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise Unsupported(f"its {what} could not be fetched ({' '.join(said)})")


def _target(call: Call) -> Path:
    root = call.state.workspace.checkout
    target = (root / call.text("path", ".")).resolve()
    if not target.is_relative_to(root.resolve()):
        raise ActionFailed(f"Repository path '{target}' is not under '{root}'")
    return target


def _empty(target: Path, root: Path) -> None:
    """A folder that is no repository yet is emptied, as the action does."""
    if (target / ".git").exists():
        return
    target.mkdir(parents=True, exist_ok=True)
    for item in target.iterdir():
        if item.is_dir() and not item.is_symlink():
            shutil.rmtree(item)
        else:
            item.unlink()
