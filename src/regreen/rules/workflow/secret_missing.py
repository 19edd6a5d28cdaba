"""A step needs a secret that is empty, missing or wrong.

## Why
The secret is not defined, has another name, or the run comes from a fork or from Dependabot, which get no
secrets.

## Fix
Define the secret where this workflow may read it, and skip the step where there is none.
"""

from __future__ import annotations

from regreen.rule import Category, Rule, Said, Tier

RULE = Rule(
    id="secret-missing",
    category=Category.PERMISSION_SECRET,
    title="A secret or credential is not there: {what}",
    log=(
        Said(r"(?P<what>Input required and not supplied: [\w-]+)", "required and not supplied"),
        Said(r"(?P<what>[Pp]arameter (?:token|token or opts\.auth) is required)", "arameter token"),
        Said(r"(?P<what>Bad credentials)", "Bad credentials"),
        Said(
            r"(?P<what>[Ii](?:nvalid|ncorrect) (?:API|api|Api)[ -]?[Kk]ey(?: provided)?)",
            ("API key", "API Key", "api key", "Api key", "API-key", "api-key"),
        ),
        Said(r"(?P<what>[Aa]uthentication (?:failed|error): [^\n]{0,60}token)", "uthentication "),
        Said(
            r"(?P<what>The security token included in the request is (?:invalid|expired))",
            "security token included",
        ),
        Said(r"(?P<what>401 (?:Client Error: )?Unauthorized)", "401 "),
        Said(r"(?P<what>[Uu]sername and password required)", "sername and password required"),
        Said(r"(?P<what>could not read Username for \S+)", "could not read Username"),
        Said(
            r"(?P<what>unauthorized: (?:incorrect username or password|authentication required))",
            "unauthorized: ",
        ),
        Said(
            r"(?P<what>[Tt]oken (?:is )?(?:missing|expired|invalid|not (?:set|provided|found))\b)",
            ("oken is ", "oken missing", "oken expired", "oken invalid", "oken not "),
        ),
    ),
    key=("what",),
    tier=Tier.GENERIC,
)
