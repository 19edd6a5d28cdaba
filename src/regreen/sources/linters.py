"""Other people's linters, called as programs where they are installed: actionlint, zizmor, shellcheck and
check-jsonschema. They see copies of workflow files and scripts in a throw-away folder, never the repository itself.

Formats: actionlint `-format '{{json .}}'`, zizmor `--format json` (version 1 of its JSON), shellcheck `-f json1`,
check-jsonschema `--output-format json`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from msgspec import Struct

from regreen.model.errors import InputError
from regreen.project.tree import Tree
from regreen.workflow.nodes import Node, lookup
from regreen.workflow.parse import parse_document

TIMEOUT = 20  # seconds for one program
_FILES = 200  # scripts that are looked at
_OUTPUT = 20_000_000  # characters of an answer that are read
# Audits of habits: no run fails for them, and most repositories would be full of them.
_POLICY = frozenset(
    {"unpinned-uses", "unpinned-images", "excessive-permissions", "artipacked", "secrets-inherit"}
)
_POLICY |= {"undocumented-permissions", "anonymous-definition", "concurrency-limits", "dependabot-cooldown"}
_STEP = re.compile(r"\.?([A-Za-z_][\w-]*)|\[(\d+)\]|\['([^']*)'\]|\[\"([^\"]*)\"\]")


class Remark(Struct, frozen=True):
    """What a linter says: `about` is `workflow`, `security` or `shell`; `code` is its own name for it."""

    tool: str
    code: str
    about: str
    path: str
    line: int
    column: int
    message: str


class Answer(Struct, frozen=True):
    """What one linter said; `problem` says why it did not."""

    tool: str
    remarks: tuple[Remark, ...] = ()
    problem: str = ""


class _Linter(Struct, frozen=True):
    wants: Callable[[str], bool]
    words: tuple[str, ...]
    read: Callable[[object, Tree], Iterator[Remark]]


def asked(names: str) -> list[str]:
    """The linters that an option means. Raises `InputError` for one that is unknown or not installed."""
    if names == "none":
        return []
    if names == "auto":
        return [name for name in LINTERS if _program(name)]
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    for name in wanted:
        if name not in LINTERS:
            raise InputError(f"--tools: {name!a} is none of {', '.join(LINTERS)}")
        if not _program(name):
            raise InputError(f"--tools: {name} is not installed")
    return wanted


def lint(tree: Tree, names: Iterable[str]) -> Iterator[Answer]:
    """What each linter says of the files of a tree."""
    for name in names:
        linter = LINTERS[name]
        paths = [path for path in tree.paths if linter.wants(path)][:_FILES]
        if not paths:
            continue
        with tempfile.TemporaryDirectory(prefix="regreen-lint-") as folder:
            yield _ask(name, linter, tree, Path(folder), paths)


def _ask(name: str, linter: _Linter, tree: Tree, folder: Path, paths: Sequence[str]) -> Answer:
    copied = [path for path in paths if _copy(tree, folder, path)]
    for path in ("zizmor.yml", ".github/zizmor.yml", ".github/actionlint.yaml", ".github/actionlint.yml"):
        _copy(tree, folder, path)
    (folder / ".git").mkdir()  # actionlint looks for its settings at the root of a repository
    words = [_program(name), *linter.words, *(f"./{path}" for path in copied)]
    try:
        done = subprocess.run(
            words,
            cwd=folder,
            env=_environment(folder),
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=TIMEOUT,
            check=False,
        )
        said = done.stdout[:_OUTPUT].decode("utf-8", "replace")
        return Answer(name, tuple(linter.read(json.loads(said or "[]"), tree)))
    except subprocess.TimeoutExpired:
        return Answer(name, problem=f"{name} did not answer in {TIMEOUT} s")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Answer(name, problem=f"{name} gave no answer that can be read")


def _program(name: str) -> str:
    found = shutil.which(name)
    return found if found and Path(found).is_absolute() else ""


def _copy(tree: Tree, folder: Path, path: str) -> bool:
    data = tree.read(path)
    if data is None or ".." in PurePosixPath(path).parts or path.startswith("/"):
        return False
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(data)
    return True


def _environment(folder: Path) -> dict[str, str]:
    """No tokens and no settings of the caller's home."""
    return {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}


