"""Everything compiled, and the linker misses a symbol.

## Why
A source file is not part of the build, a library is not linked or comes before what uses it, or headers and
library are of different versions.

## Fix
Look which library defines the symbol and add it to what is linked.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="link-failed",
    category=Category.BUILD_COMPILE,
    title="The linker cannot resolve {subject}",
    log=refused("link-failed"),
    key=("subject",),
    explains=(*NOT_INSTALLED, "compiler-error"),
    fixers=(Fixer("Link the library that defines {subject}", Safety.ADVICE),),
)
