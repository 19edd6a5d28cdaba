"""Fixtures that tests ask for and that nothing defines.

Sources: `pytest --fixtures` of pytest 7 to 9 and the documentation of the plugins.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.place import on_line
from regreen.project.pytest_runs import PytestRun
from regreen.project.python import dotted, parse, position
from regreen.project.tree import Tree

BUILTIN = frozenset(
    str.split(
        """
        cache capsys capsysbinary capfd capfdbinary capteesys caplog doctest_namespace monkeypatch
        pytestconfig record_property record_testsuite_property record_xml_attribute recwarn request
        testdir pytester tmp_path tmp_path_factory tmpdir tmpdir_factory subtests self cls
        """
    )
)
PLUGINS = {
    "mocker": "pytest-mock",
    "class_mocker": "pytest-mock",
    "module_mocker": "pytest-mock",
    "session_mocker": "pytest-mock",
    "benchmark": "pytest-benchmark",
    "httpx_mock": "pytest-httpx",
    "requests_mock": "requests-mock",
    "respx_mock": "respx",
    "aiohttp_client": "pytest-aiohttp",
    "aiohttp_server": "pytest-aiohttp",
    "httpserver": "pytest-httpserver",
    "freezer": "pytest-freezer",
    "faker": "faker",
    "snapshot": "syrupy",
    "qtbot": "pytest-qt",
    "django_user_model": "pytest-django",
    "django_assert_num_queries": "pytest-django",
    "django_db_setup": "pytest-django",
    "admin_client": "pytest-django",
    "postgresql": "pytest-postgresql",
    "redisdb": "pytest-redis",
    "datadir": "pytest-datadir",
    "shared_datadir": "pytest-datadir",
    "data_regression": "pytest-regressions",
    "file_regression": "pytest-regressions",
    "script_runner": "pytest-console-scripts",
    "unused_tcp_port": "pytest-asyncio",
    "unused_tcp_port_factory": "pytest-asyncio",
    "event_loop": "pytest-asyncio",
    "worker_id": "pytest-xdist",
    "testrun_uid": "pytest-xdist",
    "fs": "pyfakefs",
    "vcr": "pytest-recording",
    "no_cover": "pytest-cov",
    "anyio_backend": "anyio",
}
"""Fixtures -> the distribution that brings them."""
_ALSO = {
    "snapshot": ("pytest-snapshot", "snapshottest", "inline-snapshot"),
    "vcr": ("pytest-vcr",),
    "benchmark": ("pytest-codspeed",),
    "datadir": ("pytest-regressions",),
    "freezer": ("pytest-freezegun",),
    "event_loop": ("pytest-aiohttp", "pytest-sanic", "sanic-testing", "pytest-asyncio-cooperative"),
    "unused_tcp_port": ("anyio", "pytest-aiohttp"),
}
_PLAIN = frozenset(
    str.split(
        """
        pytest pytest-cov pytest-xdist pytest-mock pytest-asyncio pytest-timeout pytest-randomly
        pytest-random-order pytest-rerunfailures pytest-html pytest-sugar pytest-clarity pytest-env
        pytest-metadata pytest-benchmark pytest-instafail pytest-httpx pytest-order pytest-dotenv
        pytest-json-report pytest-github-actions-annotate-failures pytest-forked
        """
    )
)
"""Plugins whose fixtures are all in the tables above, or that bring none."""
_BRINGING = frozenset(
    str.split(
        """
        hypothesis faker respx requests-mock syrupy pyfakefs anyio aiohttp moto playwright kombu celery
        flask-testing testcontainers homeassistant ddtrace logfire inline-snapshot dirty-equals
        typeguard jaxtyping schemathesis beartype langsmith allure-pytest time-machine freezegun nbval
        betamax sybil xdoctest factory-boy ward pook aioresponses dash sanic-testing litestar
        """
    )
)
"""Distributions that are no plugins by their name and bring fixtures."""
_TEST = re.compile(
    r"^[ \t]*(?:async[ \t]+)?def[ \t]+test_?\w*[ \t]*\(((?:[^()]|\([^()]*\))*)\)", re.MULTILINE
)
_DEF = re.compile(
    r"\bdef[ \t]+(\w+)|^(\w+)[ \t]*=|\bname[ \t]*=[ \t]*[\"'](\w+)[\"']|import[ \t]+\(?([^\n]*)", re.MULTILINE
)
_MADE = re.compile(r"\bglobals\(\)(?:\[|\.update)|\bsetattr\(\s*sys\.modules")
_WORD = re.compile(r"[A-Za-z_]\w*")
_ARGUMENT = re.compile(r"(?:^|,)\s*([A-Za-z_]\w*)\s*(?=[,:]|$)")


class Wanted(Struct, frozen=True):
    """A test's parameter that is no fixture anybody knows. `plugin` brings one of this name, where that is known."""

    fixture: str
    place: FileEvidence
    plugin: str


