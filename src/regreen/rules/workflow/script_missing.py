"""A step runs or reads a file that the checkout does not have.

## Why
It is not committed (look into .gitignore), was moved, has another case, or is made by a step that did not
run.

## Fix
Commit the file, or name the place where it is now.
"""

from __future__ import annotations

from regreen.project.paths.kind import Kind
from regreen.rule import Category, Fixer, Rule, Safety, Said
from regreen.rules._folders import at_root
from regreen.rules._paths import absent, by_case, moved, restored

RULE = Rule(
    id="script-missing",
    category=Category.MISSING_FILE,
    title="The file {path} is not in the checkout",
    log=(
        Said(
            r"(?:can't open file|cannot open) '?(?P<path>[^'\n:]+)'?: \[?(?:Errno 2\]? )?No such file",
            ("can't open file", "cannot open"),
        ),
        Said(
            r"^(?:.{0,80}?(?:line \d+: |\.sh: |: \d+: |bash: |sh: |chmod: |cat: |cp: |mv: |ls: |tar: |cd: ))+(?:cannot (?:access|stat|open) )?['‘]?(?P<path>[^:'’\n]{1,200})['’]?(?:: Cannot open)?: No such file or directory",
            "No such file or directory",
        ),
        Said(r"chmod: cannot access '(?P<path>[^']+)': No such file or directory", "chmod: cannot access"),
        Said(r"make: \*\*\* No rule to make target '(?P<path>[^']+)'", "No rule to make target"),
        Said(
            r"An error occurred trying to start process '[^']+' with working directory '(?P<path>[^']+)'\. No such file or directory",
            "trying to start process",
        ),
    ),
    find=absent(Kind.SCRIPT, Kind.CONFIG, Kind.FOLDER, Kind.SOURCES, Kind.WANTED, Kind.DEMANDED),
    key=("path",),
    fixers=(
        Fixer("Write the path as git has it", Safety.SAFE, by_case),
        Fixer("Write the path of the file that took its place", Safety.UNSAFE, moved),
        Fixer("Run the step at the root, which has what it names", Safety.UNSAFE, at_root),
        Fixer("Bring the file back as it was", Safety.UNSAFE, restored),
    ),
)
