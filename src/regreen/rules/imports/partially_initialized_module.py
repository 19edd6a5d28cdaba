"""A name is wanted from a module that has not finished its own import.

## Why
CPython adds "most likely due to a circular import" to this error whenever a module is still being imported.
For a plain module that is true: something it imports comes back to it. For a package (`__init__.py`) the
same words appear when `from . import name` asks for a submodule that does not exist, for instance because
its file was never committed.

## Fix
For a package look first whether the file `name.py` is in git (`git ls-files`, `git check-ignore -v`). For a
cycle import inside the function that needs the name, or move what both modules need into a third one.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._saying import Form, saying

_CYCLE = "{module} is imported again before it has defined {name}: the imports form a cycle"
_ABSENT = "{module} has no {name} yet: a submodule that does not exist, or a cycle"
_SHADOW = "{module} is a file of the project that hides the module of that name"

log = saying(
    Form(
        r"cannot import name '(?P<name>\w+)' from partially initialized module '(?P<module>[\w.]+)'[^\n]*__init__\.py\)",
        title=_ABSENT,
    ),
    Form(
        r"cannot import name '(?P<name>\w+)' from partially initialized module '(?P<module>[\w.]+)'[^\n]*\.pyx?\)",
        category=Category.IMPORT_CYCLE,
        title=_CYCLE,
    ),
    Form(
        r"cannot import name '(?P<name>\w+)' from partially initialized module '(?P<module>[\w.]+)'",
        title=_ABSENT,
    ),
    Form(
        r"partially initialized module '(?P<module>[\w.]+)' (?:from '[^'\n]*' )?has no attribute '(?P<name>\w+)' \(most likely",
    ),
    Form(
        r"module '(?P<module>[\w.]+)' has no attribute '(?P<name>\w+)' \(consider renaming '", title=_SHADOW
    ),
)


RULE = Rule(
    id="partially-initialized-module",
    category=Category.MISSING_MODULE,
    title="{name} is not in {module} while it is being imported",
    log=log,
    key=("module", "name"),
    explains=(
        "name-not-importable",
        "test-collection-error",
        "conftest-import-error",
        "test-failed",
        "coverage-below-threshold",
    ),
    fixers=(
        Fixer(
            "See whether git has the submodule, and what hides it",
            Safety.ADVICE,
            commands=("git ls-files | grep {name}", "git check-ignore -v **/{name}.py"),
        ),
    ),
)
