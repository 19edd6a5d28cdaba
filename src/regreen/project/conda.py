"""What pip installs into an environment of conda: the list `pip:` among the dependencies of its file.

Source: conda's documentation ("Managing environments": creating an environment file manually).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from regreen.model.text import Source
from regreen.project.declared import Declared, Kind, parse_requirement
from regreen.project.place import at
from regreen.project.tree import Tree
from regreen.workflow.nodes import Scalar, Sequence, lookup
from regreen.workflow.parse import YamlProblem, parse_yaml

_FILE = re.compile(r"(?:[\w.-]*[-_.])?(?:environment|conda)(?:[-_.][\w.-]*)?\.ya?ml")


def conda_files(tree: Tree) -> Iterator[Source]:
    """The files of environments, by their names."""
    for name in sorted(tree.names):
        for path in tree.names[name] if _FILE.fullmatch(name) else ():
            source = tree.source(path)
            if source is not None and "dependencies:" in source.text:
                yield source


def conda_pip(source: Source) -> Iterator[Declared]:
    """The requirements of the list; options and files among them are passed over."""
    root = parse_yaml(source)
    listed = lookup(root, "dependencies") if not isinstance(root, YamlProblem) else None
    for item in listed.items if isinstance(listed, Sequence) else ():
        wanted = lookup(item, "pip")
        for node in wanted.items if isinstance(wanted, Sequence) else ():
            if isinstance(node, Scalar) and not node.string.startswith("-"):
                place = at(source, node.span.start)
                found = parse_requirement(node.string, Kind.FILE, source.path, place)
                yield from [found] if found is not None else ()
