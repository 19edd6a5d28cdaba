"""An upload to Codecov has no token, and the job fails with it.

## Why
Since version 4 the action wants a token for every upload from the repository itself; only pull requests from forks
of public repositories, and organisations that switched the check off, do without. With `fail_ci_if_error: true` the
refusal ends the job.

## Fix
Give it `token: ${{ secrets.CODECOV_TOKEN }}`, or `use_oidc: true` with the permission `id-token: write`; or let the job
go on without the upload.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._uses import Use, uses

if TYPE_CHECKING:
    from regreen.workflow.scripts import PlacedStep

_ACTION = "codecov/codecov-action"
_SINCE = 4  # the major version that wants a token


def tokenless(steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each step."""
    from regreen.project.place import at

    for use in _all(steps):
        node = use.placed.step.at("with", "fail_ci_if_error")
        places = (at(use.source, node.span.start), use.place) if node is not None else (use.place,)
        yield Match(
            places=places,
            data={"path": use.source.path, "job": use.placed.job.id if use.placed.job is not None else ""},
            title=f"{use.shown} has no token, and the job fails when the upload is refused",
        )


def _all(steps: tuple[PlacedStep, ...]) -> Iterator[Use]:
    for use in uses(steps, _ACTION):
        given = use.placed.step.with_
        strict = given.get("fail_ci_if_error", "").lower() == "true"
        token = given.get("token") or given.get("use_oidc", "").lower() not in ("", "false")
        old = not use.version or use.version[0] < _SINCE
        soft = use.placed.step.continue_on_error not in (None, False)
        if strict and not token and not old and not soft and use.placed.env("CODECOV_TOKEN") is None:
            yield use


def given(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """The secret under the name that Codecov proposes."""
    from regreen.patch.yaml import insert_key

    for use in _all(steps):
        if use.place in match.places:
            try:
                return insert_key(
                    use.source, (*use.placed.path, "with"), "token", "${{ secrets.CODECOV_TOKEN }}"
                )
            except PatchError:
                return []
    return []


RULE = Rule(
    id="upload-token-missing",
    category=Category.PERMISSION_SECRET,
    title="The upload to Codecov has no token",
    find=tokenless,
    key=("path", "job"),
    severity=Severity.WARNING,
    fixers=(Fixer("Give it the secret CODECOV_TOKEN", Safety.UNSAFE, given),),
)
