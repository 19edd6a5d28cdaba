from __future__ import annotations

import pytest

from regreen.project.generated import Generated
from regreen.project.jobs.projects import Projects
from regreen.project.jobs.versions import contains, disjoint, python_fits
from regreen.project.layout import absent, candidates, missing_scripts, named_files, named_folders
from regreen.project.tree import Tree

SETUPTOOLS = (
    '[project]\nname = "shop"\n[build-system]\nrequires = []\nbuild-backend = "setuptools.build_meta"\n'
)


def found(files: dict[str, str]) -> tuple[str, ...]:
    return candidates(Projects(Tree.of(files)).at(""))


def test_what_setuptools_finds_in_a_flat_layout() -> None:
    flat = {
        "pyproject.toml": SETUPTOOLS,
        "shop/a.py": "",
        "data/x.csv": "",
        "tests/t.py": "",
        "my-docs/x.md": "",
    }
    assert found(flat) == ("data", "shop")
    assert found({**flat, "src/shop/__init__.py": ""}) == ()
    assert found({**flat, "setup.py": "from setuptools import setup\nsetup(packages=['shop'])\n"}) == ()
    assert found({**flat, "pyproject.toml": SETUPTOOLS + "[tool.setuptools]\npackages = ['shop']\n"}) == ()
    assert (
        found({**flat, "pyproject.toml": SETUPTOOLS.replace("setuptools.build_meta", "hatchling.build")})
        == ()
    )
    assert found({"pyproject.toml": SETUPTOOLS, "a.py": "", "b.py": "", "conftest.py": ""}) == ("a", "b")


def test_named_paths_that_are_not_there() -> None:
    text = SETUPTOOLS.replace("[build", 'readme = "A.md"\nlicense = {file = "COPYING"}\n[build')
    text += '[project.scripts]\nx = "shop.gone:main"\ny = "shop.a:main"\n'
    text += '[tool.setuptools]\npackages = ["shop", "gone"]\n'
    tree = Tree.of({"pyproject.toml": text, "shop/__init__.py": "", "shop/a.py": "", "COPYING": ""})
    project, generated = Projects(tree).at(""), Generated(tree)
    assert [item.path for item in absent(project, named_folders(project), generated)] == ["gone"]
    assert list(named_files(project)) == []  # setuptools only warns
    flit = Tree.of(
        {"pyproject.toml": text.replace("setuptools.build_meta", "flit_core.buildapi"), "COPYING": ""}
    )
    other = Projects(flit).at("")
    assert [item.path for item in absent(other, named_files(other), generated)] == ["A.md"]
    assert [(script.name, module) for script, module in missing_scripts(project)] == [("x", "shop.gone")]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("==1.0", "==2.0", True),
        (">=2", "<2", True),
        ("==1.2.*", "==1.3.5", True),
        ("~=1.4", ">=2", True),
        ("~=1.4", ">=1.4.5", False),
        (">1.0", "<1.1", False),
        (">=1", "!=1.5", False),
        ("", "==1", False),
    ],
)
def test_ranges_that_do_not_meet(first: str, second: str, expected: bool) -> None:
    assert disjoint(first, second) is disjoint(second, first) is expected


def test_what_a_range_has() -> None:
    assert (
        python_fits(">=3.8.1", "3.8")
        and not python_fits(">=3.8,<3.12", "3.12")
        and python_fits("nonsense", "3.9")
    )
    assert contains("", "5.0") and contains("not a range", "1") and not contains("<5", "5.0")
