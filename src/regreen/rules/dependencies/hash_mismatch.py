"""An installer compares hashes and refuses a file.

## Why
The lock lists the hashes of other files: it was made on another platform or before more files were published,
an index serves other builds of the same version, a cache holds a broken file, or the requirement has no hash
at all while others have. Rarely the file was tampered with.

## Fix
Lock again with hashes of all platforms. If the lock is right, clear the cache of the job before anything else
is suspected.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="hash-mismatch",
    category=Category.DEPENDENCY_RESOLUTION,
    title="A downloaded file does not have the hash that was locked",
    log=refused("hash-mismatch", "hash-missing", tolerated=True),
    key=("subject",),
    explains=NOT_INSTALLED,
    fixers=(Fixer("Lock again", Safety.ADVICE, commands=("uv lock --upgrade-package NAME",)),),
)
