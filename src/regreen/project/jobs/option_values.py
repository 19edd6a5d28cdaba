"""Values of options that the tools refuse.

Sources: the documentation of each tool's command line, as of 2026-11-21; `since` is when the last release that took
others came to an end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from regreen.project.jobs.holdings import command_of
from regreen.project.jobs.model import Call, JobRun

_NUMBER = r"-?\d+(?:\.\d+)?"
_WHOLE = r"\d+"
_SPAN = r"(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h|d))+|0"
_LEVELS = "all|low|medium|high"


class Option(Struct, frozen=True):
    """An option of a program (behind `command`, where it is one of a sub-command) and the values it takes, as a
    regular expression; a list of words where it is nothing else.
    """

    program: str
    names: tuple[str, ...]
    values: str
    command: str = ""
    since: date = date.min

    @property
    def choices(self) -> tuple[str, ...]:
        """The words it takes; none where it takes others."""
        words = self.values.split("|")
        return tuple(words) if all(re.fullmatch(r"[\w-]+", word) for word in words) else ()


OPTIONS = (
    Option("ruff", ("--target-version",), r"py3\d{1,2}"),
    Option("black", ("--target-version", "-t"), r"py[23]\d{1,2}"),
    Option("ruff", ("--output-format",),
           "concise|full|json|json-lines|junit|grouped|github|gitlab|pylint|rdjson|azure|sarif",
           "check", date(2024, 6, 27)),
    Option("black", ("--line-length", "-l"), _WHOLE),
    Option("flake8", ("--max-line-length", "--max-complexity"), _NUMBER),
    Option("pytest", ("--asyncio-mode",), "auto|strict|legacy"),
    Option("pytest", ("--cov-fail-under",), _NUMBER),
    Option("pytest", ("--cov-report",),
           r"(?:term|term-missing|annotate|html|xml|json|lcov|markdown|markdown-append)?(?::.*)?"),
    Option("pytest", ("--tb",), "auto|long|short|line|native|no"),
    Option("pytest", ("-n", "--numprocesses"), r"auto|logical|\d+"),
    Option("pytest", ("--dist",), "no|each|load|loadscope|loadfile|loadgroup|worksteal"),
    Option("pytest", ("--maxfail", "--durations"), _WHOLE),
    Option("pytest", ("--timeout", "--durations-min"), _NUMBER),
    Option("pytest", ("--import-mode",), "prepend|append|importlib"),
    Option("pytest", ("--capture",), "fd|sys|no|tee-sys"),
    Option("pytest", ("--color",), "yes|no|auto"),
    Option("coverage", ("--fail-under",), _NUMBER),
    Option("mypy", ("--python-version",), r"[23]\.\d{1,2}"),
    Option("mypy", ("--follow-imports",), "normal|silent|skip|error"),
    Option("bandit", ("-f", "--format"), "csv|custom|html|json|screen|txt|xml|yaml|sarif"),
    Option("bandit", ("--severity-level", "--confidence-level"), _LEVELS),
    Option("pip-audit", ("-f", "--format"), "columns|json|cyclonedx-json|cyclonedx-xml|markdown"),
    Option("pip-audit", ("-s", "--vulnerability-service"), "osv|pypi|esms"),
    Option("pylint", ("--fail-under",), _NUMBER),
    Option("pre-commit", ("--hook-stage",),
           "commit-msg|post-checkout|post-commit|post-merge|post-rewrite|pre-commit|pre-merge-commit|pre-push|pre-rebase"
           "|prepare-commit-msg|manual|commit|push|merge-commit", "run"),
    Option("temporal", ("--retention",), _SPAN),
    Option("helm", ("--timeout",), _SPAN),
    Option("kubectl", ("--timeout",), r"-?" + _SPAN),
    Option("docker", ("--health-interval", "--health-timeout", "--health-start-period"), _SPAN, "run"),
)  # fmt: skip


class Refused(Struct, frozen=True):
    """A value (`written`) of an option that the tool refuses; `meant` is the one that is probably meant, if any."""

    option: Option
    name: str
    written: str
    meant: str
    run: JobRun
    call: Call


def refused_values(runs: Sequence[JobRun], today: date) -> Iterator[Refused]:
    """All of them, each once for a place."""
    seen: set[tuple[object, ...]] = set()
    for run in runs:
        for call in () if run.foreign else run.calls:
            program, words, _ = command_of(call)
            for option in OPTIONS:
                if (
                    option.program != program
                    or option.since > today
                    or option.command not in ("", *words[:1])
                ):
                    continue
                for name, value in _values(words, option.names):
                    wrong = not re.search(r"[$`{}<]", value) and not re.fullmatch(option.values, value)
                    if wrong and (call.place, name, value) not in seen:
                        seen.add((call.place, name, value))
                        yield Refused(option, name, value, _meant(option, value), run, call)


def _values(words: Sequence[str], names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """`--name value`, `--name=value`; the words behind `--` are others' business."""
    line = list(words[: words.index("--")]) if "--" in words else list(words)
    for index, word in enumerate(line):
        name, equals, value = word.partition("=")
        if name in names and equals and name.startswith("--"):
            yield name, value
        elif word in names and index + 1 < len(line):
            yield word, line[index + 1]


def _meant(option: Option, value: str) -> str:
    if re.fullmatch(r"py\d\.\d{1,2}", value) and re.fullmatch(option.values, value.replace(".", "")):
        return value.replace(".", "")
    if re.fullmatch(r"\d\.\d{1,2}", value) and re.fullmatch(option.values, f"py{value.replace('.', '')}"):
        return f"py{value.replace('.', '')}"
    if option.values in (_SPAN, f"-?{_SPAN}") and value.isdigit():
        return f"{24 * int(value)}h" if option.program == "temporal" else f"{value}s"  # it used to count days
    if value == "text" and "full" in option.choices:
        return "full"
    return ""
