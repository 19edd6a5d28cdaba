from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.model.text import Source
from regreen.project.jobs.environments.hatch import hatch
from regreen.project.jobs.environments.made import Made
from regreen.project.jobs.environments.nox import nox
from regreen.project.jobs.environments.noxfile import read_noxfile
from regreen.project.jobs.environments.tox import tox
from regreen.project.jobs.environments.tox_config import expanded, read_tox
from regreen.project.tree import Tree

TOX = """\
[tox]
envlist = py{311,312}-{unit,slow}, lint
[gh-actions]
python =
    3.11: py311
    3.12: py312, lint
[base]
tools =
    ruff
    mypy  # types
[testenv]
deps =
    pytest
    slow: pytest-timeout
    !slow: pytest-xdist
    -r {toxinidir}/requirements/test.txt
extras = web
setenv = MODE = {envname}
commands =
    pytest {posargs:tests} \\
        -q
    - coverage report
[testenv:lint]
skip_install = true
whitelist_externals = make
deps = {[base]tools}
commands = {envbindir}/ruff check {toxinidir}
    {[testenv:docs]commands}
[testenv:docs]
changedir = docs
commands = make html
"""
NOX = """\
import nox
nox.options.sessions = ["tests"]
LOCATIONS = ("src", "tests")
@nox.session(python=["3.11", "3.12"])
def tests(session: nox.Session) -> None:
    args = session.posargs or ["-q"]
    session.install("-e", ".[web]", "pytest")
    if session.posargs:
        session.install("odd")
    for name in LOCATIONS:
        session.run("ls", name)
    session.run("pytest", *args, env={"MODE": "x"})
    session.notify("cover")
@nox.session
def cover(session):
    session.run("python", HERE, "x")
@nox.session(name="type-check", venv_backend="none")
def types(s):
    s.run("mypy", *LOCATIONS, "-p", f"shop{1}")
"""
HATCH = """\
[tool.hatch.envs.default]
dependencies = ["pytest", "coverage"]
[tool.hatch.envs.default.scripts]
test = "pytest {args:tests}"
cov = ["test --cov", "- coverage report"]
[tool.hatch.envs.style]
detached = true
python = "3.11"
dependencies = ["ruff"]
features = ["web"]
[tool.hatch.envs.style.scripts]
check = "ruff check {args:.} && ruff format"
"""


def words(made: Made, *, installs: bool) -> list[tuple[str, ...]]:
    return [part for order in made.orders if order.installs is installs for part, _ in order.parts]


def of_tox(line: str, python: str = "3.12", **variables: str) -> tuple[Made, ...]:
    made = tox(line.split(), "", variables, python, Tree.of({"tox.ini": TOX}))
    assert made is not None
    return made


def test_tox_names_of_environments_are_generated_and_chosen() -> None:
    assert expanded("py{311,312}-{a,b}, lint\ndocs") == [
        *("py311-a", "py311-b", "py312-a", "py312-b", "lint", "docs"),
    ]
    assert expanded("py3{9-11}") == ["py39", "py310", "py311"]
    assert [made.name for made in of_tox("")] == ["py312-unit", "py312-slow", "lint"]
    assert [made.name for made in of_tox("", TOXENV="docs")] == ["docs"]
    assert [made.name for made in of_tox("run -e lint,py311-unit")] == ["lint", "py311-unit"]
    assert [made.python for made in of_tox("-e py311-unit,lint")] == ["3.11", "3.12"]
    assert of_tox("list") == ()


def test_tox_factors_references_and_substitutions_are_followed() -> None:
    unit, slow = of_tox("-e py312-unit,py312-slow -- -x")
    assert words(unit, installs=True) == [
        *(("pytest",), ("pytest-xdist",), ("-r", "./requirements/test.txt"), (".[web]",)),
    ]
    assert ("pytest-timeout",) in words(slow, installs=True)
    assert words(unit, installs=False) == [("pytest", "-x", "-q"), ("coverage", "report")]
    assert [order.certain for order in unit.orders] == [True, True, True, False]
    assert unit.variables == {"MODE": "py312-unit"}
    (lint,) = of_tox("-e lint")
    assert words(lint, installs=True) == [("ruff",), ("mypy",)]
    assert words(lint, installs=False) == [("ruff", "check", "."), ("make", "html")]
    assert lint.allowed is not None and "make" in lint.allowed
    (docs,) = of_tox("-e docs")
    assert docs.directory == "docs"


