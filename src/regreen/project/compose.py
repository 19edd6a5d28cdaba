"""Services of Docker Compose files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.place import at
from regreen.project.tree import Tree
from regreen.workflow.nodes import Mapping, Node, Scalar, Sequence, lookup
from regreen.workflow.parse import YamlProblem, parse_yaml

_NAME = re.compile(r"^(docker-)?compose([-.][\w.-]+)?\.ya?ml$")
_DEFAULT = re.compile(r"\$\{(\w+)(?::?-([^}]*))?\}")


class Setting(Struct, frozen=True):
    """A variable of a service's environment; `value` has `${NAME:-default}` replaced by its default."""

    name: str
    value: str
    place: FileEvidence


class Service(Struct, frozen=True):
    """A service. `ports` are as written (`5432:5432`)."""

    name: str
    image: str
    environment: tuple[Setting, ...]
    ports: tuple[str, ...]
    has_healthcheck: bool
    place: FileEvidence

    def variable(self, name: str) -> Setting | None:
        """A variable of its environment."""
        return next((setting for setting in self.environment if setting.name == name), None)


def compose_services(tree: Tree) -> tuple[Service, ...]:
    """The services of all compose files of a tree, by file."""
    paths = [path for path in tree.paths if _NAME.match(path.rpartition("/")[2])]
    sources = (tree.source(path) for path in paths)
    return tuple(service for source in sources if source is not None for service in read_compose(source))


def read_compose(source: Source) -> tuple[Service, ...]:
    """The services of one file; nothing when it is no YAML."""
    root = parse_yaml(source)
    services = lookup(root, "services") if not isinstance(root, YamlProblem) else None
    if not isinstance(services, Mapping):
        return ()
    return tuple(
        Service(
            entry.key.text,
            expand(_text(lookup(entry.value, "image"))),
            tuple(_environment(source, lookup(entry.value, "environment"))),
            tuple(map(_text, ports.items))
            if isinstance(ports := lookup(entry.value, "ports"), Sequence)
            else (),
            lookup(entry.value, "healthcheck") is not None,
            at(source, entry.key.span.start),
        )
        for entry in services.merged().entries
    )


def expand(text: str) -> str:
    """Compose's `${NAME:-default}` as its default, an unset variable as nothing."""
    return _DEFAULT.sub(lambda match: match[2] or "", text)


def _environment(source: Source, node: Node | None) -> Iterator[Setting]:
    if isinstance(node, Mapping):
        for entry in node.merged().entries:
            yield Setting(entry.key.text, expand(_text(entry.value)), at(source, entry.key.span.start))
    elif isinstance(node, Sequence):
        for item in node.items:
            name, _, value = _text(item).partition("=")
            if name:
                yield Setting(name, expand(value), at(source, item.span.start))


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""
