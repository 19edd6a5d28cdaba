"""What a project depends on and what it is called, from all files that say so."""

from __future__ import annotations

from collections.abc import Iterator

from regreen.model.errors import PatchError
from regreen.model.text import Source
from regreen.patch.toml_scan import scan
from regreen.project.conda import conda_files, conda_pip
from regreen.project.declared import Declared, Kind, parse_requirement
from regreen.project.modules import is_set_aside
from regreen.project.place import at
from regreen.project.pyproject import pyprojects
from regreen.project.requirements import requirements_files
from regreen.project.setupcfg import NAME as SETUP_CFG
from regreen.project.setupcfg import SetupCfg, read_setup_cfg
from regreen.project.setuppy import NAME as SETUP_PY
from regreen.project.setuppy import SetupPy, read_setup_py
from regreen.project.tree import Tree


def declared_dependencies(tree: Tree) -> tuple[Declared, ...]:
    """Every dependency of every file of a tree; test data and templates are left out."""
    found = [item for project in pyprojects(tree) for item in project.dependencies()]
    found += [item for file in requirements_files(tree) for item in file.declared]
    found += [item for cfg in setup_cfgs(tree) for item in cfg.dependencies()]
    found += [item for setup in setup_pys(tree) for item in setup.dependencies()]
    found += [item for source in _sources(tree, "Pipfile") for item in pipfile(source)]
    found += [item for source in conda_files(tree) for item in conda_pip(source)]
    return tuple(item for item in found if not is_set_aside(item.path))


def project_names(tree: Tree) -> frozenset[str]:
    """The names of the projects in a tree; a monorepo has several."""
    names = [project.name for project in pyprojects(tree)]
    names += [cfg.name for cfg in setup_cfgs(tree)]
    names += [setup.name for setup in setup_pys(tree)]
    return frozenset(filter(None, names))


def setup_cfgs(tree: Tree) -> tuple[SetupCfg, ...]:
    """All setup.cfg files, by path."""
    return tuple(map(read_setup_cfg, _sources(tree, SETUP_CFG)))


def setup_pys(tree: Tree) -> tuple[SetupPy, ...]:
    """All setup.py files that call `setup`, by path."""
    return tuple(found for source in _sources(tree, SETUP_PY) if (found := read_setup_py(source)) is not None)


def _sources(tree: Tree, name: str) -> Iterator[Source]:
    for path in tree.names.get(name, ()):
        source = tree.source(path)
        if source is not None:
            yield source


def pipfile(source: Source) -> Iterator[Declared]:
    """Pipenv's Pipfile: `name = "*"` or a table with a version."""
    try:
        layout = scan(source)
    except PatchError:
        return
    for section, kind, group in (("packages", Kind.MAIN, ""), ("dev-packages", Kind.GROUP, "dev")):
        table = layout.value((section,))
        for name, wish in table.items() if isinstance(table, dict) else ():
            version = wish.get("version", "") if isinstance(wish, dict) else wish
            text = f"{name}{'' if version == '*' else version}"
            found = parse_requirement(text, kind, group, at(source, layout.offset((section, name))))
            if found is not None:
                yield found
