from __future__ import annotations

import pytest

from regreen.project.tree import Tree
from regreen.project.unresolved import Resolver, Unresolved

BASE = {"pkg/__init__.py": "", "pkg/a.py": "", "pyproject.toml": '[project]\nname = "pkg"\n'}


def find(
    files: dict[str, str], *, declared: tuple[str, ...] = (), ignored: tuple[str, ...] = ()
) -> list[Unresolved]:
    tree = Tree.of(files, ignored=ignored)
    return list(Resolver(tree, frozenset(declared), frozenset({"pkg"})).unresolved())


def names(found: list[Unresolved]) -> list[tuple[str, str, bool]]:
    return [(item.statement.path, item.module, item.certain) for item in found]


def test_a_package_hidden_by_an_unanchored_pattern() -> None:
    files = BASE | {
        ".gitignore": "*.pyc\nlib/\n",
        "pkg/b.py": "import os\nfrom pkg.lib.x import y\nfrom .lib import z\n",
    }
    found = find(files, ignored=("pkg/lib/x.py",))
    assert names(found) == [("pkg/b.py", "pkg.lib", True), ("pkg/b.py", "pkg.lib", True)]
    first = found[0]
    assert first.ignored_by is not None
    assert (first.ignored_by.path, first.ignored_by.line, first.ignored_by.text) == (".gitignore", 2, "lib/")
    assert first.hidden == "pkg/lib/__init__.py" and first.present == "pkg/lib/x.py"
    assert (first.statement.line, first.statement.column) == (2, 23)


def test_a_name_of_a_package_that_is_no_file() -> None:
    files = BASE | {".gitignore": "*secret*\n", "pkg/b.py": "from . import a, secrets_manager\n"}
    found = find(files)
    assert names(found) == [("pkg/b.py", "pkg.secrets_manager", True)]
    assert found[0].expected == ("pkg/secrets_manager.py", "pkg/secrets_manager/__init__.py")


def test_a_module_that_was_never_added_needs_no_ignore_line() -> None:
    found = find(BASE | {"tests/test_a.py": "from pkg.gone import x\nimport pkg.a\n"})
    assert names(found) == [("tests/test_a.py", "pkg.gone", True)]
    assert found[0].ignored_by is None


def test_a_top_level_folder_that_an_ignore_line_names() -> None:
    files = {".gitignore": "lib/\n*log*\n", "app.py": "from lib.helpers import x\nimport structlog\n"}
    assert names(find(files)) == [("app.py", "lib", True), ("app.py", "structlog", False)]
    assert find(files, declared=("lib", "structlog")) == []


def test_guarded_and_late_imports_are_not_certain() -> None:
    text = (
        "try:\n    import pkg.fast\nexcept ImportError:\n    pass\ndef f():\n    import pkg.late\n"
        "if TYPE_CHECKING:\n    from pkg.types_only import T\n"
    )
    assert [item.certain for item in find(BASE | {"pkg/b.py": text})] == [False, False, False]


def test_source_layout_and_monorepo_roots() -> None:
    files = {
        "backend/src/app/__init__.py": "",
        "backend/src/app/core/__init__.py": "value = 1\n",
        "backend/tests/test_x.py": "from app.core import value\nfrom app import nothing\nimport app.core.gone\n",
        "other/tests/test_y.py": "import app.elsewhere\n",
    }
    assert names(find(files)) == [("backend/tests/test_x.py", "app.core.gone", True)]


@pytest.mark.parametrize(
    "extra",
    [
        {"pkg/b.py": "from pkg._version import version\n"},
        {"pkg/b.py": "from ._speed import f\n", "setup.py": "setup(ext_modules=[x])\n"},
        {"pkg/b.py": "from .speed import f\n", "pkg/speed.pyx": ""},
        {"pkg/b.py": "from .speed import f\n", "pkg/speed.pyi": ""},
        {"pkg/b.py": "from .x_pb2 import f\n", "proto/x.proto": ""},
        {
            "pkg/b.py": "from pkg.native import f\n",
            "setup.py": 'Extension("pkg.native", []); ext_modules=1\n',
        },
        {"pkg/b.py": "from .table import f\n", "Makefile": "gen:\n\tpython gen.py > pkg/table.py\n"},
        {"pkg/b.py": "from . import thing\n", "pkg/__init__.py": "def __getattr__(name): ...\n"},
        {"pkg/b.py": "from . import thing\n", "pkg/__init__.py": "from .a import *\n"},
        {"pkg/b.py": "from . import thing\n", "pkg/__init__.py": "thing = 1\n"},
        {"pkg/b.py": "from .more import x\n", "pkg/__init__.py": "__path__ = extend()\n"},
        {"pkg/b.py": '"""\nimport pkg.no\n"""\n# import pkg.no\n'},
        {"tests/data/case.py": "import pkg.no\n"},
        {"{{cookiecutter.x}}/m.py": "import pkg.no\n"},
        {"pkg/_vendor/m.py": "import pkg.no\n"},
        {"yaml/x.py": "", "pkg/b.py": "import yaml.nodes\n"},  # a namespace of somebody else, perhaps
        {"pkg/test/__init__.py": "", "pkg/b.py": "import test.support\n"},
        {"other/pkg/part.py": "", "pkg/b.py": "from pkg.part import x\n"},
        {"pkg/b.py": "from ....far import x\n"},
        {"pkg/b.py": "print 'x'\nimport pkg.no\n"},
    ],
)
def test_quiet(extra: dict[str, str]) -> None:
    assert names(find(BASE | extra)) == []


def test_a_file_that_its_ignore_line_names_is_made_by_something() -> None:
    files = BASE | {".gitignore": "/pkg/tables.py\n", "pkg/b.py": "from .tables import x\n"}
    assert names(find(files)) == [("pkg/b.py", "pkg.tables", False)]


def test_submodules_and_declared_packages_are_not_ours() -> None:
    files = BASE | {"alembic/__init__.py": "", "pkg/b.py": "from alembic.runtime import x\n"}
    assert names(find(files)) == [("pkg/b.py", "alembic.runtime", True)]
    assert find(files, declared=("Alembic",)) == []
    tree = Tree.of(BASE | {"pkg/b.py": "from pkg.sub.x import y\n"})
    tree = Tree({**tree.modes, "pkg/sub": 0o160000}, tree.read)
    assert Resolver(tree).unresolved() == ()
