"""Markers of tests: which are used, which are registered, which a plugin registers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.place import at
from regreen.project.pytest_files import Collection
from regreen.project.python import dotted, parse
from regreen.project.tree import Tree

_USE = re.compile(r"(?:^[ \t]*@|[=,(\[][ \t]*|^[ \t]+)(pytest\.mark\.([A-Za-z_]\w*))", re.MULTILINE)
_KNOWN = frozenset(
    str.split(
        """
        parametrize skip skipif xfail usefixtures filterwarnings tryfirst trylast hookwrapper
        asyncio anyio trio twisted django_db urls ignore_template_errors timeout flaky benchmark codspeed
        xdist_group order run first last dependency repeat vcr default_cassette block_network allowed_hosts
        freeze_time respx httpx_mock enable_socket disable_socket allow_hosts gen_test mpl_image_compare
        remote_data internet_off openfiles_ignore limit_memory limit_leaks datafiles forked no_cover
        only_browser skip_browser browser_context_args nondestructive sensitive_url
        hypothesis pylint flake8 mypy ruff no_qt_log qt_log_level_fail random_order docker snapshot
        fixt_data asyncio_cooperative parallel_threads thread_unsafe iterations use_allure allure_label
        rerun_except doctest_plus array_compare xfail_strict testrail randomize_seed
        """
    )
)
_STRICT = frozenset({"--strict-markers", "--strict"})
_NAME = re.compile(r"\w+")
_ADDED = re.compile(
    r"addinivalue_line\(\s*[\"']markers[\"']\s*,\s*(?:r?[\"']+\s*(?P<name>\w+)|(?P<made>[^\"'\s]))"
)
"""A marker is named where it is added, or made there from something else."""


class Use(Struct, frozen=True):
    """A use of a marker."""

    name: str
    place: FileEvidence


def strictness(found: Collection) -> FileEvidence | None:
    """Where the configuration says that unknown markers are errors; None where it does not."""
    for name in ("strict_markers", "strict"):
        setting = found.setting(name)
        if setting is not None and setting.text.lower() == "true":
            return setting.place
    addopts = found.setting("addopts")
    if addopts is not None and _STRICT & set(addopts.words):
        return addopts.place
    return None


def unregistered(found: Collection) -> Iterator[Use]:
    """The markers that test files use and nobody registers, each at its first use."""
    registered = _registered(found)
    seen: set[str] = set()
    for path in found.modules:
        source = found.tree.source(path)
        for name, place in _uses(source) if source is not None else ():
            known = name in registered or name in _KNOWN or name in seen
            if source is not None and not known and name in _marks(source):
                seen.add(name)
                if not _is_added(found.tree, name):
                    yield Use(name, place)


@lru_cache(maxsize=2048)
def _uses(source: Source) -> tuple[tuple[str, FileEvidence], ...]:
    if "pytest.mark." not in source.text:
        return ()
    return tuple((match[2], at(source, match.start(1))) for match in _USE.finditer(source.text))


def _marks(source: Source) -> frozenset[str]:
    """The markers that the code of a file uses, and not only its strings."""
    tree = parse(source)
    nodes = ast.walk(tree) if tree is not None else ()
    names = (dotted(node) for node in nodes if isinstance(node, ast.Attribute))
    return frozenset(name.rpartition(".")[2] for name in names if name.startswith("pytest.mark."))


def _registered(found: Collection) -> frozenset[str]:
    setting = found.setting("markers")
    rows = "\n".join(setting.values).split("\n") if setting is not None else ()
    return frozenset(match[0] for row in rows if (match := _NAME.match(row.strip())))


def _is_added(tree: Tree, name: str) -> bool:
    """Whether code of the tree registers a marker: `config.addinivalue_line("markers", "name: …")`."""
    return any(
        found["made"] or found["name"] == name for text in _hooks(tree) for found in _ADDED.finditer(text)
    )


@lru_cache(maxsize=1)
def _hooks(tree: Tree) -> tuple[str, ...]:
    """The code that adds lines to the configuration; it may stand in any module that is loaded as a plugin."""
    texts = (tree.text(path) or "" for path in tree.paths if path.endswith(".py"))
    return tuple(text for text in texts if "addinivalue_line" in text)