def _is_workflow(path: str) -> bool:
    return path.startswith(".github/workflows/") and path.count("/") == 2 and path.endswith((".yml", ".yaml"))


def _is_action(path: str) -> bool:
    return _is_workflow(path) or path.rpartition("/")[2] in ("action.yml", "action.yaml")


def _is_script(path: str) -> bool:
    return path.endswith((".sh", ".bash"))


def _rows(data: object, *keys: str) -> Iterator[Mapping[str, object]]:
    """The objects of a list that lies below these keys."""
    for key in keys:
        data = data.get(key, []) if isinstance(data, dict) else []
    for row in data if isinstance(data, list) else []:
        if isinstance(row, dict):
            yield row


def _path(value: object) -> str:
    return str(value).replace("\\", "/").removeprefix("./")


def _number(value: object, first: int = 1) -> int:
    return max(value, first) if isinstance(value, int) else first


def _actionlint(data: object, tree: Tree) -> Iterator[Remark]:
    for row in _rows(data):
        kind, message = str(row["kind"]), str(row["message"])
        if kind == "shellcheck" and not re.search(r"SC\d+:(?:error|warning):", message):
            continue
        about = "shell" if kind in ("shellcheck", "pyflakes") else "workflow"
        place = _path(row["filepath"]), _number(row["line"]), _number(row["column"])
        yield Remark("actionlint", kind, about, *place, message)


def _zizmor(data: object, tree: Tree) -> Iterator[Remark]:
    """Findings of which it is at least moderately sure and that are at least of medium severity."""
    for row in _rows(data):
        weights = _below(row, "determinations", "severity"), _below(row, "determinations", "confidence")
        if row.get("ignored") or row["ident"] in _POLICY or not {*weights} <= {"Medium", "High"}:
            continue
        places = list(_rows(row, "locations"))
        primary = next((p for p in places if _below(p, "symbolic", "kind") == "Primary"), places[0])
        local = _below(primary, "symbolic", "key", "Local")
        path = _below(local, "verbatim_path") or _below(local, "given_path")  # the latter before 1.20
        start = _below(primary, "concrete", "location", "start_point")
        line, column = (_number(_below(start, name), first=0) + 1 for name in ("row", "column"))
        yield Remark("zizmor", str(row["ident"]), "security", _path(path), line, column, str(row["desc"]))


def _below(data: object, *keys: str) -> object:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _shellcheck(data: object, tree: Tree) -> Iterator[Remark]:
    for row in _rows(data, "comments"):
        place = _path(row["file"]), _number(row["line"]), _number(row["column"])
        yield Remark("shellcheck", f"SC{row['code']}", "shell", *place, str(row["message"]))


def _check_jsonschema(data: object, tree: Tree) -> Iterator[Remark]:
    """It names a path into the document instead of a line."""
    for row in _rows(data, "errors"):
        path = _path(row["filename"])
        best = row.get("best_deep_match") or row
        line, column = _located(tree, path, str(_below(best, "path") or "$"))
        message = str(_below(best, "message") or row["message"])
        yield Remark("check-jsonschema", "schema", "workflow", path, line, column, message)


def _located(tree: Tree, path: str, where: str) -> tuple[int, int]:
    source = tree.source(path)
    root = parse_document(source).root if source is not None else None
    if source is None or root is None:
        return 1, 1
    node: Node = root
    for found in _STEP.finditer(where.removeprefix("$")):
        step: str | int = (
            int(found[2]) if found[2] else next(filter(None, (found[1], found[3], found[4])), "")
        )
        node = lookup(node, step) or node
    return source.position(node.span.start)


LINTERS: Mapping[str, _Linter] = {
    "actionlint": _Linter(_is_workflow, ("-no-color", "-pyflakes=", "-format", "{{json .}}"), _actionlint),
    "zizmor": _Linter(
        _is_action, ("--offline", "--no-progress", "--no-exit-codes", "--format", "json"), _zizmor
    ),
    "shellcheck": _Linter(_is_script, ("--norc", "-S", "warning", "-f", "json1"), _shellcheck),
    "check-jsonschema": _Linter(
        _is_workflow,
        ("--builtin-schema", "vendor.github-workflows", "--output-format", "json"),
        _check_jsonschema,
    ),
}
