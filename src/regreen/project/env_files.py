"""Keys of `.env` files that a settings class reads whole and has no field for: pydantic-settings refuses them.

Source: the documentation of pydantic-settings ("Dotenv (.env) support").
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.env import is_made, prefix_of
from regreen.project.jobs.model import JobRun
from regreen.project.place import on_line
from regreen.project.python import constant_string, dotted, parse, position
from regreen.project.settings import settings_fields
from regreen.project.tree import Tree

_COPIED = re.compile(r"\bcp\s+(?:-\w+\s+)*(?P<source>\S+)\s+(?:\./)?(?P<target>\S*\.env\S*)")
_KEY = re.compile(r"^[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_]\w*)[ \t]*=")


class Extra(Struct, frozen=True):
    """A key that a class does not take. `config` is where the class names the file, `opening` behind its bracket."""

    name: str
    settings: str
    place: FileEvidence
    config: FileEvidence
    opening: int
    made: bool
    count: int


def extra_keys(source: Source, run: JobRun, tree: Tree) -> Iterator[Extra]:
    """The first such key of each settings class of a file, in the run of a job."""
    root = parse(source) if "SettingsConfigDict(" in source.text and "env_file" in source.text else None
    if root is None or "pydantic_settings" not in source.text:
        return
    fields = settings_fields(source)
    for node in root.body:
        found = _config(node) if isinstance(node, ast.ClassDef) else None
        if (
            not isinstance(node, ast.ClassDef)
            or found is None
            or any("Settings" not in dotted(b) for b in node.bases)
        ):
            continue
        call, name = found
        file = _file(run, tree, name)
        mine = [field for field in fields if field.settings == node.name]
        known = {variable.lower() for field in mine for variable in (*field.variables, field.name)}
        extra = (
            []
            if file is None
            else [
                (line, key)
                for line, key in _keys(file)
                if key.lower() not in known and key.lower().startswith(prefix_of(node).lower())
            ]
        )
        if file is not None and extra and mine:
            place = on_line(file, extra[0][0])
            offset = _offset(source, call)
            config = on_line(source, *position(source, call))
            yield Extra(
                extra[0][1], node.name, place, config, offset, is_made(source.text, node.name), len(extra)
            )


def _config(node: ast.ClassDef) -> tuple[ast.Call, str] | None:
    """`SettingsConfigDict(env_file=...)` of a class that says nothing about extra keys, and the file's name."""
    for item in node.body:
        if isinstance(item, ast.Assign) and isinstance(item.value, ast.Call):
            keywords = {keyword.arg: keyword.value for keyword in item.value.keywords}
            name = constant_string(keywords.get("env_file"))
            if dotted(item.value.func).endswith("SettingsConfigDict") and name and "extra" not in keywords:
                return item.value, name
    return None


def _file(run: JobRun, tree: Tree, name: str) -> Source | None:
    """What the settings read under a name: a tracked file, or the one that a step copies there."""
    if name in tree:
        return tree.source(name)
    for step in run.job.steps:
        for match in _COPIED.finditer(step.run or ""):
            if match["target"] == name:
                folder = step.working_directory.strip("./")
                return tree.source(f"{folder}/{match['source']}".lstrip("/").removeprefix("./"))
    return None


def _keys(source: Source) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(source.text.split("\n"), 1):
        match = _KEY.match(line)
        if match:
            yield number, match["name"]


def _offset(source: Source, call: ast.Call) -> int:
    """Behind the opening bracket of a call."""
    line, column = position(source, call)
    start = source.offset(line, column)
    return source.text.find("(", start) + 1
