"""What Docker Compose files name and a checkout does not have.

Source: the Compose specification ("build", "env_file", "include") and the reference of `docker compose`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source, Span
from regreen.project.image_builds import Build
from regreen.project.place import at, on_line
from regreen.project.tree import Tree
from regreen.workflow.nodes import Mapping, Node, Scalar, Sequence, lookup
from regreen.workflow.parse import YamlProblem, parse_yaml

_USUAL = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")


class Need(Struct, frozen=True):
    """A path that is named in vain; `what` is `file`, `env file`, `build context`, `Dockerfile` or `syntax`."""

    path: str
    what: str
    place: FileEvidence
    title: str


def needs(build: Build, tree: Tree) -> Iterator[Need]:
    """What one call of compose wants and does not find."""
    usual = [f"{build.context}/{name}".lstrip("/") for name in _USUAL]
    files = build.files or tuple(path for path in usual if path in tree)[:1]
    if not files:
        yield Need("docker-compose.yml", "file", build.place, "docker compose finds no compose file here")
    for path in files:
        source = tree.source(path)
        if source is not None and (len(files) == 1 or not build.files):
            yield from _of_file(source, tree, build)


def _of_file(source: Source, tree: Tree, build: Build) -> Iterator[Need]:
    root = parse_yaml(source)
    if isinstance(root, YamlProblem):
        line = source.position(root.span.start)[0]
        yield Need("", "syntax", on_line(source, line), f"{source.path} is no YAML: {root.message}")
        return
    services = lookup(root, "services")
    folder = source.path.rpartition("/")[0]
    for entry in services.merged().entries if isinstance(services, Mapping) else ():
        if lookup(entry.value, "profiles") is not None:
            continue
        for node in _env_files(lookup(entry.value, "env_file")):
            path = _joined(folder, node.text)
            if path is not None and path not in tree:
                title = f"The service {entry.key.text} wants the env file {node.text}, which is not in the checkout"
                yield Need(path, "env file", at(source, node.span.start), title)
        wanted = not build.services or entry.key.text in build.services
        if build.builds and wanted:
            yield from _build(source, tree, folder, entry.key.text, lookup(entry.value, "build"))


def _build(source: Source, tree: Tree, folder: str, name: str, node: Node | None) -> Iterator[Need]:
    context = node if isinstance(node, Scalar) else lookup(node, "context") if node is not None else None
    if not isinstance(context, Scalar) or "://" in context.text:
        return
    place = at(source, context.span.start)
    path = _joined(folder, context.text)
    if path is None:
        return
    if path and not tree.is_dir(path):
        title = f"The service {name} is built in {context.text}, which is not in the checkout"
        yield Need(path, "build context", place, title)
        return
    named = lookup(node, "dockerfile") if isinstance(node, Mapping) else None
    if isinstance(node, Mapping) and lookup(node, "dockerfile_inline") is not None:
        return
    file = named.text if isinstance(named, Scalar) else "Dockerfile"
    whole = _joined(path, file)
    if whole is not None and not tree.exists(whole):
        where = at(source, named.span.start) if named is not None else place
        yield Need(
            whole,
            "Dockerfile",
            where,
            f"The service {name} is built from {whole}, which is not in the checkout",
        )


def _env_files(node: Node | None) -> Iterator[Scalar]:
    """Env files that must be there."""
    for item in node.items if isinstance(node, Sequence) else [node]:
        if isinstance(item, Scalar):
            yield item
        elif isinstance(item, Mapping):
            path, required = lookup(item, "path"), lookup(item, "required")
            if isinstance(path, Scalar) and not (isinstance(required, Scalar) and required.value is False):
                yield path


def env_file_spans(source: Source) -> Iterator[tuple[int, Span, str]]:
    """The line and span of each env file that is one word, and the same as one that may be missing."""
    root = parse_yaml(source)
    services = None if isinstance(root, YamlProblem) else lookup(root, "services")
    for entry in services.entries if isinstance(services, Mapping) else ():
        node = lookup(entry.value, "env_file")
        for item in node.items if isinstance(node, Sequence) else [node]:
            if (
                isinstance(item, Scalar)
                and item.text.isprintable()
                and not set(item.text) & set(",{}[]:#\"' ")
            ):
                text = f"{{path: {item.text}, required: false}}"
                yield (
                    source.position(item.span.start)[0],
                    item.span,
                    text if item is not node else f"[{text}]",
                )


def _joined(folder: str, path: str) -> str | None:
    if "$" in path or path.startswith(("/", "~")):
        return None
    found = posixpath.normpath(posixpath.join(folder, path))
    return None if found.startswith("..") else "" if found == "." else found
