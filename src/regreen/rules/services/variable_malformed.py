"""A setting is there, but its value cannot be used.

## Why
An empty secret, a number with quotes, a list that is not JSON, a key of the wrong length, a URL without a
scheme. In Actions an undefined secret is an empty string.

## Fix
Correct the value in the job's `env`. For keys generate one of the right form (for Fernet: 32 bytes, url-
safe base64).
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._saying import saying

log = saying(
    r"error parsing value for field \"(?P<what>\w+)\" from source \"\w*Env\w*Source\"",
    r"(?P<what>Fernet key must be 32 url-safe base64-encoded bytes)",
    r"(?P<what>Could not parse (?:rfc1738|SQLAlchemy) URL from (?:given URL )?string(?: '')?)",
    r"(?P<what>Expected string or URL object, got None)",
    r"EnvError: Environment variable \"(?P<what>\w+)\" invalid",
    r"(?P<what>Redis URL must specify one of the following schemes)",
    r"validation errors? for \w*(?:[Ss]ettings|[Cc]onfig)\b[\s\S]{0,400}?(?P<what>Input should be a valid \w+|value is not a valid \w+|Extra inputs are not permitted|String should have at least \d+ characters|Value error, [^\n\[]{1,120})",
    r"(?P<what>No support for ['\"]{2}|Port could not be cast to integer value)",
)


RULE = Rule(
    id="variable-malformed",
    category=Category.ENVIRONMENT_VARIABLE,
    title="A setting has a value that cannot be used: {what}",
    log=log,
    explains=(
        "test-failed",
        "tests-failed-unnamed",
        "test-collection-error",
        "conftest-import-error",
        "no-tests-collected",
        "coverage-below-*",
    ),
    fixers=(Fixer("Correct the value under env: of the job", Safety.ADVICE),),
)
