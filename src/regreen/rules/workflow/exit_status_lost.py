"""The step is green whatever the tests say: their exit status gets lost.

## Why
GitHub runs a script without `shell:` as `bash -e`, without `pipefail`: of `pytest | tee log` it sees the status of
`tee`. The step passes when tests fail, and even when not one of them could be collected. `pytest || true` says so
openly.

## Fix
`shell: bash` on the step (GitHub then adds `pipefail`), or `set -o pipefail` as the first line of the script.
Where failures are to be shown and not to stop the job, `continue-on-error: true` keeps them visible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._scripts import command_place, script_edit, test_run

if TYPE_CHECKING:
    from regreen.workflow.scripts import PlacedStep
    from regreen.workflow.shell.commands import Command

_NOTHING = frozenset({"true", ":", "echo", "printf"})


def lost(steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each call of a test runner whose status nobody sees."""
    for placed in steps:
        if placed.step.continue_on_error in (None, False):
            yield from _in_script(placed)


def _in_script(placed: PlacedStep) -> Iterator[Match]:
    from regreen.workflow.scripts import PIPEFAIL

    script = placed.step.run or ""
    safe = placed.shell == PIPEFAIL or "PIPESTATUS" in script
    for index, command in enumerate(placed.commands):
        safe = safe or (command.name == "set" and "pipefail" in {word.text for word in command.words})
        run = test_run(command) if not command.tested else None
        if run is None:
            continue
        last = _end_of_pipe(placed.commands, index)
        forgiven = _forgiven(placed.commands, last)
        place = command_place(placed, command)
        data = {"path": place.path, "runner": run.name, "step": placed.step.title}
        if forgiven:
            title = f"The step goes on when {run.name} fails: its exit status is thrown away"
            yield Match(places=(place,), data=data, title=title, severity=Severity.WARNING)
        elif last > index and not safe:
            into = placed.commands[last].name or "a pipe"
            title = f"The step is green whatever {run.name} says: of the pipe into {into} only the last status counts"
            severity = Severity.WARNING if _judged_later(placed.commands, last) else None
            yield Match(places=(place,), data={**data, "into": into}, title=title, severity=severity)


def _end_of_pipe(commands: tuple[Command, ...], index: int) -> int:
    while commands[index].piped and index + 1 < len(commands):
        index += 1
    return index


def _forgiven(commands: tuple[Command, ...], last: int) -> bool:
    """Whether `|| true` or the like follows."""
    if commands[last].after != "||" or last + 1 >= len(commands):
        return False
    after = commands[last + 1]
    ends_well = after.name == "exit" and [word.text for word in after.arguments] == ["0"]
    return after.before == "||" and (after.name in _NOTHING or ends_well) and after.after not in ("&&", "||")


def _judged_later(commands: tuple[Command, ...], last: int) -> bool:
    """Whether the script looks at what was written by the pipe."""
    files = {word.text for word in commands[last].arguments if commands[last].name == "tee"}
    return any(
        command.name in ("grep", "egrep", "awk", "[", "[[", "test", "python", "python3")
        and files & {word.text for word in command.arguments}
        for command in commands[last + 1 :]
    )


def pipefail(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """`shell: bash` on the step, where the script has no other pipe that it would make stricter."""
    return _shell(match, steps, alone=True)


def strict(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """The same where there are other pipes."""
    return _shell(match, steps, alone=False)


def _shell(match: Match, steps: tuple[PlacedStep, ...], *, alone: bool) -> list[Edit]:
    for placed in steps if "into" in match.data else ():
        piped = [command for command in placed.commands if command.piped]
        mine = [command for command in piped if command_place(placed, command) == match.places[0]]
        if not mine or alone is not all(test_run(command) for command in piped):
            continue
        return _with_bash(placed)
    return []


def _with_bash(placed: PlacedStep) -> list[Edit]:
    from regreen.patch.yaml import insert_key
    from regreen.workflow.scripts import ERREXIT

    if placed.step.shell or placed.shell != ERREXIT:
        return []
    try:
        return insert_key(placed.source, placed.path, "shell", "bash", after="run")
    except PatchError:
        return []


def heard(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """The `|| true` behind the tests taken away, and `shell: bash` where a pipe would still hide them."""
    for placed in steps if "into" not in match.data else ():
        for index, command in enumerate(placed.commands):
            if test_run(command) is None or command_place(placed, command) != match.places[0]:
                continue
            last = _end_of_pipe(placed.commands, index)
            if _forgiven(placed.commands, last):
                excuse = placed.commands[last + 1]
                yield from script_edit(placed, placed.commands[last].end, excuse.end, "")
                yield from _with_bash(placed) if last > index else ()


RULE = Rule(
    id="exit-status-lost",
    category=Category.WORKFLOW_CONFIG,
    title="The step is green whatever {runner} says",
    find=lost,
    key=("path", "runner", "step"),
    fixers=(
        Fixer("Let the step fail with the tests: `shell: bash`", Safety.SAFE, pipefail),
        Fixer("Let the step fail with any part of a pipe: `shell: bash`", Safety.UNSAFE, strict),
        Fixer("Let the step fail when {runner} does", Safety.UNSAFE, heard),
    ),
)
