"""The legs of a job: what its matrix fills into the texts of its steps, and which steps it leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum

from msgspec import Struct, field

from regreen.workflow.definitions import Job
from regreen.workflow.expr import ExpressionError, Value, evaluate, evaluate_condition, scan
from regreen.workflow.expr.values import to_string
from regreen.workflow.matrix import expand
from regreen.workflow.schema.runners import HOSTED

LIMIT = 24  # legs of one job that are followed
_STATE = re.compile(r"\b(?:steps|needs|inputs|failure|cancelled|vars|secrets|hashFiles)\b|^\s*false\s*$")
_VERSION = re.compile(r"^(?:pypy|graalpy)?-?v?(\d+\.\d+)(?![\d])")


class Runs(Enum):
    """Whether a step runs."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class Leg(Struct, frozen=True):
    """One leg. `system` is as GitHub names it; `hosted`: the machine is one of GitHub's own."""

    name: str
    matrix: Mapping[str, Value]
    system: str = ""
    hosted: bool = False
    known: bool = True
    inputs: Mapping[str, str] = field(default_factory=dict)

    def text(self, text: str, env: Mapping[str, str]) -> str:
        """A text with the expressions filled in that this leg decides; the others stay as they are."""
        if "${{" not in text:
            return text
        parts: list[str] = []
        done = 0
        for place in scan(text):
            value = self._value(place.expression, env)
            if value is not None:
                parts += (text[done : place.start], value)
                done = place.end
        return "".join((*parts, text[done:]))

    def runs(self, condition: str | None) -> Runs:
        """Whether a step with this condition runs in this leg."""
        if condition is None or not condition.strip():
            return Runs.YES
        functions = {
            "success": lambda _: True,
            "always": lambda _: True,
            "failure": lambda _: False,
            "cancelled": lambda _: False,
        }
        try:
            chosen = evaluate_condition(condition, self._contexts(), functions)
        except ExpressionError:
            return Runs.MAYBE if _STATE.search(condition) else Runs.YES
        if chosen:
            return Runs.YES
        return Runs.NO if self.known else Runs.MAYBE

    def _contexts(self) -> dict[str, Value]:
        found: dict[str, Value] = {}
        if self.known:
            found["matrix"] = self.matrix
        if self.system:
            found["runner"] = {"os": self.system}
        return found

    def _value(self, expression: str, env: Mapping[str, str]) -> str | None:
        context, _, name = expression.strip().partition(".")
        if context == "env":
            return env.get(name)
        if context == "inputs":
            return self.inputs.get(name)
        try:
            found = evaluate(expression, self._contexts())
        except ExpressionError:
            return None
        return to_string(found) if isinstance(found, str | float | int | bool) or found is None else None


def legs(job: Job) -> Iterator[Leg]:
    """The legs of a job, no two that fill in the same; one without values where only the run decides."""
    expansion = expand(job)
    if expansion.unknown:
        yield _leg(job, job.name or job.id, {}, known=False)
        return
    used = _used(job)
    seen: set[tuple[tuple[str, str], ...]] = set()
    for leg in expansion.legs:
        values = {key: value for key, value in leg.values.items() if key in used}
        identity = tuple((key, repr(value)) for key, value in sorted(values.items()))
        if identity not in seen and len(seen) < LIMIT:
            seen.add(identity)
            yield _leg(job, leg.name, leg.values, known=True)


def _leg(job: Job, name: str, matrix: Mapping[str, Value], *, known: bool) -> Leg:
    bare = Leg(name, matrix, known=known)
    labels = [bare.text(label, {}) for label in job.runs_on]
    systems = {HOSTED.get(label.lower()) for label in labels}
    first = next(iter(systems)) if len(systems) == 1 else None
    retired = labels[0].partition("-")[0] if len(labels) == 1 else ""
    system = (
        first.value if first else {"ubuntu": "Linux", "macos": "macOS", "windows": "Windows"}.get(retired, "")
    )
    return Leg(name, matrix, system, bool(system), known)


def _used(job: Job) -> set[str]:
    """The keys of the matrix that the job's texts speak of."""
    texts: list[str] = [*job.runs_on, *job.env.values()]
    for step in job.steps:
        texts += (step.run or "", step.if_ or "", step.working_directory, step.uses)
        texts += (*step.with_.values(), *step.env.values(), step.shell)
    texts += [job.defaults.working_directory, job.defaults.shell] if job.defaults else []
    return set(re.findall(r"\bmatrix\s*(?:\.\s*|\[')([\w-]+)", "\n".join(texts)))


def python_version(text: str) -> str:
    """`3.12` for `3.12.4`, `pypy-3.10`, `3.13-dev`; empty where only the run decides (`3.x`)."""
    match = _VERSION.match(text.strip())
    return match[1] if match else ""
