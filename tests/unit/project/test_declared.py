from __future__ import annotations

import pytest

from regreen.model.text import Source
from regreen.project.declared import Declared, Kind, poetry_specifier
from regreen.project.dependencies import declared_dependencies, project_names
from regreen.project.distributions import distribution_of, is_provided, normalize
from regreen.project.pyproject import pyprojects, read_pyproject
from regreen.project.requirements import is_requirements_file, read_requirements
from regreen.project.setuppy import read_setup_py
from regreen.project.tree import Tree

PYPROJECT = """\
[build-system]
requires = ["hatchling>=1"]
build-backend = "hatchling.build"

[project]
name = "Demo_Project"
requires-python = ">=3.11"
dependencies = [
  "a>=1,<2",
  "b[x] ; python_version < '3.12'",
  "c @ https://example.org/c.whl",
]
[project.optional-dependencies]
test = ["pytest"]
[project.scripts]
demo = "demo.cli:main"

[dependency-groups]
lint = ["ruff==0.1", {include-group = "typing"}]
typing = ["mypy", {include-group = "Lint"}, {include-group = "none"}]

[tool.uv]
dev-dependencies = ["tox"]
[tool.hatch.envs.docs]
dependencies = ["sphinx"]
[tool.hatch.build.hooks.vcs]
version-file = "src/demo/_v.py"
"""
POETRY = """\
[tool.poetry]
name = "p"
package-mode = false
[tool.poetry.dependencies]
python = "^3.11"
a = "^1.2"
b = { version = "~2.0", optional = true, extras = ["x"], markers = "os_name == 'nt'" }
c = { git = "https://example.org/c.git" }
d = [{ version = "1.*", python = "<3.9" }, { version = "2" }]
[tool.poetry.group.dev.dependencies]
pytest = "*"
[tool.poetry.extras]
more = ["b"]
"""


def row(item: Declared) -> tuple[str, str, str, str, int]:
    return item.key, item.specifier, item.kind, item.group, item.line


def test_pyproject_of_the_standards() -> None:
    project = read_pyproject(Source("pyproject.toml", PYPROJECT))
    assert project is not None
    assert [row(item) for item in project.dependencies()] == [
        ("hatchling", ">=1", "build", "", 2),
        ("a", "<2,>=1", "main", "", 9),
        ("b", "", "main", "", 10),
        ("c", "", "main", "", 11),
        ("pytest", "", "extra", "test", 14),
        ("ruff", "==0.1", "group", "lint", 19),
        ("mypy", "", "group", "typing", 20),
        ("tox", "", "group", "dev", 23),
        ("sphinx", "", "environment", "docs", 25),
    ]
    third, fourth = project.dependencies()[2:4]
    assert third.extras == ("x",) and third.marker == 'python_version < "3.12"'
    assert fourth.url == "https://example.org/c.whl"
    assert project.name == "Demo_Project" and project.requires_python == ">=3.11" and project.is_package
    assert project.backend == "hatchling.build" and project.version_files == ("src/demo/_v.py",)
    assert project.extras == ("test",) and project.groups == ("lint", "typing", "dev")
    assert set(project.included_groups("LINT")) == {"lint", "typing"} and project.included_groups("no") == ()
    script = project.scripts[0]
    assert (script.name, script.target, script.place.line) == ("demo", "demo.cli:main", 16)
    assert project.place("tool", "nothing", "here").line == 1


def test_pyproject_of_poetry() -> None:
    project = read_pyproject(Source("pyproject.toml", POETRY))
    assert project is not None
    assert [row(item) for item in project.dependencies()] == [
        ("a", ">=1.2,<2", "main", "", 6),
        ("b", ">=2.0,<2.1", "extra", "more", 7),
        ("c", "", "main", "", 8),
        ("d", "==1.*", "main", "", 9),
        ("d", "==2", "main", "", 9),
        ("pytest", "", "group", "dev", 11),
    ]
    assert project.requires_python == ">=3.11,<4" and not project.is_package and project.groups == ("dev",)


@pytest.mark.parametrize(
    "constraint, expected",
    [
        ("^1.2.3", ">=1.2.3,<2"),
        ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0.0.3", ">=0.0.3,<0.0.4"),
        ("^0", ">=0,<1"),
        ("~1.2.3", ">=1.2.3,<1.3"),
        ("~1", ">=1,<2"),
        ("~=1.2", "~=1.2"),
        ("*", ""),
        ("1.2", "==1.2"),
        (">=1,<2", ">=1,<2"),
        ("^1 || ^2", "^1 || ^2"),
    ],
)
def test_poetry_constraints(constraint: str, expected: str) -> None:
    assert poetry_specifier(constraint) == expected


