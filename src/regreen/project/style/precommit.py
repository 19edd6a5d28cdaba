"""Which files pre-commit hands to a hook.

Source: pre-commit's documentation, "Filtering files with types" and the top-level `files` and `exclude`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from regreen.model.text import Source
from regreen.project.place import at
from regreen.project.style.patterns import pattern
from regreen.workflow.nodes import Node, Scalar, Sequence, lookup
from regreen.workflow.parse import YamlProblem, parse_yaml


class HookScope(Struct, frozen=True):
    """The patterns that select files for a hook; `passes`: it is handed the files at all."""

    files: tuple[str, ...]
    exclude: tuple[str, ...]
    passes: bool = True

    def select(self, paths: Iterable[str]) -> list[str]:
        """The paths that the hook sees."""
        wanted = [pattern(text) for text in self.files]
        unwanted = [pattern(text) for text in self.exclude]
        return [
            path
            for path in paths
            if all(p is not None and p.search(path) for p in wanted)
            and not any(p is not None and p.search(path) for p in unwanted)
        ]


def hook_scopes(source: Source) -> Mapping[int, HookScope]:
    """The scope of each hook, by the line of its id; hooks whose files nobody can tell are left out."""
    root = parse_yaml(source)
    if isinstance(root, YamlProblem):
        return {}
    found: dict[int, HookScope] = {}
    top_files, top_exclude = _text(lookup(root, "files")), _text(lookup(root, "exclude"))
    for repository in _items(lookup(root, "repos")):
        for hook in _items(lookup(repository, "hooks")):
            identity = lookup(hook, "id")
            types = [*_items(lookup(hook, "types")), *_items(lookup(hook, "types_or"))]
            kinds = {_text(item) for item in types}
            if identity is None or kinds - {"python", "pyi", "text", "file", "jupyter", "cython"}:
                continue
            if lookup(hook, "exclude_types") is not None:
                continue
            files = (top_files, _text(lookup(hook, "files")))
            exclude = (top_exclude, _text(lookup(hook, "exclude")))
            patterns = tuple(filter(None, files)), tuple(filter(None, exclude))
            if any(pattern(text) is None for part in patterns for text in part):
                continue
            passes = _text(lookup(hook, "pass_filenames")).lower() != "false"
            line = at(source, identity.span.start).line
            found[line] = HookScope(*patterns, passes)
    return found


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else ()


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""
