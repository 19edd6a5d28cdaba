"""setup.cfg says something in a place or under a name that setuptools does not read as meant.

## Why
setuptools passes over options that stand in the wrong section (`install_requires` below `[metadata]`) and sections
that it does not know (`[options.extra_require]`), so that dependencies or packages are missing from what is
installed. Names with dashes (`author-email`) were deprecated in version 54 and refused by version 78.0.

## Fix
Move the option into its section, and write names with underscores.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.model.text import Source
    from regreen.patch.ini import Ini, Option
    from regreen.project.tree import Tree

_OPTIONS = frozenset(
    str.split(
        "install_requires setup_requires tests_require python_requires packages package_dir py_modules entry_points "
        "include_package_data zip_safe scripts extras_require package_data"
    )
)
_METADATA = frozenset(
    str.split(
        "name version url author author_email maintainer maintainer_email classifiers license license_files description "
        "long_description long_description_content_type keywords project_urls"
    )
)
_SECTIONS = {
    "options.extra_require": "options.extras_require",
    "options.extras_requires": "options.extras_require",
    "options.extra_requires": "options.extras_require",
    "options.entry_point": "options.entry_points",
    "options.entrypoints": "options.entry_points",
    "options.package_find": "options.packages.find",
    "options.package.find": "options.packages.find",
    "options.packages_find": "options.packages.find",
    "option": "options",
}


def misread(tree: Tree) -> Matches:
    """What setuptools does not read in each setup.cfg that describes a project."""
    from regreen.patch.ini import read_ini
    from regreen.project.modules import is_set_aside
    from regreen.project.place import at

    for path in tree.names.get("setup.cfg", ()):
        source = tree.source(path)
        if source is None or is_set_aside(path):
            continue
        ini = read_ini(source)
        for kind, wrong, right, offset in (*_sections(ini), *_misplaced(ini), *_unfound(ini)):
            yield Match(
                places=(at(source, offset),),
                data={"path": path, "kind": kind, "wrong": wrong, "right": right},
                severity=Severity.WARNING,
            )
        dashed = list(_dashed(ini))
        if dashed:
            yield Match(
                places=tuple(at(source, option.key) for option in dashed),
                data={
                    "path": path,
                    "kind": "dashed",
                    "wrong": ", ".join(option.name for option in dashed),
                    "right": "underscores",
                },
                severity=Severity.WARNING,
            )


def _sections(ini: Ini) -> Iterator[tuple[str, str, str, int]]:
    for section in ini.sections:
        right = _SECTIONS.get(section.name)
        if right is not None:
            yield "section", f"[{section.name}]", f"[{right}]", section.start


def _misplaced(ini: Ini) -> Iterator[tuple[str, str, str, int]]:
    for option in ini.options:
        name = option.name.lower().replace("-", "_")
        if option.section == "metadata" and name in _OPTIONS:
            yield "option", f"{option.name} in [metadata]", "[options]", option.key
        elif option.section == "options" and name in _METADATA:
            yield "option", f"{option.name} in [options]", "[metadata]", option.key
        elif option.section == "options" and name == "requires":
            yield "option", "requires in [options]", "install_requires", option.key


def _unfound(ini: Ini) -> Iterator[tuple[str, str, str, int]]:
    section = next((item for item in ini.sections if item.name == "options.packages.find"), None)
    packages = ini.get("options", "packages")
    if section is not None and (packages is None or not packages.value.strip().startswith("find")):
        yield "option", "[options.packages.find]", "packages = find: in [options]", section.start


def _dashed(ini: Ini) -> Iterator[Option]:
    known = _METADATA | _OPTIONS | {"description_file", "home_page"}
    for option in ini.options:
        dashed = option.section in ("metadata", "options") and "-" in option.name
        if dashed and option.name.lower().replace("-", "_") in known:
            yield option


def renamed(match: Match, tree: Tree) -> Iterator[Edit]:
    """The name with underscores, or the section by its right name."""
    from regreen.patch.ini import read_ini
    from regreen.patch.lines import replacement

    source = tree.source(match.data["path"])
    if source is None:
        return
    ini = read_ini(source)
    if match.data["kind"] == "dashed":
        for option in _dashed(ini):
            name = option.name
            yield replacement(source, option.key, option.key + len(name), name.replace("-", "_"))
    elif match.data["kind"] == "section":
        yield from _header(source, ini, match.data["wrong"], match.data["right"])


def _header(source: Source, ini: Ini, wrong: str, right: str) -> Iterator[Edit]:
    from regreen.patch.lines import replacement

    for section in ini.sections:
        at = source.text.find(wrong, section.start)
        if f"[{section.name}]" == wrong and at >= 0:
            yield replacement(source, at, at + len(wrong), right)


RULE = Rule(
    id="setup-cfg-misread",
    category=Category.PACKAGING_CONFIG,
    title="setuptools does not read {wrong} as meant; it knows {right}",
    find=misread,
    key=("path", "kind", "wrong"),
    fixers=(
        Fixer("Write the name that setuptools knows", Safety.UNSAFE, renamed),
        Fixer("Write it as {right}", Safety.ADVICE),
    ),
)
