"""actions/setup-node: the node of this machine."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from regreen.model.execution import SubstitutionKind
from regreen.model.run import Outcome
from regreen.runner.hashfiles import matching
from regreen.runner.image import host_program
from regreen.runner.matchers_known import NODE
from regreen.runner.state import ActionFailed, Call, Unsupported

_TOOLS = ("node", "npm", "npx", "corepack", "yarn", "pnpm")
_LOCKS = {
    "npm": ("package-lock.json", "npm-shrinkwrap.json", "yarn.lock"),
    "yarn": ("yarn.lock",),
    "pnpm": ("pnpm-lock.yaml",),
}


def setup_node(call: Call) -> Outcome:
    """Inputs: node-version, node-version-file, cache, cache-dependency-path, registry-url (ignored)."""
    node, state = host_program("node"), call.state
    if node is None:
        raise Unsupported("node is not installed here")
    done = subprocess.run([str(node), "--version"], capture_output=True, text=True, timeout=30, check=False)
    version = done.stdout.strip().removeprefix("v")
    wanted = call.text("node-version") or _from_file(call)
    major = re.search(r"\d+", wanted)
    if wanted and (major is None or not version.startswith(f"{major[0]}.")):
        state.substitute(
            SubstitutionKind.TOOL, f"node {wanted}", f"node {version}", "it is the one installed"
        )
    state.prepended.append(str(_own_folder(call, node, version)))
    for matcher in NODE:
        state.matchers.add(matcher)
    _check_cache(call)
    call.outputs.update({"node-version": f"v{version}", "cache-hit": "false"})
    return Outcome.SUCCESS


def _own_folder(call: Call, node: Path, version: str) -> Path:
    """A folder with node and its tools, and nothing else that may lie beside them."""
    folder = call.state.workspace.tools / "node" / version / "x64" / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    for name in _TOOLS:
        if (node.parent / name).exists() and not (folder / name).is_symlink():
            (folder / name).symlink_to(node.parent / name)
    return folder


def _from_file(call: Call) -> str:
    name = call.text("node-version-file")
    if not name:
        return ""
    file = call.state.workspace.checkout / name
    if not file.is_file():
        raise ActionFailed(f"The specified node version file at: {file} does not exist")
    text = file.read_text("utf-8", "replace")
    return _engine(text) if file.name == "package.json" else text.strip().removeprefix("v")


def _engine(text: str) -> str:
    try:
        data = json.loads(text)
        return str(data.get("volta", {}).get("node") or data.get("engines", {}).get("node") or "")
    except (ValueError, AttributeError):
        return ""


def _check_cache(call: Call) -> None:
    kind = call.text("cache")
    if not kind:
        return
    root: Path = call.state.workspace.checkout
    patterns = call.lines("cache-dependency-path") or list(_LOCKS.get(kind, ()))
    if not patterns:
        raise ActionFailed(f"Caching for '{kind}' is not supported")
    if not any(matching(patterns, root)):
        if call.text("cache-dependency-path"):
            raise ActionFailed("Some specified paths were not resolved, unable to cache dependencies.")
        raise ActionFailed(
            f"Dependencies lock file is not found in {root}. Supported file patterns: {','.join(patterns)}"
        )
