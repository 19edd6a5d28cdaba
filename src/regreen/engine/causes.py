"""From findings to root causes: which explains which, what is left, and what nothing explains.

Within a step, three things make one finding the symptom of another: it rests on a line that the other, more
specific one claims; the other's rule declares that it explains it; or a program's bare error stands beside the
verdict of a tool that is known. Between jobs, a cascade (a summary job, a cancelled sibling) is the symptom of
whatever failed elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from functools import cache

from msgspec import Struct, field

from regreen.engine.confidence import ASIDE, OPEN
from regreen.engine.match import Found
from regreen.logs.signal import TestFailure, TestTotals
from regreen.logs.signals import BAD, Signals
from regreen.model.run import Outcome
from regreen.rule import Tier


class Node(Struct):
    """A finding in the graph; `parent` is the finding it is a symptom of."""

    found: Found
    weight: float = 1.0
    parent: Node | None = None
    promoted: bool = False  # plain words, but on the very line that says why a test failed
    counted: bool = False  # rests on failures of its own

    @property
    def root(self) -> Node:
        """The finding at the end of the chain of causes."""
        node = self
        while node.parent is not None:
            node = node.parent
        return node

    @property
    def tier(self) -> Tier:
        """The tier of its rule, or that of a named cause where the place of its words makes up for it."""
        return Tier.SPECIFIC if self.promoted else self.found.rule.tier

    def blame(self, other: Node) -> None:
        """Make this a symptom of `other`, unless `other` already is one of this."""
        if self.parent is None and other.root is not self:
            self.parent = other.root


class RootCause(Struct):
    """A root with everything of the run that goes back to it."""

    nodes: list[Node]
    symptoms: list[Node] = field(default_factory=list)

    share: float = 1.0  # of the failures in its steps, how many go back to it

    @property
    def count(self) -> int:
        """How many failures go back to it: its own, or those of its symptoms where it speaks for them."""
        own = sum(node.found.match.count for node in self.nodes)
        return max(own, sum(node.found.match.count for node in self.symptoms if node.tier is Tier.TOOL))

    @property
    def steps(self) -> set[tuple[int, int]]:
        """The steps it struck."""
        return {place.key for node in self.nodes if (place := node.found.place) is not None}

    @property
    def best(self) -> Node:
        """The node that says it best: both witnesses, then in a failing step, then the first."""
        return max(self.nodes, key=lambda node: (node.found.agreed, node.weight))


def root_causes(found: Iterable[Found], signals: Signals) -> list[RootCause]:
    """Roots in the order in which they were found; ranking is `regreen.engine.rank`."""
    nodes = _relevant(list(found), signals)
    _promote(nodes, signals)
    by_step: dict[tuple[int, int], list[Node]] = {}
    for node in nodes:
        if node.found.place is not None:
            by_step.setdefault(node.found.place.key, []).append(node)
    _declared(nodes)
    for members in by_step.values():
        _claims(members)
    for members in by_step.values():
        _tiers(members)
    nodes = _drop_asides(nodes)
    _cascades(nodes)
    return _merged(nodes)


def _relevant(found: list[Found], signals: Signals) -> list[Node]:
    """Findings in steps that failed; where nothing says how steps ended, in those; asides of failing jobs."""
    bad_jobs = {place.job_key for place in signals.failing}
    content = _content(signals)
    nodes: list[Node] = []
    for item in found:
        place = item.place
        if place is None or place.step.outcome in BAD:
            nodes.append(Node(item))
        elif place.job_key in bad_jobs:
            nodes.append(Node(item, ASIDE))
        elif not bad_jobs and place.step.outcome is Outcome.UNKNOWN and _loud(item, place.key in content):
            nodes.append(Node(item, OPEN))
    return nodes


def _loud(item: Found, content: bool) -> bool:
    """Where nobody says how a step ended, only a tool's own verdict is heard beside a content test runner.

    A step of which there is the header but no failure at the end was cut, or ended well: a program's bare error in
    it means little.
    """
    if content:
        return item.rule.tier is Tier.TOOL
    framed = item.place is not None and bool(item.place.step.shell or item.place.step.uses)
    return item.rule.tier >= (Tier.TOOL if framed else Tier.GENERIC)


def _content(signals: Signals) -> set[tuple[int, int]]:
    """Steps in which a test runner closed without a failure."""
    return {signals.place(totals.line).key for totals in signals.of(TestTotals) if totals.good}


def _promote(nodes: list[Node], signals: Signals) -> None:
    """Words that alone may be noise name the cause where a test's own error line holds them."""
    decisive = {(failure.line.file, failure.line.number) for failure in signals.of(TestFailure)}
    for node in nodes:
        on_error = any((line.file, line.number) in decisive for line in node.found.match.claims)
        node.promoted = on_error and node.tier is Tier.GENERIC and isinstance(node.found.rule.log, tuple)
        node.counted = on_error


