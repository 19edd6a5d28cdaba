"""GitHub refuses the workflow file.

## Why
The YAML does not parse, a key is unknown, or an expression uses a context that is not available there. No job
starts, and there is no log. The usual culprit is a plain value that holds `: ` or ends in `:`, such as
`DATABASE_URL: sqlite:///:memory:`.

## Fix
Mend the line that the message names. A value with a colon, or one that begins with `*`, `@` or `%`, goes between
quotes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.model.text import Source, Span
from regreen.rule import (
    Category,
    Edit,
    FileEvidence,
    Fixer,
    Line,
    Match,
    Matches,
    Refusal,
    Rule,
    Run,
    Safety,
    Severity,
    Signals,
)
from regreen.rules._conditions import secrets_by_env, variables_by_value
from regreen.rules._references import needed_job, without_second_id

if TYPE_CHECKING:
    from regreen.workflow.definitions import Job, Workflow
    from regreen.workflow.problems import Problem

_PLACES = 8  # of a file that are mended for it to be read
NEAR = 3  # lines between the place GitHub names and ours
_NO_REFUSAL = (
    "retired-runner",
    "retiring-runner",
    "unknown-runner",
    "conflicting-runners",
)  # such a job starts
_NO_PLAIN_VALUE = "'\"[{|>&!#"  # what begins with these is no plain scalar

Means = Callable[["Workflow", Span], list[Edit]]
Refused = tuple["Workflow", "Problem"]


def said(signals: Signals, workflows: tuple[Workflow, ...], run: Run) -> Matches:
    """GitHub's own words, with the place in the file where it can be found."""
    groups: dict[tuple[object, str], tuple[list[Line], Refused | None]] = {}
    for refusal in signals.of(Refusal):
        if refusal.kind == "workflow-refused":
            found = _located(refusal, workflows, run)
            reason = found[1].message if found else refusal.detail["reason"]
            key = (signals.place(refusal.line).key, reason)
            groups.setdefault(key, ([], found))[0].extend(refusal.lines)
    for (_, reason), (lines, found) in groups.items():
        places = (_place(*found),) if found else ()
        data = {"reason": reason} | ({"path": found[0].path} if found else {})
        yield Match(lines=tuple(dict.fromkeys(lines))[:5], places=places, data=data, claims=tuple(lines))


def refused(workflow_problems: tuple[Refused, ...], run: Run) -> Matches:
    """What GitHub would refuse in the run's workflow; in every one where there is no run."""
    for workflow, problem in workflow_problems:
        if run.ref.workflow_path in ("", workflow.path) and _is_refused(problem):
            data = {"reason": problem.message, "path": workflow.path}
            places = (_place(workflow, problem), *(_at(workflow, span) for span in problem.related))
            yield Match(places=tuple(dict.fromkeys(places)), data=data)


def _located(refusal: Refusal, workflows: tuple[Workflow, ...], run: Run) -> Refused | None:
    path = refusal.subject or run.ref.workflow_path
    found = [w for w in workflows if w.path == path or (not path and len(workflows) == 1)]
    errors = [(workflow, problem) for workflow in found for problem in _errors(workflow)]
    if not refusal.detail["line"]:
        return errors[0] if errors else None
    line = int(refusal.detail["line"])
    near = sorted(errors, key=lambda error: abs(_place(*error).line - line))
    return near[0] if near and abs(_place(*near[0]).line - line) <= NEAR else None


def _errors(workflow: Workflow) -> Iterator[Problem]:
    from regreen.workflow.validate import validate_workflow  # takes longer to load than most runs to diagnose

    return filter(_is_refused, validate_workflow(workflow))


def _is_refused(problem: Problem) -> bool:
    return problem.severity is Severity.ERROR and problem.id not in _NO_REFUSAL


def _place(workflow: Workflow, problem: Problem) -> FileEvidence:
    return _at(workflow, problem.span)


def _at(workflow: Workflow, span: Span) -> FileEvidence:
    line, column = workflow.source.position(span.start)
    return FileEvidence(workflow.path, line, column, workflow.source.line(line).strip())


def quote(match: Match, workflows: tuple[Workflow, ...]) -> Iterable[Edit]:
    """Quotes around the plain value that YAML takes for something else, where the file can be read with them."""
    for workflow, problem in _meant(match, workflows):
        if problem.id == "yaml-syntax" and not indent(match, workflows):
            edits = _quoted(workflow.source, match.places[0].line)
            if edits and _helps(workflow, problem, edits):
                return _onward(workflow.source, edits)
    return []


def indent(match: Match, workflows: tuple[Workflow, ...]) -> Iterable[Edit]:
    """The lines of a script that stand left of its block, put back where the file can be read with them."""
    from regreen.workflow.outdented import indented

    for workflow, problem in _meant(match, workflows):
        if problem.id == "yaml-syntax":
            for edits in indented(workflow.source, match.places[0].line):
                if _helps(workflow, problem, edits):
                    return _onward(workflow.source, edits)
    return []


def _onward(source: Source, edits: list[Edit]) -> list[Edit]:
    """The edits, and those that the next places need until the file can be read; nothing where that is not reached."""
    from regreen.patch.apply import apply
    from regreen.patch.rewrite import rewritten
    from regreen.workflow.load import load_workflow
    from regreen.workflow.outdented import indented

    after = apply(source, edits)
    for step in range(_PLACES):
        workflow = load_workflow(after)
        problem = next((problem for problem in _errors(workflow) if problem.id == "yaml-syntax"), None)
        if problem is None:
            return rewritten(source, after.text) if step else edits
        line = _place(workflow, problem).line
        tries = (*indented(after, line), _quoted(after, line))
        helping = next((each for each in tries if each and _helps(workflow, problem, each)), None)
        if helping is None:
            return []
        after = apply(after, helping)
    return []


