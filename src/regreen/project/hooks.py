"""Hooks of the pre-commit framework (.pre-commit-config.yaml)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.place import at
from regreen.project.tree import Tree
from regreen.workflow.nodes import Mapping, Node, Scalar, Sequence, lookup
from regreen.workflow.parse import YamlProblem, parse_yaml

NAMES = (".pre-commit-config.yaml", ".pre-commit-config.yml")
LOCAL, META = "local", "meta"


class Hook(Struct, frozen=True):
    """A hook. `repository` is an address, `local` or `meta`; `revision` its pinned tag; `entry` and `language`
    are given for local hooks and where the configuration overrides the hook's own.
    """

    id: str
    repository: str
    revision: str
    entry: str
    language: str
    arguments: tuple[str, ...]
    dependencies: tuple[str, ...]
    stages: tuple[str, ...]
    place: FileEvidence
    revision_place: FileEvidence | None = None
    entry_place: FileEvidence | None = None
    language_place: FileEvidence | None = None
    own_arguments: bool = False
    """Whether the configuration gives arguments, be it none, in place of those of the hook itself."""


def hooks(tree: Tree) -> tuple[Hook, ...]:
    """The hooks of a tree's configuration; nothing when there is none or it is no YAML."""
    source = next((found for name in NAMES if (found := tree.source(name)) is not None), None)
    return read_hooks(source) if source is not None else ()


def read_hooks(source: Source) -> tuple[Hook, ...]:
    """The hooks of one configuration file."""
    root = parse_yaml(source)
    if isinstance(root, YamlProblem):
        return ()
    return tuple(hook for repository in _items(lookup(root, "repos")) for hook in _hooks(source, repository))


def language_versions(source: Source) -> Iterator[tuple[str, FileEvidence]]:
    """The interpreters that hooks are told to run with (`python3.12`), and where."""
    root = parse_yaml(source)
    if isinstance(root, YamlProblem):
        return
    nodes = [lookup(lookup(root, "default_language_version"), "python")]
    for repository in _items(lookup(root, "repos")):
        nodes += [lookup(hook, "language_version") for hook in _items(lookup(repository, "hooks"))]
    for node in nodes:
        if isinstance(node, Scalar) and node.text:
            yield node.text, at(source, node.span.start)


def hook_path(source: Source, line: int) -> tuple[tuple[str | int, ...], bool] | None:
    """Where in the file the hook is whose id stands on a line, and whether it lists `additional_dependencies`."""
    root = parse_yaml(source)
    if isinstance(root, YamlProblem):
        return None
    for first, repository in enumerate(_items(lookup(root, "repos"))):
        for second, item in enumerate(_items(lookup(repository, "hooks"))):
            identity = lookup(item, "id")
            if identity is not None and at(source, identity.span.start).line == line:
                more = lookup(item, "additional_dependencies") is not None
                return ("repos", first, "hooks", second), more
    return None


def _hooks(source: Source, repository: Node) -> Iterator[Hook]:
    address, revision = lookup(repository, "repo"), lookup(repository, "rev")
    for item in _items(lookup(repository, "hooks")):
        identity, entry, language = (lookup(item, key) for key in ("id", "entry", "language"))
        yield Hook(
            _text(identity),
            _text(address),
            _text(revision),
            _text(entry),
            _text(language),
            tuple(map(_text, _items(lookup(item, "args")))),
            tuple(map(_text, _items(lookup(item, "additional_dependencies")))),
            tuple(map(_text, _items(lookup(item, "stages")))),
            at(source, (identity or item).span.start),
            _place(source, revision),
            _place(source, entry),
            _place(source, language),
            lookup(item, "args") is not None,
        )


def _items(node: Node | None) -> tuple[Node, ...]:
    if isinstance(node, Sequence):
        return node.items
    return (node,) if isinstance(node, Scalar) and node.text else ()


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""


def _place(source: Source, node: Node | None) -> FileEvidence | None:
    return at(source, node.span.start) if node is not None and not isinstance(node, Mapping) else None
