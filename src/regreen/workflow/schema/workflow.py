"""The keys of a workflow file.

Source: GitHub Docs, "Workflow syntax for GitHub Actions"; GitHub's own schema
(github.com/actions/languageservices, workflow-parser/src/workflow-v1.0.json). As of 2026-11.
"""

from __future__ import annotations

from msgspec.structs import replace

from regreen.workflow.schema import scopes
from regreen.workflow.schema.events import EVENTS
from regreen.workflow.schema.permissions import PERMISSIONS
from regreen.workflow.schema.shape import (
    ANY,
    BOOLEAN,
    LITERAL,
    NAME,
    STRING,
    Keys,
    Kind,
    Scope,
    Shape,
    Text,
    choice,
    listing,
    mapping,
    one_or_more,
)

CONDITION = Shape("condition", Text(condition=True), null=True)
_POSITIVE = Shape("number above 0", Text(Kind.NUMBER, positive=True))
_WHOLE = Shape("whole number above 0", Text(Kind.INTEGER, positive=True))


def _environment(scope: Scope) -> Shape:
    return mapping(others=STRING).within(scope)


def _defaults(scope: Scope) -> Shape:
    run = mapping({"shell": LITERAL, "working-directory": NAME}).within(scope)
    return mapping({"run": run})


def _with_text(shape: Shape, what: str, text: Text) -> Shape:
    return replace(shape, what=what, text=text)


_CREDENTIALS = mapping({"username": NAME, "password": NAME}, "username", "password").within(
    scopes.CREDENTIALS
)
_CONTAINER_FIELDS = {
    "image": NAME,
    "credentials": _CREDENTIALS,
    "env": _environment(scopes.CONTAINER_ENV),
    "ports": listing(NAME),
    "volumes": listing(NAME),
    "options": STRING,
}
_CONTAINER = _with_text(mapping(_CONTAINER_FIELDS, "image").within(scopes.JOB), "image or mapping", Text())
_SERVICE = _with_text(
    mapping({**_CONTAINER_FIELDS, "command": STRING, "entrypoint": STRING}, "image"),
    "image or mapping",
    Text(empty=False),
)
_CONCURRENCY = _with_text(
    mapping({"group": NAME, "cancel-in-progress": BOOLEAN, "queue": choice("single", "max")}, "group"),
    "group or mapping",
    Text(),
)
_DEPLOYMENT = _with_text(
    mapping({"name": NAME, "url": STRING.within(scopes.RUNNER), "deployment": BOOLEAN}, "name"),
    "name or mapping",
    Text(),
)
_LABELS = one_or_more(NAME)
_RUNS_ON = replace(
    mapping({"group": NAME, "labels": _LABELS}),
    what="label, list of labels or mapping",
    text=Text(empty=False),
    items=NAME,
).within(scopes.JOB)
_MATRIX_FILTER = listing(mapping(others=ANY))
_MATRIX = mapping(
    {"include": _MATRIX_FILTER, "exclude": _MATRIX_FILTER}, others=replace(listing(ANY), empty=True)
)
_STRATEGY = mapping({"matrix": _MATRIX, "fail-fast": BOOLEAN, "max-parallel": _WHOLE}).within(scopes.NEEDS)
_SNAPSHOT = _with_text(
    mapping({"image-name": NAME, "version": NAME, "if": CONDITION.within(scopes.JOB)}, "image-name"),
    "image name or mapping",
    Text(empty=False),
)

_STEP_COMMON = {
    "name": STRING.within(scopes.STEP),
    "id": NAME,
    "continue-on-error": BOOLEAN.within(scopes.STEP),
}
_STEP_WORKING = {
    **_STEP_COMMON,
    "if": CONDITION.within(scopes.STEP_IF),
    "env": _environment(scopes.STEP),
    "timeout-minutes": _POSITIVE.within(scopes.STEP),
    "background": BOOLEAN,
}
_RUN_STEP = Keys(
    {
        **_STEP_WORKING,
        "run": Shape("script", Text()).within(scopes.STEP),
        "shell": LITERAL,
        "working-directory": STRING.within(scopes.STEP),
    }
)
_USES_STEP = Keys({**_STEP_WORKING, "uses": LITERAL, "with": mapping(others=STRING).within(scopes.STEP)})
_PARALLEL = Shape("list of steps", items=ANY)  # checked as steps of their own
STEP = Shape(
    "step",
    keys=Keys(
        {**_RUN_STEP.fields, **_USES_STEP.fields},
        variants={
            "uses": _USES_STEP,
            "run": _RUN_STEP,
            "wait": Keys({**_STEP_COMMON, "wait": one_or_more(NAME)}),
            "wait-all": Keys({**_STEP_COMMON, "wait-all": replace(BOOLEAN, null=True)}),
            "cancel": Keys({**_STEP_COMMON, "cancel": NAME}),
            "parallel": Keys({"parallel": _PARALLEL}),
        },
    ),
)

_JOB_COMMON = {
    "name": STRING.within(scopes.JOB),
    "needs": one_or_more(NAME),
    "if": CONDITION.within(scopes.JOB_IF),
    "permissions": PERMISSIONS,
    "concurrency": _CONCURRENCY.within(scopes.JOB),
    "strategy": _STRATEGY,
}
_JOB = Keys(
    {
        **_JOB_COMMON,
        "runs-on": _RUNS_ON,
        "environment": _DEPLOYMENT.within(scopes.JOB),
        "outputs": mapping(others=STRING.within(scopes.OUTPUT)),
        "env": _environment(scopes.JOB_ENV),
        "defaults": _defaults(scopes.JOB_DEFAULTS),
        "steps": listing(STEP),
        "timeout-minutes": _POSITIVE.within(scopes.JOB),
        "cancel-timeout-minutes": _POSITIVE.within(scopes.JOB),
        "continue-on-error": BOOLEAN.within(scopes.JOB),
        "container": _CONTAINER,
        "services": mapping(others=_SERVICE).within(scopes.JOB),
        "snapshot": _SNAPSHOT,
    },
    ("runs-on", "steps"),
)
_SECRETS = _with_text(
    mapping(others=STRING.within(scopes.JOB_ENV)),
    "mapping or inherit",
    Text(values=("inherit",), empty=False),
)
_CALL = Keys(
    {
        **_JOB_COMMON,
        "uses": LITERAL,
        "with": mapping(others=STRING.within(scopes.JOB)),
        "secrets": _SECRETS,
    }
)
JOB = Shape("job", keys=replace(_JOB, variants={"uses": _CALL}))

_ON = Shape(
    "event, list of events or mapping",
    text=Text(values=tuple(EVENTS), empty=False),
    items=choice(*EVENTS),
    keys=Keys(EVENTS),
)
WORKFLOW = Shape(
    "workflow",
    keys=Keys(
        {
            "name": STRING,
            "description": STRING,
            "run-name": STRING.within(scopes.EVENT),
            "on": _ON,
            "permissions": PERMISSIONS,
            "env": _environment(scopes.WORKFLOW_ENV),
            "defaults": _defaults(Scope()),
            "concurrency": _CONCURRENCY.within(scopes.EVENT),
            "jobs": mapping(others=JOB),
        },
        ("on", "jobs"),
    ),
)