def _claims(members: list[Node]) -> None:
    """A line that a more specific finding claims is no witness for a less specific one."""
    order = sorted(
        members, key=lambda node: (node.tier, node.found.agreed, node.found.match.count), reverse=True
    )
    owner: dict[int, Node] = {}
    for node in order:
        lines = {line.number for line in (*node.found.match.lines, *node.found.match.claims)}
        other = next((owner[number] for number in sorted(lines) if number in owner), None)
        if other is None or other.found.rule.id == node.found.rule.id:
            owner.update(dict.fromkeys(lines, node))
        elif _explains(node.found.rule.explains, other.found.rule.id):
            other.blame(node)
            owner.update(dict.fromkeys(lines, node))
        else:
            node.blame(other)


def _declared(nodes: list[Node]) -> None:
    """What a rule says that it explains is its symptom, within a job."""
    by_rule: dict[str, list[Node]] = {}
    for node in nodes:
        by_rule.setdefault(node.found.rule.id, []).append(node)
    for cause in nodes:
        for name, named in by_rule.items():
            if _explains(cause.found.rule.explains, name):
                for node in named:
                    if _may_explain(cause, node):
                        node.blame(cause)


def _may_explain(cause: Node, node: Node) -> bool:
    if node is cause or cause.weight < node.weight or not _same_job(cause, node):
        return False
    # Where each has its own failures in a step, their claims settle what they share.
    return not (cause.counted and node.counted and _same_step(cause, node))


@cache
def _explains(patterns: tuple[str, ...], name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _same_step(one: Node, other: Node) -> bool:
    a, b = one.found.place, other.found.place
    return a is not None and b is not None and a.key == b.key


def _same_job(one: Node, other: Node) -> bool:
    a, b = one.found.place, other.found.place
    return a is None or b is None or a.job_key == b.job_key


def _tiers(members: list[Node]) -> None:
    """Beside a finding of a known tool or a named cause, a program's bare error and wrappers are symptoms."""
    roots = [node for node in members if node.parent is None]
    if len(roots) < 2:
        return
    top = max(roots, key=lambda node: (node.tier, _position(node)))
    for node in roots:
        lower = node.tier < Tier.TOOL and node is not top
        if lower and (node.tier < top.tier or node.tier is top.tier):
            node.blame(top)


def _position(node: Node) -> int:
    return node.found.match.lines[0].number if node.found.match.lines else 0


def _drop_asides(nodes: list[Node]) -> list[Node]:
    """An aside is heard only where the failing steps of its job have nothing to say themselves."""
    told = {
        place.job_key
        for node in nodes
        if (place := node.found.place) and node.weight > ASIDE and node.tier > Tier.TAIL
    }
    kept = []
    for node in nodes:
        place = node.found.place
        aside = place is not None and node.weight == ASIDE
        if not aside or (place and place.job_key not in told and node.tier >= Tier.TOOL):
            kept.append(node)
    return kept


def _cascades(nodes: list[Node]) -> None:
    """What only repeats that something failed elsewhere is a symptom of that."""
    roots = [node for node in nodes if node.parent is None]
    real = [node for node in roots if not node.found.rule.cascade and node.tier > Tier.WRAPPER]
    if not real:
        return
    first = max(real, key=lambda node: (node.tier, node.weight))
    for node in roots:
        if node.found.rule.cascade:
            node.blame(first)


def _merged(nodes: Sequence[Node]) -> list[RootCause]:
    """One root cause for each identity, with the symptoms of all its nodes."""
    causes: dict[object, RootCause] = {}
    for node in nodes:
        if node.parent is None and node.tier > Tier.WRAPPER:
            causes.setdefault(node.found.identity, RootCause([])).nodes.append(node)
    for node in nodes:
        if node.parent is not None:
            cause = causes.get(node.root.found.identity)
            if cause is not None:
                cause.symptoms.append(node)
    return _shared(list(causes.values()))


def _shared(causes: list[RootCause]) -> list[RootCause]:
    """Where several causes stand in one step, each explains a part of its failures only."""
    counts: dict[frozenset[tuple[int, int]], int] = {}
    for cause in causes:
        steps = frozenset(cause.steps)
        counts[steps] = counts.get(steps, 0) + cause.count
    for cause in causes:
        steps = frozenset(cause.steps)
        near = sum(count for others, count in counts.items() if others & steps)
        cause.share = cause.count / max(near, cause.count, 1)
    return causes


def explained(causes: Iterable[RootCause]) -> set[tuple[int, int]]:
    """Steps for which there is a cause."""
    nodes = (node for cause in causes for node in (*cause.nodes, *cause.symptoms))
    return {place.key for node in nodes if (place := node.found.place) is not None}


def jobs_of(cause: RootCause) -> tuple[str, ...]:
    """Names of the jobs that a cause turned red, in order."""
    nodes = (*cause.nodes, *cause.symptoms)
    return tuple(dict.fromkeys(place.job for node in nodes if (place := node.found.place) is not None))
