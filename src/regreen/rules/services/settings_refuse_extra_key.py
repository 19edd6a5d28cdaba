"""A `.env` file has a key that the settings class which reads it has no field for.

## Why
pydantic-settings 2 refuses unknown keys of a dotenv file (`Extra inputs are not permitted`), unlike those of the
environment. The file grew with other tools (`docker compose`, the front end), or the job copies `.env.example`.

## Fix
`extra="ignore"` in the class's `SettingsConfigDict`, or a field for the key.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.model.text import Span
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import unique

if TYPE_CHECKING:
    from regreen.project.env_files import Extra
    from regreen.project.imported import Imported, Use
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree


def refused(job_runs: tuple[JobRun, ...], imported: Imported, tree: Tree) -> Matches:
    """One match for each settings class."""
    for extra, use in _refused(job_runs, imported, tree):
        more = f" and {extra.count - 1} more keys" if extra.count > 1 else ""
        yield Match(
            places=unique((extra.place, extra.config, use.call.place)),
            data={"key": extra.name, "settings": extra.settings, "path": extra.config.path},
            severity=Severity.ERROR if extra.made and imported.surely(use) else Severity.WARNING,
            count=extra.count,
            title=f"{extra.settings} refuses {extra.name}{more} of {extra.place.path}, for which it has no field",
        )


def _refused(job_runs: tuple[JobRun, ...], imported: Imported, tree: Tree) -> Iterator[tuple[Extra, Use]]:
    from regreen.project.env_files import extra_keys

    seen: set[tuple[str, str]] = set()
    for run in job_runs:
        for use in imported.of_run(run):
            source = tree.source(use.path)
            if source is None or "SettingsConfigDict(" not in source.text:
                continue
            for extra in extra_keys(source, run, tree):
                if (source.path, extra.settings) not in seen:
                    seen.add((source.path, extra.settings))
                    yield extra, use


def ignored(match: Match, job_runs: tuple[JobRun, ...], imported: Imported, tree: Tree) -> list[Edit]:
    """`extra="ignore"` for the class."""
    for extra, _ in _refused(job_runs, imported, tree):
        if (extra.config.path, extra.settings) == (match.data["path"], match.data["settings"]):
            span = Span(extra.config.path, extra.opening, extra.opening)
            return [Edit(span, "", 'extra="ignore", ')]
    return []


RULE = Rule(
    id="settings-refuse-extra-key",
    category=Category.ENVIRONMENT_VARIABLE,
    title="{settings} refuses {key}, for which it has no field",
    find=refused,
    key=("settings", "path"),
    explains=("variable-malformed", "test-collection-error", "conftest-import-error"),
    fixers=(Fixer("Let the class ignore keys it has no field for", Safety.UNSAFE, ignored),),
)