def unknown_fixtures(found: PytestRun, tree: Tree) -> Iterator[Wanted]:
    """The parameters of the tests that a call collects; nothing where an unknown plugin may bring them."""
    if not found.known or any(option == "-p" for option, _ in found.collection.options):
        return
    texts = {path: tree.text(path) or "" for path in found.collection.modules}
    suspects = {path: names for path, text in texts.items() if (names := _suspects(text))}
    if not suspects:
        return
    defined = _defined(tree)
    if defined is None:
        return
    strange = any(_is_strange(name) for name in found.held) or any(
        "pytest_plugins" in text for text in texts.values()
    )
    seen: set[str] = set()
    for path, names in suspects.items():
        wanted = {
            name
            for name in names - defined
            if name not in seen and (_plugin(name, found.held) or not strange)
        }
        wanted = {name for name in wanted if name not in PLUGINS or _plugin(name, found.held)}
        source = tree.source(path) if wanted else None
        for name, place in _parameters(source, wanted) if source is not None else ():
            if name not in seen:
                seen.add(name)
                yield Wanted(name, place, PLUGINS.get(name, ""))


def _plugin(name: str, held: frozenset[str]) -> str:
    """The distribution that brings a fixture and is not there."""
    plugin = PLUGINS.get(name, "")
    return plugin if plugin and held.isdisjoint({plugin, *_ALSO.get(name, ())}) else ""


def _is_strange(distribution: str) -> bool:
    """Whether a distribution may bring fixtures that nobody has listed."""
    named = distribution.startswith("pytest-") or distribution.endswith("-pytest") or "pytest" in distribution
    return (named and distribution not in _PLAIN) or distribution in _BRINGING


@lru_cache(maxsize=8192)
def _suspects(text: str) -> frozenset[str]:
    """The parameters of tests that the file itself speaks of in no other way."""
    names = {name for match in _TEST.findall(text) for name in _ARGUMENT.findall(match)} - BUILTIN
    if not names:
        return frozenset()
    return frozenset(names - _quoted(text))


@lru_cache(maxsize=1)
def _defined(tree: Tree) -> frozenset[str] | None:
    """Every name that a file with tests or fixtures defines or imports: any of them may be a fixture, as may one that
    a hook of the generation of tests knows. None where fixtures get their names while the tests are loaded.
    """
    found: set[str] = set()
    for path in tree.paths:
        text = tree.text(path) if path.endswith(".py") else None
        if text is None or not ("fixture" in text or path.endswith("conftest.py")):
            continue
        if "fixture" in text and _MADE.search(text):
            return None
        for groups in _DEF.findall(text):
            found.update(word for group in groups if group for word in _WORD.findall(group))
        if "metafunc" in text:
            found.update(_quoted(text))
    return frozenset(found)


def _quoted(text: str) -> set[str]:
    return {word for piece in re.findall(r"[\"']([^\"'\n]*)[\"']", text) for word in _WORD.findall(piece)}


def _parameters(source: Source, wanted: set[str]) -> Iterator[tuple[str, FileEvidence]]:
    """The parameters of these names of test functions that no decorator could fill."""
    tree = parse(source)
    for owner in (tree, *tree.body) if tree is not None else ():
        classes = (
            isinstance(owner, ast.ClassDef) and owner.name.startswith("Test") and not _is_unittest(owner)
        )
        for node in (
            owner.body
            if isinstance(owner, ast.Module) or (isinstance(owner, ast.ClassDef) and classes)
            else ()
        ):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or not node.name.startswith(
                "test"
            ):
                continue
            if any(
                not _is_mark(item) for item in (*node.decorator_list, *getattr(owner, "decorator_list", ()))
            ):
                continue
            plain = node.args.args[: len(node.args.args) - len(node.args.defaults)]
            for argument in (*node.args.posonlyargs, *plain):
                if argument.arg in wanted:
                    yield argument.arg, on_line(source, *position(source, argument))


def _is_unittest(owner: ast.ClassDef) -> bool:
    return any(dotted(base).endswith("TestCase") for base in owner.bases)


def _is_mark(node: ast.expr) -> bool:
    """Whether a decorator is one of pytest's that gives no arguments."""
    name = dotted(node.func if isinstance(node, ast.Call) else node)
    return ".mark." in f".{name}" and not name.endswith(("parametrize", "usefixtures"))
