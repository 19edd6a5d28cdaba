"""Rules called on a log and a repository, and their witnesses joined."""

from __future__ import annotations

from regreen.engine.facts import Facts
from regreen.engine.match import Found, join, literals, match_log, match_repository
from regreen.logs.read import read
from regreen.logs.signals import Signals
from regreen.rule import Category, FileEvidence, Line, Match, Matches, Rule, Said
from support.ci_logs import job, raw, step

DISK = Rule(
    id="disk",
    category=Category.DISK_SPACE,
    title="{device} is full",
    log=(
        Said(r"^no room on (?P<device>\w+)", "no room on"),
        Said(r"(?P<device>sd\w) has no room", ("has no room", "has nothing")),
    ),
)


def found(output: list[str], *rules: Rule) -> list[Found]:
    signals = Signals((read("ci.log", raw(job(step("make", output, code=1))), literals=literals(rules)),))
    return list(match_log(rules, signals, Facts({"signals": signals}, {})))


def test_literals_are_those_of_the_lines_only() -> None:
    called = Rule(id="called", category=Category.OTHER, title="x", log=lambda signals: ())
    assert literals([DISK, called, DISK]) == ["no room on", "has no room", "has nothing"]


def test_lines_that_say_the_same_are_one_match() -> None:
    output = ["no room on sda", "no room on sdb", "sda has no room", "There is no room on sdc"]
    matches = found(output, DISK)
    assert [(one.match.data, [line.text for line in one.match.lines]) for one in matches] == [
        ({"device": "sda"}, ["no room on sda", "sda has no room"]),
        ({"device": "sdb"}, ["no room on sdb"]),
    ]
    assert {one.place.step.name for one in matches if one.place} == {"Run make"}


def test_of_many_lines_the_first_and_the_last_are_shown_and_all_claimed() -> None:
    (one,) = found([f"no room on sda {i}" for i in range(50)], DISK)
    assert [line.text[-2:].strip() for line in one.match.lines] == ["0", "1", "2", "3", "49"]
    assert len(one.match.claims) == 50


def test_what_is_echoed_or_dumped_does_not_speak() -> None:
    dump = ["Post job cleanup.", "no room on sdp", "Print service container logs: x", "no room on sds"]
    lines = job(step("echo\nno room on sde", ["fine"], code=1), dump)
    signals = Signals((read("ci.log", raw(lines), literals=literals([DISK])),))
    assert list(match_log([DISK], signals, Facts({}, {}))) == []


def test_a_function_is_given_the_facts_it_names() -> None:
    def said(signals: Signals, wanted: str) -> Matches:
        return [Match(lines=(line,)) for line in signals.said([]) if wanted] or [
            Match(lines=(Line("ci.log", 1, wanted),))
        ]

    rule = Rule(id="f", category=Category.OTHER, title="x", log=said)
    signals = Signals((read("ci.log", b"a\n"),))
    (one,) = match_log([rule], signals, Facts({"signals": signals, "wanted": "yes"}, {}))
    assert one.match.lines[0].text == "yes"


def place(path: str) -> FileEvidence:
    return FileEvidence(path, 1, 1, "text")


def test_two_witnesses_agree() -> None:
    rule = Rule(id="r", category=Category.OTHER, title="x", find=lambda: (), key=("name",), confirmed=True)
    log = [
        Found(rule, Match(lines=(Line("l", i, name),), data={"name": name, "more": "1"}))
        for i, name in enumerate("ab", 1)
    ]
    repository = [
        Found(rule, Match(places=(place(name),), data={"name": name, "path": name})) for name in "bc"
    ]
    joined = list(join(log, repository))
    assert [
        (one.match.data["name"], one.agreed, len(one.match.lines), len(one.match.places)) for one in joined
    ] == [
        ("b", True, 1, 1),
        ("c", False, 0, 1),
    ]
    assert joined[0].match.data == {"name": "b", "more": "1", "path": "b"}


def test_without_need_of_confirmation_the_log_is_enough() -> None:
    rule = Rule(id="r", category=Category.OTHER, title="x")
    log = [Found(rule, Match(lines=(Line("l", 1, "a"),), data={"name": "a"}))]
    assert list(join(log, [])) == log


def test_the_repository_bears_witness() -> None:
    rule = Rule(
        id="r",
        category=Category.OTHER,
        title="x",
        find=lambda paths: [Match(places=(place(p),)) for p in paths],
    )
    silent = Rule(id="s", category=Category.OTHER, title="x")
    matches = list(match_repository([rule, silent], Facts({"paths": ["a", "b"]}, {})))
    assert [(one.rule.id, one.place) for one in matches] == [("r", None), ("r", None)]
