"""The keys of an `action.yml`.

Source: GitHub Docs, "Metadata syntax for GitHub Actions"; GitHub's own schema
(github.com/actions/languageservices, workflow-parser/src/action-v1.0.json). As of 2026-11.
"""

from __future__ import annotations

from msgspec.structs import replace

from regreen.workflow.schema import scopes
from regreen.workflow.schema.shape import (
    ANY,
    BOOLEAN,
    NAME,
    STRING,
    Keys,
    Shape,
    Text,
    choice,
    listing,
    mapping,
)

NODE_VERSIONS = ("node12", "node16", "node20", "node24")
"""Runtimes of JavaScript actions that the runner has ever known."""

_CONDITION = Shape("condition", Text(condition=True), null=True).within(scopes.ACTION_IF)
_STRING = STRING.within(scopes.ACTION_STEP)
_STEP_COMMON = {
    "name": _STRING,
    "id": NAME,
    "if": _CONDITION,
    "env": mapping(others=STRING).within(scopes.ACTION_STEP),
    "continue-on-error": BOOLEAN.within(scopes.ACTION_STEP),
}
_RUN = Keys(
    {
        **_STEP_COMMON,
        "run": Shape("script", Text()).within(scopes.ACTION_STEP),
        "shell": _STRING,
        "working-directory": _STRING,
    },
    ("shell",),
)
_USES = Keys({**_STEP_COMMON, "uses": NAME, "with": mapping(others=STRING).within(scopes.ACTION_STEP)})
_STEP = Shape("step", keys=Keys({**_RUN.fields, **_USES.fields}, variants={"uses": _USES, "run": _RUN}))

_USING = choice("docker", "composite", *NODE_VERSIONS)
_DOCKER = Keys(
    {
        "using": _USING,
        "image": NAME,
        "entrypoint": NAME,
        "args": listing(STRING.within(scopes.ACTION_INPUTS)),
        "env": mapping(others=STRING).within(scopes.ACTION_INPUTS),
        "pre-entrypoint": NAME,
        "pre-if": _CONDITION,
        "post-entrypoint": NAME,
        "post-if": _CONDITION,
    },
    ("using",),
)
_NODE = Keys(
    {"using": _USING, "main": NAME, "pre": NAME, "pre-if": _CONDITION, "post": NAME, "post-if": _CONDITION},
    ("using",),
)
_COMPOSITE = Keys({"using": _USING, "steps": listing(_STEP)}, ("using",))
_RUNS = Shape(
    "runs",
    keys=Keys(
        {**_DOCKER.fields, **_NODE.fields, **_COMPOSITE.fields},
        ("using",),
        variants={"steps": _COMPOSITE, "main": _NODE, "image": _DOCKER},
    ),
)
_INPUT = replace(
    mapping(
        {
            "description": STRING,
            "required": BOOLEAN,
            "default": STRING.within(scopes.ACTION_DEFAULT),
            "deprecationMessage": STRING,
        },
        others=ANY,
    ),
    null=True,
)
_OUTPUT = replace(mapping({"description": STRING, "value": STRING.within(scopes.ACTION_OUTPUT)}), null=True)
ACTION = Shape(
    "action",
    keys=Keys(
        {
            "name": NAME,
            "author": STRING,
            "description": STRING,
            "inputs": replace(mapping(others=_INPUT), null=True),
            "outputs": replace(mapping(others=_OUTPUT), null=True),
            "runs": _RUNS,
            "branding": mapping({"icon": STRING, "color": STRING}),
        },
        ("runs",),
        others=ANY,
    ),
)
