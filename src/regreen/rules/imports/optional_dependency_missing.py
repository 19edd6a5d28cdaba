"""A package is there, and needs another one for what it is asked to do.

## Why
The feature is an extra of the package (`pandas[excel]`, `uvicorn[standard]`, `pydantic[email]`), and the
job installs the package without it. On the developer's machine something else had brought it along.

## Fix
Declare the extra, or the package the message names, where the job installs from.
"""

from __future__ import annotations

from regreen.logs.statements import Statement
from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._saying import Form, saying

_LOOSE = {"wording": "loose"}  # words that only an ImportError makes certain
_IMPORT = ("ImportError", "ModuleNotFoundError")
_OTHERS = ("RuntimeError", "FeatureNotFound", "MissingBackendError")


def _needed(statement: Statement, data: dict[str, str]) -> dict[str, str] | None:
    error, first = statement.signal.error, statement.text.partition("\n")[0]
    if error not in (_IMPORT if "wording" in data else (*_IMPORT, *_OTHERS)) or "No module named" in first:
        return None
    return {"needs": data.get("needs") or data.get("socks", "")}


log = saying(
    r"[Ff]orm data requires \"(?P<needs>[\w.-]+)\" to be installed",
    r"requires the (?P<needs>[\w.-]+) package to be installed",
    r"Missing optional dependency '(?P<needs>[\w.-]+)'",
    r"(?P<needs>[\w.-]+) is not installed, run `pip install",
    r"Using http2=True, but the '(?P<needs>h2)' package is not installed|Using SOCKS proxy, but the '(?P<socks>socksio)' package is not installed",
    r"Couldn't find a tree builder with the features you requested: (?P<needs>[\w.-]+)",
    r"Unable to find a usable engine; tried using: '(?P<needs>\w+)'",
    r"(?P<needs>bcrypt): no backends available",
    Form(
        r"(?:[Pp]lease install|[Yy]ou need to install|[Tt]ry:?) `?(?:pip install |the )?[`'\"]?(?P<needs>[a-z][\w.\[\]-]{2,40})[`'\"]?",
        _LOOSE,
    ),
    Form(
        r"[`'\"]?(?P<needs>[a-z][\w.-]{1,40})[`'\"]? (?:is|must be) (?:required|not installed|installed to use)",
        _LOOSE,
    ),
    judge=_needed,
)


RULE = Rule(
    id="optional-dependency-missing",
    category=Category.MISSING_MODULE,
    title="{needs} is needed and not installed",
    log=log,
    key=("needs",),
    explains=(
        "module-not-installed",
        "test-collection-error",
        "conftest-import-error",
        "test-failed",
        "no-tests-collected",
        "coverage-below-*",
    ),
    tier=Tier.SPECIFIC,
    fixers=(
        Fixer("Declare it where the job installs from", Safety.ADVICE, commands=("pip install '{needs}'",)),
    ),
)
