"""Django is used before it is told its settings or before its applications are loaded.

## Why
`DJANGO_SETTINGS_MODULE` is not set in the job, names a module that is not on the path, or models are
imported at module level before `django.setup()`.

## Fix
Set `DJANGO_SETTINGS_MODULE` (for pytest-django in the configuration), install the project so that it is
importable, and import models inside functions of `apps.py`.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._saying import saying

log = saying(
    r"ImproperlyConfigured: (?P<what>Requested settings?, but settings are not configured|Requested setting \w+, but settings are not configured)",
    r"AppRegistryNotReady: (?P<what>[^\n]+)",
    r"(?P<what>No Django settings specified)",
    r"(?P<what>Could not import settings '[^'\n]+')",
    r"ImproperlyConfigured: (?P<what>The SECRET_KEY setting must not be empty)",
    r"(?P<what>pytest-django could not find a Django project)",
    r"(?P<what>Model class [\w.]+ doesn't declare an explicit app_label)",
)


RULE = Rule(
    id="django-not-configured",
    category=Category.ENVIRONMENT_VARIABLE,
    title="Django is not configured: {what}",
    log=log,
    explains=(
        "test-failed",
        "tests-failed-unnamed",
        "test-collection-error",
        "conftest-import-error",
        "no-tests-collected",
        "coverage-below-*",
    ),
    fixers=(
        Fixer(
            "Name the settings", Safety.ADVICE, commands=("export DJANGO_SETTINGS_MODULE=project.settings",)
        ),
    ),
)
