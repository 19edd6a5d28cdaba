"""What triggers a workflow: filters, patterns, schedules and inputs."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from functools import cache

from regreen.model.finding import Severity
from regreen.model.text import Source, Span
from regreen.workflow.cron import SHORTEST, CronError, minutes_between, parse_cron
from regreen.workflow.definitions import strings
from regreen.workflow.locate import offset_in
from regreen.workflow.nodes import Entry, Mapping, Node, Scalar, Sequence, lookup
from regreen.workflow.numbers import parse_number
from regreen.workflow.patterns import PatternProblem, check_path_pattern, check_pattern, check_ref_pattern
from regreen.workflow.problems import Problem
from regreen.workflow.schema.events import EVENTS

_MOST_DISPATCH_INPUTS = 25
_EXCLUSIVE = ("branches", "tags", "paths")


def check_events(source: Source, on: Node | None) -> Iterator[Problem]:
    """Problems of `on:` that are no matter of keys and types."""
    if isinstance(on, Sequence):
        yield from _needs_configuration(strings(on))
    elif isinstance(on, Scalar):
        yield from _needs_configuration((on,))
    elif isinstance(on, Mapping):
        for entry in on.entries:
            yield from _event(source, entry)


def _needs_configuration(names: tuple[Scalar, ...]) -> Iterator[Problem]:
    for name in names:
        if name.string == "schedule":
            yield Problem("event-not-configured", "'schedule' needs a list of 'cron' entries", name.span)


def _event(source: Source, entry: Entry) -> Iterator[Problem]:
    name, value = entry.key.text, entry.value
    if name not in EVENTS:
        return
    if name == "schedule":
        yield from _schedule(value)
    if name == "workflow_dispatch":
        yield from _dispatch_inputs(lookup(value, "inputs"), entry.key)
    if name == "workflow_call":
        yield from _call_inputs(lookup(value, "inputs"))
    if name == "workflow_run" and not lookup(value, "workflows"):
        yield Problem("event-not-configured", "'workflow_run' needs 'workflows'", entry.key.span)
    if name == "image_version":
        yield from check_pattern_of(source, lookup(value, "names"))
        yield from check_pattern_of(source, lookup(value, "versions"))
    yield from _filters(source, name, value)


def _filters(source: Source, name: str, value: Node) -> Iterator[Problem]:
    for filter_name in _EXCLUSIVE:
        positive, negative = filter_name, f"{filter_name}-ignore"
        entries = [e for e in getattr(value, "entries", ()) if e.key.text in (positive, negative)]
        if len({entry.key.text for entry in entries}) == 2:
            message = f"'{name}' cannot have both '{positive}' and '{negative}'; use '!' to exclude"
            first, last = entries[0].key.span, entries[-1].key.span
            yield Problem("exclusive-filters", message, last, related=(first,))
        check = check_path_pattern if filter_name == "paths" else check_ref_pattern
        for entry in entries:
            for pattern in strings(entry.value):
                for problem in check(pattern.string):
                    yield _pattern_problem(source, pattern, problem)


def check_pattern_of(source: Source, node: Node | None) -> Iterator[Problem]:
    """Problems of patterns that are for neither branches nor paths."""
    for pattern in strings(node):
        for problem in check_pattern(pattern.string):
            yield _pattern_problem(source, pattern, problem)


def _pattern_problem(source: Source, pattern: Scalar, problem: PatternProblem) -> Problem:
    at = offset_in(source, pattern, problem.offset) if problem.offset else pattern.span.start
    span = Span(source.path, at, max(at, pattern.span.end))
    severity = Severity.ERROR if problem.fatal else Severity.WARNING
    return Problem("filter-pattern", f"'{pattern.string}': {problem.message}", span, severity)


def _schedule(value: Node) -> Iterator[Problem]:
    if isinstance(value, Scalar):
        return
    for item in value.items if isinstance(value, Sequence) else ():
        cron, zone = lookup(item, "cron"), lookup(item, "timezone")
        if isinstance(cron, Scalar):
            yield from _cron(cron)
        if isinstance(zone, Scalar) and zone.string not in _zones():
            yield Problem("unknown-timezone", f"'{zone.string}' is no IANA time zone", zone.span)


def _cron(node: Scalar) -> Iterator[Problem]:
    try:
        minutes, *_ = parse_cron(node.string)
    except CronError as error:
        yield Problem("invalid-cron", f"'{node.string}' is no cron expression: {error}", node.span)
        return
    if (every := minutes_between(minutes)) < SHORTEST:
        message = f"runs every {every} minutes are asked for; GitHub's shortest interval is {SHORTEST}"
        yield Problem("cron-too-often", message, node.span, Severity.WARNING)


@cache
def _zones() -> frozenset[str]:
    return frozenset(zone for zone in zoneinfo.available_timezones() if zone.upper() != "UTC")


def _dispatch_inputs(inputs: Node | None, event: Scalar) -> Iterator[Problem]:
    entries = inputs.entries if isinstance(inputs, Mapping) else ()
    if len(entries) > _MOST_DISPATCH_INPUTS:
        message = f"'workflow_dispatch' takes {_MOST_DISPATCH_INPUTS} inputs at most, not {len(entries)}"
        related = (entries[_MOST_DISPATCH_INPUTS].key.span,)
        yield Problem("too-many-inputs", message, event.span, related=related)
    for entry in entries:
        kind = lookup(entry.value, "type")
        type_name = kind.string if isinstance(kind, Scalar) else "string"
        yield from _choice(entry, type_name)
        yield from _default(entry, type_name)


def _choice(entry: Entry, type_name: str) -> Iterator[Problem]:
    name, options = entry.key, lookup(entry.value, "options")
    listed = strings(options)
    if type_name != "choice":
        if options is not None:
            message = f"the input '{name.text}' has 'options' but is no choice"
            key = next(e.key for e in getattr(entry.value, "entries", ()) if e.key.text == "options")
            yield Problem("input-options", message, key.span, Severity.WARNING, related=(name.span,))
        return
    if not listed:
        yield Problem("input-options", f"the choice '{name.text}' has no 'options'", name.span)
        return
    seen: set[str] = set()
    for option in listed:
        if option.string in seen:
            message = f"the option '{option.string}' of '{name.text}' is there twice"
            yield Problem("input-options", message, option.span, Severity.WARNING)
        seen.add(option.string)
    default = lookup(entry.value, "default")
    if isinstance(default, Scalar) and default.value is not None and default.string not in seen:
        message = f"the default '{default.string}' of '{name.text}' is none of its options"
        yield Problem("input-default", message, default.span)


def _call_inputs(inputs: Node | None) -> Iterator[Problem]:
    for entry in inputs.entries if isinstance(inputs, Mapping) else ():
        kind = lookup(entry.value, "type")
        yield from _default(entry, kind.string if isinstance(kind, Scalar) else "string")
        required, default = lookup(entry.value, "required"), lookup(entry.value, "default")
        if isinstance(required, Scalar) and required.value is True and default is not None:
            message = f"the input '{entry.key.text}' is required: its default is never used"
            yield Problem("input-default", message, default.span, Severity.WARNING)


def _default(entry: Entry, type_name: str) -> Iterator[Problem]:
    default = lookup(entry.value, "default")
    if not isinstance(default, Scalar) or "${{" in default.text or default.value is None:
        return
    text = default.string
    wrong = (type_name == "boolean" and text not in ("true", "false")) or (
        type_name == "number" and parse_number(text) != parse_number(text)
    )
    if wrong:
        message = f"the default '{text}' of '{entry.key.text}' is no {type_name}"
        yield Problem("input-default", message, default.span)
