"""Which contexts and functions an expression may use at which key.

Sources: GitHub Docs, "Contexts reference", table "Context availability"; and GitHub's own schema
(github.com/actions/languageservices, workflow-parser/src/workflow-v1.0.json). Where the two differ, what
either allows is allowed here. As of 2026-11.
"""

from __future__ import annotations

from regreen.workflow.schema.shape import Scope

STATUS = ("always", "cancelled", "failure", "success")
HASH = ("hashfiles",)


def _scope(*contexts: str, functions: tuple[str, ...] = ()) -> Scope:
    return Scope(frozenset(contexts), frozenset(functions))


EVENT = _scope("github", "inputs", "vars")
WORKFLOW_ENV = EVENT | _scope("secrets")
CALL_OUTPUT = EVENT | _scope("jobs")
NEEDS = EVENT | _scope("needs")
JOB_IF = NEEDS | _scope(functions=STATUS)
JOB = NEEDS | _scope("strategy", "matrix")
JOB_ENV = JOB | _scope("secrets")
JOB_DEFAULTS = JOB | _scope("env")
CREDENTIALS = JOB_ENV | _scope("env")
RUNNER = JOB | _scope("steps", "job", "runner", "env")
OUTPUT = RUNNER | _scope("secrets")
CONTAINER_ENV = JOB_ENV | _scope("job", "runner", "env")
STEP = OUTPUT | _scope(functions=HASH)
STEP_IF = RUNNER | _scope(functions=STATUS + HASH)

ACTION_DEFAULT = _scope("github", "strategy", "matrix", "job", "runner", functions=HASH)
ACTION_INPUTS = _scope("inputs")
ACTION_OUTPUT = _scope("github", "strategy", "matrix", "steps", "inputs", "job", "runner", "env")
ACTION_STEP = ACTION_OUTPUT | _scope(functions=HASH)
ACTION_IF = ACTION_STEP | _scope(functions=STATUS)

CONTEXTS = CONTAINER_ENV.contexts | OUTPUT.contexts | {"jobs"}
"""Every context there is."""
FUNCTIONS = frozenset(STATUS + HASH)
"""Every function that is not available everywhere."""
