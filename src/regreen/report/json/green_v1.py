"""Version 1 of the JSON answer to `regreen fix --until-green`."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from regreen.logs.mask import mask
from regreen.model.greening import Applied as ModelApplied
from regreen.model.greening import Greening, Stop
from regreen.model.greening import Layer as ModelLayer
from regreen.model.greening import Question as ModelQuestion
from regreen.report.json.encode import encoded
from regreen.report.json.fix_v1 import Held, held_of
from regreen.report.json.run_v1 import OneRun, Substitution, causes_of, run_of, substitutions_of
from regreen.report.json.v1 import Cause, Fix, Unexplained, fix_of


class Applied(msgspec.Struct, frozen=True):
    """A fix that was applied. `ended`: the next run was without the cause (null: there was none)."""

    rule: str
    fingerprint: str
    title: str
    fix: Fix
    commit: str
    ended: bool | None


class Layer(msgspec.Struct, frozen=True):
    """One round: its run (null: GitHub would refuse the workflow), what that showed, and what was done about it."""

    number: int
    run: OneRun | None
    again: list[OneRun]
    causes: list[Cause]
    unexplained: list[Unexplained]
    applied: list[Applied]
    held: list[Held]


class Question(msgspec.Struct, frozen=True):
    """What a person has to decide, where, the ways out that are known, and the option that takes the first."""

    text: str
    where: str
    rule: str
    fingerprint: str
    options: list[Fix]
    release: str


class Document(msgspec.Struct, frozen=True):
    """The whole answer. `diff` is the patch of all fixes that count, `files` what was written (with `--apply`)."""

    version: Literal[1]
    command: Literal["fix --until-green"]
    outcome: Literal[
        "green",
        "needs a decision",
        "flaky",
        "no progress",
        "rounds used up",
        "time used up",
        "interrupted",
        "cannot run",
    ]
    green: bool
    reason: str
    base: str
    layers: list[Layer]
    questions: list[Question]
    diff: str
    commits: list[str]
    branch: str
    files: list[str]
    substitutions: list[Substitution]
    seconds: float
    notes: list[str]


def render(greening: Greening) -> str:
    """The outcome as JSON text, indented by two blanks."""
    return encoded(document(greening))


def document(greening: Greening) -> Document:
    """The outcome as the values that are written."""
    return Document(
        version=1,
        command="fix --until-green",
        outcome=greening.stop.value,
        green=greening.stop is Stop.GREEN,
        reason=mask(greening.reason),
        base=greening.base,
        layers=[_layer(layer) for layer in greening.layers],
        questions=[_question(question) for question in greening.questions],
        diff=greening.diff,
        commits=list(greening.commits),
        branch=greening.branch,
        files=list(greening.files),
        substitutions=substitutions_of(greening.substitutions),
        seconds=round(greening.seconds, 3),
        notes=list(greening.notes),
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of the answer."""
    found = msgspec.json.schema(Document)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "regreen fix --until-green, version 1",
        **found,
    }


def _layer(layer: ModelLayer) -> Layer:
    return Layer(
        number=layer.number,
        run=run_of(layer.execution) if layer.execution is not None else None,
        again=[run_of(execution) for execution in layer.again],
        causes=causes_of(layer.causes),
        unexplained=[
            Unexplained(line.file, line.job, line.step, line.number, mask(line.text))
            for line in layer.unexplained
        ],
        applied=[_applied(item) for item in layer.applied],
        held=[held_of(item) for item in layer.held],
    )


def _applied(item: ModelApplied) -> Applied:
    finding = item.offer.finding
    return Applied(
        finding.rule,
        finding.fingerprint,
        mask(finding.title),
        fix_of(item.offer.fix),
        item.commit,
        item.ended,
    )


def _question(question: ModelQuestion) -> Question:
    finding = question.finding
    return Question(
        text=mask(question.text),
        where=question.where,
        rule=finding.rule if finding is not None else "",
        fingerprint=finding.fingerprint if finding is not None else "",
        options=[fix_of(fix) for fix in question.options],
        release=question.release,
    )
