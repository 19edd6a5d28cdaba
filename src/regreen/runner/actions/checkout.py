"""actions/checkout: a clean clone of the commit under test."""

from __future__ import annotations

import shutil
from pathlib import Path

from regreen.model.errors import InputError
from regreen.model.run import Outcome
from regreen.runner.checkout import clone
from regreen.runner.state import ActionFailed, Call, Unsupported


def checkout(call: Call) -> Outcome:
    """Inputs: repository (only the one under test), ref, path, fetch-depth, fetch-tags, clean."""
    state, origin = call.state, call.state.origin
    wanted = call.text("repository", origin.slug)
    if wanted.lower() != origin.slug.lower():
        raise Unsupported(f"it checks out another repository ({wanted})")
    target = _target(call)
    for name in ("lfs", "submodules"):
        if call.text(name).lower() in ("true", "recursive"):
            state.log.warning(f"'{name}' was left out: only the repository itself is checked out here.")
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
            env={"HOME": str(state.workspace.home)},
        )
    except InputError as error:
        raise ActionFailed(str(error)) from None
    state.log.write(f"HEAD is now at {commit}")
    call.outputs.update(ref=call.text("ref", origin.ref), commit=commit)
    return Outcome.SUCCESS


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
