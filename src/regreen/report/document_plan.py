"""The second half of the failure-analysis document: plan, criteria, files, what is left, next steps."""

from __future__ import annotations

from collections.abc import Iterator

from regreen.model.diagnosis import Diagnosis
from regreen.model.finding import Safety
from regreen.report import parts, plan, words
from regreen.report.blocks import (
    Block,
    Bullets,
    Code,
    Heading,
    Inline,
    Link,
    Paragraph,
    Part,
    Pre,
    Section,
    Strong,
    Table,
    Words,
)

TESTS = 30  # tests that are named
STEPS = 40


def plan_blocks(diagnosis: Diagnosis) -> Iterator[Block]:
    """Fix plan, criteria of success, files to change, what nothing explains, next steps."""
    phases = plan.phases(diagnosis)
    if phases:
        yield Heading(2, (Words("Fix plan"),), "fix-plan")
        for number, phase in enumerate(phases, 1):
            yield Section(tuple(_phase(number, phase)), "phase")
    if criteria := tuple(_criteria(diagnosis)):
        yield Heading(2, (Words("Success criteria"),), "success-criteria")
        yield Bullets(criteria, "[ ]")
    yield from _files(diagnosis)
    if diagnosis.unexplained:
        yield Heading(2, (Words("Unexplained"),), "unexplained")
        yield Paragraph((Words("The last words of failing steps that no cause explains, as they stand:"),))
        yield from parts.unexplained(diagnosis)
    yield Heading(2, (Words("Next steps"),), "next-steps")
    yield Bullets(tuple(_next(diagnosis, phases)), "1.")


def _phase(number: int, phase: plan.Phase) -> Iterator[Block]:
    yield Heading(3, (Words(f"Phase {number}: {phase.title}"),), f"phase-{number}")
    yield Paragraph((Strong("Risk:"), Words(f" {phase.risk}")), "meta")
    for action in phase.actions:
        yield from _action(action)


def _action(action: plan.Action) -> Iterator[Block]:
    cause = _cause_link(action.number)
    if action.fix is None:
        title = words.cut(action.cause.finding.title, 160)
        yield Paragraph((Strong("No fix is known"), Words(" for "), cause, Words(f": {title}")), "fix")
        return
    doubt = plan.doubt(action.cause)
    risk = f". Mind: {doubt}" if doubt else ""
    aim = " (for " if action.fix.safety is Safety.ADVICE else " (removes "
    yield Paragraph((Strong(action.fix.title), Words(aim), cause, Words(f"){risk}")), "fix")
    yield from (Pre(command, "sh") for command in action.fix.commands)
    if action.fix.diff:
        yield Pre(action.fix.diff, "diff")


def _cause_link(number: int) -> Link:
    return Link(f"cause {number}", f"#{parts.cause_anchor(number)}")


def _criteria(diagnosis: Diagnosis) -> Iterator[Inline]:
    steps = plan.failing_steps(diagnosis)
    for job, step in steps[:STEPS]:
        named: tuple[Part, ...] = (Words("step "), Code(step), Words(" of ")) if step and job else ()
        whole: tuple[Part, ...] = (Words("job "), Code(job)) if job else (Words("step "), Code(step))
        yield (*named, *whole, Words(" is green"))
    if len(steps) > STEPS:
        yield (Words(f"so are the other {len(steps) - STEPS:,} steps that failed"),)
    tests = plan.failing_tests(diagnosis)
    for test in tests[:TESTS]:
        yield (Code(test), Words(" passes"))
    if len(tests) > TESTS:
        yield (Words(f"so do the other {len(tests) - TESTS:,} tests that failed"),)
    if diagnosis.failures:
        counted = words.counted(diagnosis.failures, "failure")
        yield (
            Words(f"the test runner itself reports none of the {counted}, and no fewer tests than before"),
        )
    if steps or tests:
        yield (Words("no step was made to ignore its exit code, and no gate was lowered to get there"),)


def _files(diagnosis: Diagnosis) -> Iterator[Block]:
    changes = plan.changes(diagnosis)
    if not changes:
        return
    yield Heading(2, (Words("Files to change"),), "files")
    rows = tuple((_path(change), _causes(change), (Words(_how(change)),)) for change in changes)
    yield Table(("File", "Because of", "How"), rows)


def _path(change: plan.Change) -> Inline:
    return (Code(change.path),)


def _causes(change: plan.Change) -> Inline:
    found: list[Part] = []
    for number in change.causes:
        found += [*([Words(", ")] if found else []), _cause_link(number)]
    return tuple(found)


def _how(change: plan.Change) -> str:
    return "look at it" if change.safety is None else f"{change.safety.name.lower()} patch"


def _next(diagnosis: Diagnosis, phases: list[plan.Phase]) -> Iterator[Inline]:
    for number, phase in enumerate(phases, 1):
        count = words.counted(len(phase.actions), "action")
        yield (Link(f"Phase {number}", f"#phase-{number}"), Words(f": {phase.title} ({count})"))
    if diagnosis.unexplained:
        yield (
            Words("Read "),
            Link("what nothing explains", "#unexplained"),
            Words("; a log of the last green run of the same job ("),
            Code("--baseline LOG"),
            Words(") helps to see what is new"),
        )
    if diagnosis.causes or diagnosis.unexplained:
        yield (Words("Run the job again and diagnose it anew: a cause may hide another"),)
    else:
        yield (Words("Nothing to do"),)
