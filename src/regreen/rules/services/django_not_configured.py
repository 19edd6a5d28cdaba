"""Django is used before it is told its settings or before its applications are loaded.

## Why
`DJANGO_SETTINGS_MODULE` is not set in the job, names a module that is not on the path, or models are
imported at module level before `django.setup()`.

## Fix
Set `DJANGO_SETTINGS_MODULE` (for pytest-django in the configuration), install the project so that it is
importable, and import models inside functions of `apps.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import unique
from regreen.rules._saying import saying

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree

_TOLD = re.compile(r"DJANGO_SETTINGS_MODULE|settings\.configure\(|django\.setup\(")
_USED = re.compile(r"^(?:from django\.(?:contrib|db|urls|test|conf)|@pytest\.mark\.django_db)", re.MULTILINE)

log = saying(
    r"ImproperlyConfigured: (?P<what>Requested settings?, but settings are not configured|Requested setting \w+, but settings are not configured)",
    r"AppRegistryNotReady: (?P<what>[^\n]+)",
    r"(?P<what>No Django settings specified)",
    r"(?P<what>Could not import settings '[^'\n]+')",
    r"ImproperlyConfigured: (?P<what>The SECRET_KEY setting must not be empty)",
    r"(?P<what>pytest-django could not find a Django project)",
    r"(?P<what>Model class [\w.]+ doesn't declare an explicit app_label)",
)


def untold(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """One match for each call of pytest whose tests use Django and that nothing tells the settings."""
    from regreen.project.pytest_runs import pytest_runs

    seen: set[str] = set()
    for found in pytest_runs(job_runs, lacking):
        named = found.collection.setting("DJANGO_SETTINGS_MODULE") or found.collection.setting(
            "django_find_project"
        )
        if (
            named is not None
            or "DJANGO_SETTINGS_MODULE" in found.call.variables
            or "django" not in found.held
        ):
            continue
        if any(option in ("--ds", "--dc") for option, _ in found.collection.options):
            continue
        texts = {path: tree.text(path) or "" for path in found.collection.modules}
        if any(_TOLD.search(text) for text in texts.values()) or found.run.workflow.path in seen:
            continue
        path = next((path for path, text in texts.items() if _USED.search(text)), "")
        source = tree.source(path) if path else None
        match = _USED.search(source.text) if source is not None else None
        if source is not None and match is not None:
            seen.add(found.run.workflow.path)
            line = source.text.count("\n", 0, match.start()) + 1
            setting = found.setting_place
            yield Match(
                places=unique(
                    (
                        found.call.place,
                        FileEvidence(path, line, 1, source.line(line).strip()),
                        *([setting] if setting is not None else []),
                    )
                ),
                data={
                    "what": "nothing sets DJANGO_SETTINGS_MODULE for pytest",
                    "file": found.collection.config.files.get("pytest", "")
                    if not found.collection.root
                    else "",
                },
                severity=Severity.ERROR if found.certain else Severity.WARNING,
            )


def told(match: Match, tree: Tree) -> list[Edit]:
    """The only settings module of the project, in pytest's configuration."""
    from regreen.patch.ini import set_option
    from regreen.patch.toml import set_value

    modules = [path for path in tree.names.get("settings.py", ()) if path.count("/") == 1]
    path = match.data.get("file", "")
    source = tree.source(path) if path and len(modules) == 1 else None
    if source is None:
        return []
    name = modules[0].removesuffix(".py").replace("/", ".")
    try:
        if path.endswith(".toml"):
            return set_value(source, ("tool", "pytest", "ini_options", "DJANGO_SETTINGS_MODULE"), name)
        section = "tool:pytest" if path.endswith("setup.cfg") else "pytest"
        return set_option(source, section, "DJANGO_SETTINGS_MODULE", name)
    except PatchError:
        return []


RULE = Rule(
    id="django-not-configured",
    category=Category.ENVIRONMENT_VARIABLE,
    title="Django is not configured: {what}",
    log=log,
    find=untold,
    key=("what",),
    explains=(
        "test-failed",
        "tests-failed-unnamed",
        "test-collection-error",
        "conftest-import-error",
        "no-tests-collected",
        "coverage-below-*",
    ),
    fixers=(
        Fixer("Name the settings in pytest's configuration", Safety.UNSAFE, told),
        Fixer(
            "Name the settings", Safety.ADVICE, commands=("export DJANGO_SETTINGS_MODULE=project.settings",)
        ),
    ),
)
