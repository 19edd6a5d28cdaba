"""The answer of `check` in every format but JSON and the terminal's, which have modules of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from regreen.model.checkup import Checkup
from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.finding import FileEvidence, Finding, Severity
from regreen.model.run import Outcome, Run
from regreen.report import words

_WORD = {Severity.ERROR: "will fail", Severity.WARNING: "may fail"}
PLACES = 10  # annotations of one finding


def as_diagnosis(checkup: Checkup) -> Diagnosis:
    """The findings as causes of a run that has not been."""
    causes = tuple(Cause(finding) for finding in checkup.findings)
    return Diagnosis(run=Run(), outcome=Outcome.UNKNOWN, causes=causes, notes=checkup.notes)


def headline(checkup: Checkup) -> str:
    """How many findings there are of each severity."""
    if not checkup.findings:
        return "nothing here that CI would refuse or fail on"
    counts = ((Severity.ERROR, checkup.errors), (Severity.WARNING, checkup.warnings))
    return ", ".join(
        f"{words.counted(len(found), 'finding')} that {_WORD[severity]}"
        for severity, found in counts
        if found
    )


def render(name: str, checkup: Checkup, *, pages: Mapping[str, str] | None = None) -> str:
    """The findings as `sarif`, `github` (workflow commands) or `markdown`; `pages` are the rules' pages, for SARIF.

    Raises `KeyError` for a name that there is not.
    """
    if name == "sarif":
        from regreen.report import sarif

        return sarif.render(as_diagnosis(checkup), pages=pages)
    if name == "markdown":
        from regreen.report import markdown

        return markdown.render(as_diagnosis(checkup), headline=headline(checkup))
    if name == "github":
        return "".join(f"{line}\n" for line in _commands(checkup))
    raise KeyError(name)


def _commands(checkup: Checkup) -> Iterator[str]:
    """An annotation at every place, for the diff of a pull request shows only those of its lines."""
    from regreen.report.github import command
    from regreen.report.safe import cleaned

    shown = cleaned(as_diagnosis(checkup))
    for cause in shown.causes:
        finding = cause.finding
        level = "error" if finding.severity is Severity.ERROR else "warning"
        places = [piece for piece in finding.evidence if isinstance(piece, FileEvidence)]
        for place in places[:PLACES]:
            where = {"file": place.path, "line": str(place.line), "col": str(place.column)}
            title = f"{_WORD[finding.severity]} ({finding.rule})"
            yield command(level, where | {"title": title}, "\n".join(_message(finding)))
    for note in shown.notes:
        yield command("notice", {}, note)


def _message(finding: Finding) -> Iterator[str]:
    yield finding.title
    for fix in finding.fixes:
        yield f"fix, {fix.safety.name.lower()}: {fix.title}"