def correct(match: Match, workflows: tuple[Workflow, ...]) -> Iterable[Edit]:
    """The one word that can be meant."""
    for workflow, problem in _meant(match, workflows):
        if problem.replacement and _helps(workflow, problem, [problem.replacement]):
            return [problem.replacement]
    return []


def _by_other_means(match: Match, workflows: tuple[Workflow, ...], means: Means) -> Iterable[Edit]:
    for workflow, problem in _meant(match, workflows):
        edits = means(workflow, problem.span)
        if edits and _helps(workflow, problem, edits):
            return edits
    return []


def by_variables(match: Match, workflows: tuple[Workflow, ...]) -> Iterable[Edit]:
    """A condition asks for a variable of the job, which the secret is given to."""
    return _by_other_means(match, workflows, secrets_by_env)


def by_value(match: Match, workflows: tuple[Workflow, ...]) -> Iterable[Edit]:
    """The value of a variable, where the variable itself cannot be named."""
    return _by_other_means(match, workflows, variables_by_value)


def told_apart(match: Match, workflows: tuple[Workflow, ...]) -> Iterable[Edit]:
    """The second of two equal ids taken away."""
    return _by_other_means(match, workflows, without_second_id)


def needing(match: Match, workflows: tuple[Workflow, ...]) -> Iterable[Edit]:
    """The job that may be meant in place of one that does not exist."""
    return _by_other_means(match, workflows, needed_job)


def without(match: Match, workflows: tuple[Workflow, ...]) -> Iterable[Edit]:
    """What has no effect on a step that uses an action taken away."""
    return _by_other_means(match, workflows, _without_key)


def _without_key(workflow: Workflow, span: Span) -> list[Edit]:
    from regreen.patch.yaml import delete

    for job in workflow.jobs:
        for step in job.steps if _holds(job, span) else ():
            for name in ("working-directory", "shell"):
                key = step.key(name)
                if step.uses and key is not None and key.span.start == span.start:
                    try:
                        return delete(workflow.source, ("jobs", job.id_node.text, "steps", step.index, name))
                    except PatchError:
                        return []
    return []


def _holds(job: Job, span: Span) -> bool:
    """Whether a place lies in a job."""
    return job.span.start <= span.start < job.span.end


def _meant(match: Match, workflows: tuple[Workflow, ...]) -> Iterator[Refused]:
    for workflow in workflows:
        if match.places and workflow.path == match.places[0].path:
            for problem in _errors(workflow):
                if problem.message == match.data["reason"] and _place(workflow, problem) == match.places[0]:
                    yield workflow, problem


def _helps(workflow: Workflow, problem: Problem, edits: list[Edit]) -> bool:
    """Whether the problem is gone with the edits, and what is left was not there for them to cause."""
    from regreen.patch.apply import apply
    from regreen.workflow.load import load_workflow

    mended = load_workflow(apply(workflow.source, edits))
    after = list(_errors(mended))
    before = list(_errors(workflow))
    if problem.id == "yaml-syntax":
        line = _place(workflow, problem).line
        rows = [(_place(mended, other).line, other.id == "yaml-syntax") for other in after]
        return all(row > line or (row < line and not syntax) for row, syntax in rows)
    return len(after) < len(before)


def _quoted(source: Source, number: int) -> list[Edit]:
    """The value of a line `key: value` or `- value` in single quotes, its comment left outside."""
    text = source.line(number)
    at = len(text) - len(text.lstrip(" "))
    while text.startswith("- ", at):
        at += 2 + len(text[at + 2 :]) - len(text[at + 2 :].lstrip(" "))
    key, colon, rest = text[at:].partition(": ")
    if colon and key and not set(key) & set(" '\"[]{}#*@%`"):
        at += len(key) + 2 + len(rest) - len(rest.lstrip(" "))
    value = text[at:].partition(" #")[0].rstrip()
    if not text[:at].strip() or not value or value[0] in _NO_PLAIN_VALUE:
        return []
    start = source.offset(number) + at
    quoted = "'" + value.replace("'", "''") + "'"
    return [Edit(Span(source.path, start, start + len(value)), value, quoted)]


RULE = Rule(
    id="workflow-file-invalid",
    category=Category.WORKFLOW_SYNTAX,
    title="GitHub cannot read the workflow: {reason}",
    log=said,
    find=refused,
    key=("reason",),
    fixers=(
        Fixer("Quote the value that YAML takes for something else", Safety.SAFE, quote),
        Fixer("Indent the lines that fell out of their script", Safety.SAFE, indent),
        Fixer("Write the word that GitHub knows", Safety.SAFE, correct),
        Fixer("Take away what an action does not heed", Safety.SAFE, without),
        Fixer("Take away the second id, which nothing asks for", Safety.SAFE, told_apart),
        Fixer("Need the job that has such a name", Safety.UNSAFE, needing),
        Fixer("Ask for a variable of the job that is given the secret", Safety.UNSAFE, by_variables),
        Fixer("Write the value of the variable", Safety.UNSAFE, by_value),
    ),
)