def test_requirements_files() -> None:
    text = (
        "-r ../base.txt\n-c constraints.txt\n--index-url=https://example.org\n-e git+https://e.org/x#egg=X_y\n"
        "A==1 \\\n --hash=sha256:0\n./local\nnot a ! name\n.[test]; python_version > '3'\n./dist/x-1.whl\n"
    )
    found = read_requirements(Source("requirements/dev.txt", text))
    assert [(item.target, item.constraint) for item in found.includes] == [
        ("base.txt", False),
        ("requirements/constraints.txt", True),
    ]
    assert [(item.name, item.value) for item in found.options] == [("--index-url", "https://example.org")]
    assert [row(item) for item in found.declared] == [
        ("x-y", "", "file", "requirements/dev.txt", 4),
        ("a", "==1", "file", "requirements/dev.txt", 5),
        ("not", "", "file", "requirements/dev.txt", 8),
    ]
    assert found.hashed and found.projects == ("git+https://e.org/x#egg=X_y", "./local", ".[test]")
    assert read_requirements(Source("r.txt", "-r ../../out.txt\n")).includes[0].target == ""


@pytest.mark.parametrize(
    "path, expected",
    [
        ("requirements.txt", True),
        ("requirements-dev.txt", True),
        ("dev-requirements.in", True),
        ("requirements/test.txt", True),
        ("ci/constraints.txt", True),
        ("robots.txt", False),
        ("docs/requirements.md", False),
        ("requirements/readme.rst", False),
    ],
)
def test_names_of_requirements_files(path: str, expected: bool) -> None:
    assert is_requirements_file(path) is expected


SETUP_PY = """\
import os
BASE = ["a>=1"]
raise SystemExit("never run")
setup(
    name="demo", python_requires=">=3.9",
    install_requires=BASE + [
        "b",
    ],
    extras_require={"test": ["c", *BASE]},
    packages=find_packages(),
)
"""


def test_setup_py_is_read_and_not_run() -> None:
    setup = read_setup_py(Source("setup.py", SETUP_PY))
    assert setup is not None and setup.name == "demo" and setup.requires_python == ">=3.9"
    assert [row(item) for item in setup.dependencies()] == [
        ("a", ">=1", "main", "", 2),
        ("b", "", "main", "", 7),
        ("c", "", "extra", "test", 9),
        ("a", ">=1", "extra", "test", 2),
    ]
    assert setup.dynamic == ("packages",) and not setup.opaque and setup.extras == ("test",)
    assert read_setup_py(Source("setup.py", "x = y = 1\nx = x\n")) is None
    assert read_setup_py(Source("setup.py", "A = A\nsetup(install_requires=A, name=A)")) is not None


def test_all_files_of_a_tree() -> None:
    cfg = (
        "[metadata]\nname = cfg\n[options]\ninstall_requires =\n    a>1\n    # no\n    b; os_name == 'nt'\n"
        "[options.extras_require]\nt = file: x.txt\nu = c\n"
    )
    tree = Tree.of(
        {
            "pyproject.toml": POETRY,
            "sub/pyproject.toml": PYPROJECT,
            "bad/pyproject.toml": "[",
            "setup.cfg": cfg,
            "setup.py": SETUP_PY,
            "requirements.txt": "z\n",
            "constraints.txt": "y<2\n",
            "Pipfile": '[packages]\nq = "*"\nr = {version = "==1"}\n',
            "tests/fixtures/requirements.txt": "hidden\n",
        }
    )
    found = {(item.path, item.key, item.kind) for item in declared_dependencies(tree)}
    assert {
        ("pyproject.toml", "a", Kind.MAIN),
        ("sub/pyproject.toml", "ruff", Kind.GROUP),
        ("setup.cfg", "b", Kind.MAIN),
        ("setup.cfg", "c", Kind.EXTRA),
        ("setup.py", "b", Kind.MAIN),
        ("requirements.txt", "z", Kind.FILE),
        ("constraints.txt", "y", Kind.CONSTRAINT),
        ("Pipfile", "r", Kind.MAIN),
    } <= found
    assert "hidden" not in {name for _, name, _ in found}
    assert project_names(tree) == {"p", "Demo_Project", "cfg", "demo"}
    assert [project.path for project in pyprojects(tree)] == ["pyproject.toml", "sub/pyproject.toml"]


def test_modules_and_distributions() -> None:
    assert normalize("A._-b") == "a-b"
    assert distribution_of("yaml.nodes") == "pyyaml" and distribution_of("requests") == "requests"
    assert is_provided("cv2", ["opencv-python-headless"]) and is_provided(
        "google.cloud", ["google-cloud-storage"]
    )
    assert is_provided("dateutil", ["python-dateutil"]) and not is_provided("yaml", ["requests"])


def test_what_pip_installs_into_an_environment_of_conda() -> None:
    text = (
        "name: shop\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n  - numpy>=2\n  - pip:\n"
        "      - rope[all]>=2,<3\n      - -r more.txt\n      - 'anchor == 1.0'\n"
    )
    files = {"environment.yml": text, "broken-environment.yaml": "dependencies: [", "conf.yml": text}
    assert [row(item) for item in declared_dependencies(Tree.of(files))] == [
        ("rope", "<3,>=2", "file", "environment.yml", 7),
        ("anchor", "==1.0", "file", "environment.yml", 9),
    ]
