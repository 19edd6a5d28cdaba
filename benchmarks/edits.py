"""Edits on real files: what is not meant to change does not change by a byte.

    python benchmarks/edits.py MIRROR [--fixes] [--most N]

MIRROR holds git directories as `owner+name/repo`. Of the newest commit of each, every workflow and pyproject.toml
goes through three passes: no edit at all, every value replaced by itself, a key added and removed again. With
`--fixes`, all fixes that `check` offers for the repository are tried, and tried again on their own result: the second
time there must be nothing left to apply. Figures are printed; nothing is judged.
"""

from __future__ import annotations

import argparse
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from regreen.app.check import check
from regreen.app.fix import Wish, fix
from regreen.model.errors import PatchError, RegreenError
from regreen.model.text import Edit, Source
from regreen.patch import toml as toml_patch
from regreen.patch import yaml as yaml_patch
from regreen.patch.apply import apply, apply_all
from regreen.patch.encoding import decode, encode
from regreen.project.git import open_tree
from regreen.project.tree import Tree

NEW = "regreen-was-here"
Place = tuple[str | int, ...]
Scalar = str | int | float | bool


def main() -> None:
    """Measure the repositories that the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("mirror", type=Path)
    parser.add_argument("--fixes", action="store_true")
    parser.add_argument("--most", type=int, default=10_000, help="repositories")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    started = time.perf_counter()
    for folder in sorted(options.mirror.glob("*/repo"))[: options.most]:
        try:
            tree = open_tree(folder, "HEAD")
            for path in filter(_wanted, tree.paths):
                _file(path, tree.read(path) or b"", counts, options.verbose)
            if options.fixes:
                _fixes(folder.parent.name, tree, counts)
        except RegreenError as error:
            print(f"{folder.parent.name}: {error}")
    for name, count in sorted(counts.items()):
        print(f"{count:8} {name}")
    print(f"{time.perf_counter() - started:.0f} s")


def _wanted(path: str) -> bool:
    workflow = path.startswith(".github/workflows/") and path.endswith((".yml", ".yaml"))
    return workflow or path.rpartition("/")[2] == "pyproject.toml"


def _file(path: str, data: bytes, counts: Counter[str], verbose: bool) -> None:
    decoded = decode(data)
    if decoded is None:
        return
    source = Source(path, decoded.text)
    counts["files"] += 1
    counts["files changed by no edit"] += encode(apply(source, ()).text, decoded.encoding) != data
    for place, value in _values(source):
        counts["values replaced by themselves"] += 1
        try:
            edits = _same(source, place, value)
        except PatchError:
            counts["values that are not edited in place"] += 1
            continue
        if apply(source, edits).text != source.text:
            counts["values whose replacement changed a byte"] += 1
            if verbose:
                print(f"{source.path}: {edits[0].old!r} became {edits[0].new!r}")
    _there_and_back(source, counts)


def _values(source: Source) -> Iterator[tuple[Place, Scalar]]:
    try:
        if source.path.endswith(".toml"):
            yield from _walk(tomllib.loads(source.text.removeprefix("\ufeff")), ())
        else:
            yield from _nodes(yaml.compose(source.text, yaml.CSafeLoader), ())
    except (yaml.YAMLError, tomllib.TOMLDecodeError):
        return


def _walk(value: object, place: Place) -> Iterator[tuple[Place, Scalar]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(item, (*place, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(item, (*place, index))
    elif isinstance(value, str | int | float):
        yield place, value


def _nodes(node: yaml.Node | None, place: Place) -> Iterator[tuple[Place, Scalar]]:
    if isinstance(node, yaml.MappingNode):
        for key, item in node.value:
            yield from _nodes(item, (*place, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _nodes(item, (*place, index))
    elif isinstance(node, yaml.ScalarNode):
        number = not node.style and node.tag.rpartition(":")[2] in ("int", "float", "bool")
        yield place, yaml.safe_load(node.value) if number else node.value


def _same(source: Source, place: Place, value: Scalar) -> list[Edit]:
    if source.path.endswith(".toml"):
        return toml_patch.set_value(source, place, value)
    return yaml_patch.replace_scalar(source, place, value)


def _there_and_back(source: Source, counts: Counter[str]) -> None:
    if source.path.endswith(".toml"):
        return
    try:
        added = apply(source, yaml_patch.insert_key(source, ("jobs",), NEW, {"runs-on": "ubuntu-latest"}))
        removed = apply(added, yaml_patch.delete(added, ("jobs", NEW)))
    except PatchError:
        counts["keys that could not be added and removed"] += 1
        return
    counts["keys added and removed"] += 1
    counts["keys that left a trace"] += removed.text.rstrip("\r\n") != source.text.rstrip("\r\n")


def _fixes(name: str, tree: Tree, counts: Counter[str]) -> None:
    first = fix(check(tree).findings, tree, wish=Wish(unsafe=True))
    counts["fixes accepted"] += len(first.applied)
    counts["fixes held back"] += len(first.held)
    edits = [edit for offer in first.applied for edit in offer.fix.edits]
    if not edits:
        return
    changed = tree.patched(_texts(tree, edits))
    second = fix(check(changed).findings, changed, wish=Wish(unsafe=True))
    counts["repositories fixed"] += 1
    if second.applied:
        counts["repositories where a second time changes more"] += 1
        print(f"{name}: {', '.join(sorted({offer.finding.rule for offer in second.applied}))}")


def _texts(tree: Tree, edits: list[Edit]) -> Mapping[str, str]:
    paths = {edit.span.path for edit in edits}
    sources = {path: source for path in paths if (source := tree.source(path))}
    return {path: source.text for path, source in apply_all(sources, edits).items()}


if __name__ == "__main__":
    main()
