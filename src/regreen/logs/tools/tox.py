"""tox and nox: which environment or session failed, and what they themselves refuse.

tox 4 (`tox/session/cmd/run/common.py`): `  py311: FAIL code 1 (0.5=setup[..]+cmd[..] seconds)`, `py311: exit 1 (0.50
seconds) /w> pytest pid=12`, `evaluation failed :(`; tox 3: `ERROR:   py311: commands failed`, `ERROR: InvocationError
for command ...`. nox (`nox/_runner.py`, `nox/command.py`): `nox > Command pytest failed with exit code 1`, `nox > * tests: failed`.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Refusal, Signal
from regreen.logs.tool import Tool
from regreen.logs.window import Window
from regreen.model.finding import Category

_FAILED = (
    Pattern(r"^\s*(?P<env>[\w.+-]+): FAIL (?:code (?P<code>-?\d+) )?\("),
    Pattern(r"^(?P<env>[\w.+-]+): exit (?P<code>-?[1-9]\d*) \(\d"),
    Pattern(r"^ERROR:\s+(?P<env>[\w.+-]+): (?:commands|parallel child) (?:failed|exit)"),
    Pattern(r"^\s*evaluation failed :\((?P<env>)"),
    Pattern(r"^ERROR: InvocationError for command .*\(exited with code (?P<code>-?\d+)\)(?P<env>)"),
    Pattern(r"^nox > Command (?P<env>.+) failed with exit code (?P<code>-?\d+)"),
    Pattern(r"^nox > (?:\* )?(?:Session )?(?P<env>[\w.()+= ,'-]+?)(?::| )\s*failed\.?$"),
)
_REFUSED = (
    (
        Pattern(r"(?P<subject>[\w.+-]+) ?(?:is|are|\(resolves to [^)\n]*\) is) not (?:allowed|in allowlist)"),
        "not-allowed",
        Category.WORKFLOW_CONFIG,
    ),
    (
        Pattern(r"^ERROR: InvocationError for command could not find executable (?P<subject>\S+)"),
        "no-program",
        Category.MISSING_TOOL,
    ),
    (
        Pattern(
            r"could not find python interpreter (?:with spec\(s\): |matching any of the specs )(?P<subject>\S+)"
        ),
        "no-interpreter",
        Category.WORKFLOW_CONFIG,
    ),
    (
        Pattern(r"ERROR: +(?:[\w.+-]+: )?InterpreterNotFound: (?P<subject>\S+)"),
        "no-interpreter",
        Category.WORKFLOW_CONFIG,
    ),
    (
        Pattern(r"provided environments not found in configuration file:? ?(?P<subject>.*)$"),
        "no-environment",
        Category.WORKFLOW_CONFIG,
    ),
    (Pattern(r"unknown environment '?(?P<subject>[\w.+-]+)'?"), "no-environment", Category.WORKFLOW_CONFIG),
    (
        Pattern(r"^nox > (?:Error: )?(?:Sessions? not found|No sessions? selected)[:.]? ?(?P<subject>.*)$"),
        "no-environment",
        Category.WORKFLOW_CONFIG,
    ),
    (
        Pattern(
            r"^nox > (?:Session \S+ skipped: |Missing interpreters will error.*)?Python interpreter (?P<subject>\S+) not found"
        ),
        "no-interpreter",
        Category.WORKFLOW_CONFIG,
    ),
    (Pattern(r"^nox > Program (?P<subject>\S+) not found"), "no-program", Category.MISSING_TOOL),
)


def _read(window: Window) -> Iterable[Signal]:
    line = window.line
    for pattern, kind, category in _REFUSED:
        if found := pattern.search(line.text):
            yield Refusal(
                tool="tox",
                line=line,
                kind=kind,
                text=line.text.strip(),
                subject=found["subject"].strip(),
                category=category,
            )
            return
    for pattern in _FAILED:
        if found := pattern.match(line.text):
            yield Refusal(
                tool="tox", line=line, kind="environment-failed", text=line.text.strip(), subject=found["env"]
            )
            return


TOOL = Tool(
    name="tox",
    anchors=(
        ": FAIL ",
        ": exit ",
        "evaluation failed :(",
        "InvocationError",
        ": commands failed",
        "nox > ",
        "allowlist_externals",
        "find python interpreter",
        "InterpreterNotFound",
        "environments not found in",
        "unknown environment ",
    ),
    read=_read,
)
