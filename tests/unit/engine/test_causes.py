"""From findings to roots: whatever is found, every finding has one place in the answer."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.app.diagnose import diagnose
from regreen.engine.causes import root_causes
from regreen.engine.facts import Facts
from regreen.engine.match import Found, literals, match_log
from regreen.logs.read import read
from regreen.logs.signals import Signals
from regreen.model.diagnosis import Diagnosis
from regreen.rule import Category, Rule, Said, Tier
from regreen.sources.logfile import LogFile
from support.ci_logs import job, raw, step


def rule(
    name: str, tier: Tier = Tier.SPECIFIC, explains: tuple[str, ...] = (), cascade: bool = False
) -> Rule:
    """A rule that finds its own name."""
    said = (Said(rf"{name}: (?P<what>\w+)", f"{name}:"),)
    return Rule(
        id=name,
        category=Category.OTHER,
        title="{what}",
        log=said,
        tier=tier,
        explains=explains,
        cascade=cascade,
    )


NAMED = rule("named", explains=("tool-*",))
TOOL = rule("tool-one", Tier.TOOL)
OTHER = rule("tool-two", Tier.TOOL)
PLAIN = rule("plain", Tier.GENERIC)
WRAPPER = rule("wrapper", Tier.WRAPPER)
SUMMARY = rule("summary", Tier.TOOL, cascade=True)
RULES = (NAMED, TOOL, OTHER, PLAIN, WRAPPER, SUMMARY)


def answer(*steps: list[str], codes: tuple[int, ...] = (1,)) -> Diagnosis:
    lines = job(*(step(f"make {i}", output, code=codes[i % len(codes)]) for i, output in enumerate(steps)))
    return diagnose([LogFile("ci.log", raw(lines))], rules=RULES)


def told(diagnosis: Diagnosis) -> dict[str, list[str]]:
    """The causes with their symptoms."""
    return {f"{c.finding.rule} {c.finding.title}": [s.rule for s in c.symptoms] for c in diagnosis.causes}


def test_what_a_rule_explains_is_its_symptom() -> None:
    assert told(answer(["named: a", "tool-one: b"])) == {"named a": ["tool-one"]}


def test_a_more_specific_finding_claims_its_line() -> None:
    assert told(answer(["tool-one: a plain: a"])) == {"tool-one a": ["plain"]}


def test_plain_errors_beside_a_known_tool_are_symptoms() -> None:
    assert told(answer(["plain: a", "tool-one: b", "plain: c"])) == {"tool-one b": ["plain", "plain"]}


def test_two_tools_are_two_causes() -> None:
    assert sorted(told(answer(["tool-one: a", "tool-two: b"]))) == ["tool-one a", "tool-two b"]


def test_the_same_cause_in_two_steps_is_one() -> None:
    (cause,) = answer(["tool-one: a"], ["tool-one: a"]).causes
    assert cause.count == 2


def test_a_summary_is_a_symptom_of_what_failed() -> None:
    assert told(answer(["tool-one: a"], ["summary: b"])) == {"tool-one a": ["summary"]}
    assert list(told(answer(["summary: b"]))) == ["summary b"]


def test_a_wrapper_alone_is_no_cause() -> None:
    assert answer(["wrapper: a"]).causes == ()


def test_steps_that_ended_well_have_no_causes() -> None:
    assert told(answer(["tool-one: a"], ["tool-two: b"], codes=(0, 1))) == {"tool-two b": []}
    assert answer(["tool-one: a"], codes=(0,)).causes == ()


LINES = st.sampled_from(
    [f"{one.id}: {what}" for one in RULES for what in "ab"] + ["named: a tool-one: b plain: a", "text"]
)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.lists(LINES, max_size=6), min_size=1, max_size=4),
    st.tuples(st.integers(0, 1), st.integers(0, 1)),
)
def test_every_finding_has_one_place(steps: list[list[str]], codes: tuple[int, int]) -> None:
    lines = job(*(step(f"make {i}", output, code=codes[i % 2]) for i, output in enumerate(steps)))
    signals = Signals((read("ci.log", raw(lines), literals=literals(RULES)),))
    found: list[Found] = list(match_log(RULES, signals, Facts({}, {})))
    causes = root_causes(found, signals)
    nodes = [node for cause in causes for node in (*cause.nodes, *cause.symptoms)]
    assert len({id(node) for node in nodes}) == len(nodes)
    assert {id(node.found) for node in nodes} <= {id(one) for one in found}
    for cause in causes:
        assert cause.nodes
        assert all(node.parent is None for node in cause.nodes)
        assert all(node.root in cause.nodes for node in cause.symptoms)
        assert 0 < cause.share <= 1
        assert cause.count > 0
    identities = [cause.nodes[0].found.identity for cause in causes]
    assert len(set(identities)) == len(identities)