def test_tox_in_toml_of_both_kinds_reads_like_the_ini_file() -> None:
    native = """\
[tool.tox]
env_list = ["a"]
[tool.tox.env_run_base]
deps = ["pytest"]
commands = [["pytest", { replace = "posargs", default = ["tests"], extend = true }]]
[tool.tox.env.a]
skip_install = true
deps = [{ replace = "ref", of = ["tool", "tox", "env_run_base", "deps"], extend = true }, "ruff"]
"""
    made = tox(["-e", "a"], "", {}, "", Tree.of({"pyproject.toml": native}))
    assert made is not None
    assert words(made[0], installs=False) == [("pytest", "tests")]
    legacy = '[tool.tox]\nlegacy_tox_ini = """\n[testenv:a]\nskip_install = true\ndeps =\n    ruff\n"""\n'
    made = tox(["-e", "a"], "", {}, "", Tree.of({"pyproject.toml": legacy}))
    assert made is not None
    assert [(part, place.line) for part, place in made[0].orders[0].parts] == [(("ruff",), 6)]


def of_nox(line: str, python: str = "3.12") -> tuple[Made, ...]:
    made = nox(line.split(), "", {}, python, Tree.of({"noxfile.py": NOX}))
    assert made is not None
    return made


def test_nox_sessions_are_chosen_and_notified() -> None:
    assert [(made.name, made.python) for made in of_nox("")] == [("tests", "3.12"), ("cover", "3.12")]
    assert [(made.name, made.python) for made in of_nox("-s tests-3.11 type-check")] == [
        *(("tests", "3.11"), ("type-check", "3.12"), ("cover", "3.12")),
    ]
    assert of_nox("--list") == ()


def test_nox_words_constants_and_positional_arguments() -> None:
    tests, cover = of_nox("")
    assert words(tests, installs=True) == [("-e", ".[web]"), ("pytest",)]
    assert words(tests, installs=False)[-1] == ("pytest", "-q")
    assert tests.orders[-1].variables == {"MODE": "$NOX"}
    assert words(cover, installs=True) == [("$NOX",)]  # nobody knows what it runs
    tests, *_ = of_nox("-s tests -- -x")
    assert ("odd",) in words(tests, installs=True)
    assert words(tests, installs=False)[-1] == ("pytest", "-x")
    (types,) = of_nox("-s type-check")
    assert not types.own
    assert words(types, installs=False) == [("mypy", "src", "tests", "-p", "shop$NOX")]


def test_hatch_scripts_and_inheritance() -> None:
    tree = Tree.of({"pyproject.toml": HATCH})
    cov, style = (
        hatch(["run", "cov"], "", {}, "3.12", tree),
        hatch(["run", "style:check"], "", {}, "3.12", tree),
    )
    assert cov is not None and style is not None
    assert words(cov[0], installs=True) == [("pytest",), ("coverage",), (".",)]
    assert words(cov[0], installs=False) == [("pytest", "--cov"), ("coverage", "report")]
    assert words(style[0], installs=True) == [("ruff",)]
    assert words(style[0], installs=False) == [("ruff", "check", "."), ("ruff", "format")]
    assert style[0].python == "3.11"
    assert hatch(["run", "other:check"], "", {}, "3.12", tree) is None


@pytest.mark.parametrize("name", ["tox.ini", "setup.cfg", "pyproject.toml", "tox.toml", "noxfile.py"])
@given(text=st.text(alphabet="[]{}:=,-!\n ptox\"'#\\envabcdl.()@", max_size=120))
@settings(max_examples=40)
def test_any_text_is_read(name: str, text: str) -> None:
    source = Source(name, text)
    read_noxfile(source) if name == "noxfile.py" else read_tox(source)
    tree = Tree.of({name: text})
    for runner in (tox, nox, hatch):
        runner(["-e", "a"], "", {}, "3.12", tree)
