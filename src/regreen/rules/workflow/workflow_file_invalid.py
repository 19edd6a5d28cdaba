"""GitHub refuses the workflow file.

## Why
The YAML does not parse, a key is unknown, or an expression uses a context that is not available there. No job
starts, and there is no log.

## Fix
Mend the line that the message names.
"""

from __future__ import annotations

from regreen.rule import Category, Rule, Said

RULE = Rule(
    id="workflow-file-invalid",
    category=Category.WORKFLOW_SYNTAX,
    title="GitHub cannot read the workflow: {reason}",
    log=(
        Said(
            r"(?:Invalid workflow file|The workflow is not valid\.|error parsing called workflow)(?:: )?(?P<reason>.*)",
            ("nvalid workflow file", "workflow is not valid", "parsing called workflow"),
        ),
        Said(
            r"(?:You have an error in your yaml syntax(?: on line (?P<line>\d+))?)",
            "error in your yaml syntax",
        ),
        Said(r"(?P<reason>Unrecognized (?:named-value|function): '[^']+')", "Unrecognized "),
        Said(r"(?P<reason>The template is not valid\. .*)", "template is not valid"),
    ),
    key=("reason",),
)
