"""A comparison of two runs as Markdown, for a comment or an issue."""

from __future__ import annotations

from regreen.model.comparison import Comparison, JobPair, SideStep
from regreen.model.run import Outcome
from regreen.report.compare_terminal import headline
from regreen.report.safe import code, markdown, visible

PACKAGES = 60  # packages that are named


def render(comparison: Comparison) -> str:
    """The verdict, a table for each job, what differs."""
    lines = [f"## {markdown(visible(headline(comparison)), first=False)}", ""]
    lines += [f"- here: {markdown(visible(comparison.here.title))}"]
    lines += [f"- there: {markdown(visible(comparison.there.title))}", ""]
    for pair in comparison.jobs:
        lines += _job(pair)
    for title, causes in (
        ("On both sides", comparison.both),
        ("Only here", comparison.only_here),
        ("Only there", comparison.only_there),
    ):
        if causes:
            lines += [f"### {title}", ""]
            lines += [
                f"- {markdown(visible(cause.title))} ({code(cause.rule)} {code(cause.fingerprint[:12])})"
                for cause in causes
            ]
            lines.append("")
    if comparison.here.substitutions:
        lines += ["### What had to differ", ""]
        lines += [
            f"- {markdown(visible(item.wanted))} → {markdown(visible(item.used))}"
            for item in comparison.here.substitutions
        ]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _job(pair: JobPair) -> list[str]:
    lines = [f"### {markdown(visible(pair.here.name or pair.there.name), first=False)}", ""]
    lines += ["| step | here | there | |", "|---|---|---|---|"]
    for step in pair.steps:
        name = markdown(visible(step.name), first=False).replace("\n", " ")
        lines.append(
            f"| {name} | {_word(step.here)} | {_word(step.there)} | {'' if step.same else '**differs**'} |"
        )
    lines.append("")
    if pair.packages:
        lines += ["| package | here | there |", "|---|---|---|"]
        lines += [
            f"| {code(item.name)} | {item.here and code(item.here)} | {item.there and code(item.there)} |"
            for item in pair.packages[:PACKAGES]
        ]
        lines.append("")
    for where, names in (("here", pair.variables_here), ("there", pair.variables_there)):
        if names:
            lines += [f"Variables only {where}: {', '.join(code(name) for name in names)}", ""]
    return lines


def _word(step: SideStep | None) -> str:
    if step is None:
        return "–"
    return "failed" if step.outcome is Outcome.FAILURE else step.outcome.value
