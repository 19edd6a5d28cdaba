"""A compiled module does not fit the interpreter or library that loads it.

## Why
The wheel was built against another version of NumPy, another C library or another processor than the one
that is installed now. Often a new major version of NumPy was released and nothing capped it.

## Fix
Bring both sides to versions that were built for each other: cap the dependency (`numpy<2`) or upgrade the
package that was compiled against the old one, and reinstall without a cache.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._saying import Form, saying

log = saying(
    Form(r"(?P<what>[\w.]+ size changed, may indicate binary incompatibility)"),
    Form(
        r"module that was compiled using NumPy 1\.x cannot be run in\s+(?:E\s+)?NumPy (?P<numpy>[\d.]+)",
        {"what": "it was compiled for NumPy 1"},
    ),
    Form(
        r"numpy\.core\.multiarray failed to import|_ARRAY_API not found",
        {"what": "it was compiled for another NumPy"},
    ),
    Form(r"(?P<what>undefined symbol: \S+)"),
    Form(r"(?P<what>version `GLIBC(?:XX)?_[\d.]+' not found)"),
    Form(r"(?P<what>incompatible architecture \(have '[^'\n]+', need '[^'\n]+'\))"),
    Form(r"(?P<what>(?:Symbol not found|symbol not found in flat namespace)[: ]+\S+)"),
    Form(r"RuntimeError: (?P<what>module compiled against (?:ABI|API) version \S+)"),
)


RULE = Rule(
    id="binary-incompatible",
    category=Category.MISSING_MODULE,
    title="A compiled module does not fit what it runs with: {what}",
    log=log,
    key=("what",),
    explains=("test-collection-error", "conftest-import-error", "test-failed", "coverage-below-threshold"),
    fixers=(Fixer("Cap or upgrade one of the two so that they were built for each other", Safety.ADVICE),),
)
