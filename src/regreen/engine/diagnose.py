"""Readings, rules and facts -> a diagnosis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from regreen.engine.baseline import Baseline
from regreen.engine.causes import Node, RootCause, explained, jobs_of, root_causes
from regreen.engine.confidence import by_share
from regreen.engine.facts import Facts
from regreen.engine.finding import finding_of
from regreen.engine.match import Found, join, match_log, match_repository
from regreen.engine.providers import has_repository
from regreen.engine.rank import ranked
from regreen.logs.signal import TestTotals
from regreen.logs.signals import Signals, Tail
from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.finding import Finding
from regreen.model.run import Line, Outcome, Run
from regreen.rule import Rule, Tier

LEFTOVER = 4  # lines shown of a failing step that nothing explains


def diagnose(
    run: Run, signals: Signals, rules: Sequence[Rule], facts: Facts, green: Baseline | None = None
) -> Diagnosis:
    """The root causes of a run, the best founded first. What `green` knows is no cause."""
    outcome = run.outcome if run.outcome is not Outcome.UNKNOWN else _outcome(signals)
    if outcome is Outcome.SUCCESS:
        return Diagnosis(run=run, outcome=outcome, notes=run.notes)
    heard = [item for item in match_log(rules, signals, facts) if not _usual(item, green)]
    suspects = {item.rule.id for item in heard}
    asked = [
        rule
        for rule in rules
        if rule.find is not None and (rule.id in suspects or not signals.readings) and has_repository(facts)
    ]
    found = list(join(heard, match_repository(asked, facts)))
    if signals.readings:
        found = [item for item in found if item.place is not None]
    causes = ranked(root_causes(found, signals))
    return Diagnosis(
        run=run,
        outcome=outcome if causes or signals.failing else run.outcome,
        causes=tuple(_cause(cause, facts) for cause in causes),
        unexplained=tuple(_leftovers(signals, explained(causes))),
        failures=sum(totals.failed + totals.errors for totals in signals.of(TestTotals)),
        notes=run.notes,
    )


def _usual(found: Found, green: Baseline | None) -> bool:
    """Whether a green run of the job printed all of it as well."""
    lines = {*found.match.lines, *found.match.claims}
    return (
        green is not None
        and bool(green)
        and found.rule.tier > Tier.WRAPPER
        and all(green.knows(line.text) for line in lines)
    )


def _outcome(signals: Signals) -> Outcome:
    seen = {job.outcome for job in signals.jobs}
    if seen & {Outcome.FAILURE, Outcome.TIMED_OUT}:
        return Outcome.FAILURE
    if Outcome.CANCELLED in seen:
        return Outcome.CANCELLED
    return Outcome.UNKNOWN if Outcome.UNKNOWN in seen or not seen else Outcome.SUCCESS


def _cause(cause: RootCause, facts: Facts) -> Cause:
    best = cause.best
    return Cause(
        finding=finding_of(best.found, facts, best.weight * by_share(cause.share)),
        symptoms=tuple(_symptoms(cause.symptoms, facts)),
        jobs=jobs_of(cause),
        count=cause.count,
    )


def _symptoms(nodes: Iterable[Node], facts: Facts) -> Iterable[Finding]:
    """One finding for each identity: the same symptom in ten jobs is one."""
    seen: dict[object, Node] = {}
    for node in nodes:
        if not node.found.rule.fallback:
            seen.setdefault(node.found.identity, node)
    return (finding_of(node.found, facts, node.weight, fixes=False) for node in seen.values())


def _leftovers(signals: Signals, known: set[tuple[int, int]]) -> Iterable[Line]:
    """The last words of failing steps that no cause explains."""
    for tail in signals.tails:
        if tail.place.key not in known and tail.place in signals.failing:
            yield from _last_words(tail)


def _last_words(tail: Tail) -> list[Line]:
    words = [line for line in tail.lines if line.text.strip() and not line.text.startswith("##[")]
    return words[-LEFTOVER:]


def findings_of(diagnosis: Diagnosis) -> Iterable[Finding]:
    """All findings of a diagnosis: causes and symptoms."""
    for cause in diagnosis.causes:
        yield cause.finding
        yield from cause.symptoms
