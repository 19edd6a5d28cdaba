"""A program or test may not write or read a path of the machine.

## Why
The path is one of a container or of the developer's machine (`/app`, `/data`, `/var/log/...`), and the
runner's user does not own it.

## Fix
Take the folder from a setting and give tests a temporary one (`tmp_path`).
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._saying import saying

log = saying(
    r"(?:PermissionError|OSError): \[Errno (?:13|1|30)\] (?:Permission denied|Operation not permitted|Read-only file system): [bru]?['\"](?P<path>[^'\"\n]+)",
)


RULE = Rule(
    id="path-not-permitted",
    category=Category.PERMISSION_SECRET,
    title="{path} may not be used here",
    log=log,
    key=("path",),
    explains=(
        "test-failed",
        "tests-failed-unnamed",
        "coverage-below-*",
        "test-collection-error",
        "conftest-import-error",
    ),
    fixers=(Fixer("Let tests write below a temporary folder", Safety.ADVICE),),
)
