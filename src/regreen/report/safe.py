"""Text of strangers, made harmless: the one place where every answer is neutralised.

Logs are cleaned and masked when they are read; files of the repository, annotations and the names of jobs are not.
`cleaned` does that for a whole diagnosis; what one format needs besides (HTML, Markdown, workflow commands) is the
business of the other functions. A diff that has to apply is in the JSON and SARIF answers, as edits and as it stands.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec.structs import replace

from regreen.logs.mask import mask, mask_tokens
from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.finding import AnnotationEvidence, Evidence, FileEvidence, Finding, Fix, LogEvidence
from regreen.model.run import Job, Line, Run, RunRef

# ECMA-48: CSI sequences, OSC/DCS/APC/PM/SOS strings, and the escape sequences of two characters.
_ESCAPES = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]{0,60}[ -/]{0,8}[@-~]?"
    "|(?:\x1b[]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]{0,4096}(?:\x07|\x1b\\\\|\x9c)?"
    "|\x1b[ -/]{0,8}[0-~]?"
)
# Controls, the bidirectional controls of Unicode Standard Annex #9, invisible blanks, line separators, surrogates.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
# What GitHub Flavored Markdown reads as more than text: inline marks anywhere, block marks at the start of a line.
_ACTIVE = re.compile(r"[\\`*\[\]<|~$]|&(?=#?\w)|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|#(?=#*$)")
_BLOCK = re.compile(r"^(?P<number>\d{1,9}(?=[.)])|)(?P<mark>[-+=>#]|(?<=\d)[.)])")
_URL_START = re.compile(r"(?i)\b(?:https?|ftp|mailto|xmpp):|\bwww\.")
_MENTION = re.compile(r"[@#](?=\w)|(?<=\bGH)-(?=\d)", re.I)
_COMMAND_START = re.compile(r"^([^\S\n]*)::", re.M)
_BREAK = "\u200b"  # a zero-width blank keeps GitHub from seeing a mention, a reference or an address


def visible(text: str) -> str:
    """Text of one line: escape sequences gone, other hidden characters named, line ends as blanks."""
    text = _ESCAPES.sub("", text)
    text = text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
    return _HIDDEN.sub(_name, text)


def visible_block(text: str) -> str:
    """Text of several lines of which none may be lost: every hidden character is named, line ends stay."""
    return "\n".join(_HIDDEN.sub(_name, line.removesuffix("\r")) for line in text.split("\n"))


def _name(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code == 0x7F:
        return "␡"
    return chr(0x2400 + code) if code < 0x20 else f"<U+{code:04X}>"


def cleaned(diagnosis: Diagnosis) -> Diagnosis:
    """The diagnosis with every text of it safe to show, and free of secrets.

    What no answer shows (scripts, annotations and notes of the run itself) is left out; edits stay as they are.
    """
    return replace(
        diagnosis,
        run=_run(diagnosis.run),
        causes=tuple(_cause(cause) for cause in diagnosis.causes),
        unexplained=tuple(_line(line) for line in diagnosis.unexplained),
        notes=tuple(_said(note) for note in diagnosis.notes),
    )


@lru_cache(maxsize=512)  # names of jobs and steps come again and again
def _said(text: str) -> str:
    return mask(visible(text))


@lru_cache(maxsize=512)
def _named(text: str) -> str:
    return mask_tokens(visible(text))


def _run(run: Run) -> Run:
    return Run(tuple(_job(job) for job in run.jobs), run.outcome, _ref(run.ref))


def _ref(ref: RunRef) -> RunRef:
    return replace(
        ref,
        repository=_named(ref.repository),
        url=_named(ref.url),
        branch=_named(ref.branch),
        sha=_named(ref.sha),
        event=_named(ref.event),
        workflow=_named(ref.workflow),
        workflow_path=_named(ref.workflow_path),
        started=_named(ref.started),
    )


def _job(job: Job) -> Job:
    steps = tuple(replace(step, name=_said(step.name), script="", shell="", uses="") for step in job.steps)
    return replace(job, name=_named(job.name), file=_named(job.file), steps=steps)


def _cause(cause: Cause) -> Cause:
    return replace(
        cause,
        finding=_finding(cause.finding),
        symptoms=tuple(_finding(symptom) for symptom in cause.symptoms),
        jobs=tuple(_named(job) for job in cause.jobs),
    )


def _finding(finding: Finding) -> Finding:
    return replace(
        finding,
        rule=visible(finding.rule),
        title=_said(finding.title),
        evidence=tuple(_evidence(piece) for piece in finding.evidence),
        data={name: _said(value) for name, value in finding.data.items()},
        fixes=tuple(_fix(fix) for fix in finding.fixes),
    )


def _evidence(piece: Evidence) -> Evidence:
    if isinstance(piece, LogEvidence):
        return replace(
            piece,
            file=_named(piece.file),
            text=_said(piece.text),
            job=_named(piece.job),
            step=_said(piece.step),
        )
    if isinstance(piece, FileEvidence):
        return replace(piece, path=_named(piece.path), text=_named(piece.text))
    return AnnotationEvidence(_named(piece.job), _said(piece.text))


def _fix(fix: Fix) -> Fix:
    return replace(
        fix,
        title=_said(fix.title),
        diff=visible_block(mask_tokens(fix.diff)),
        commands=tuple(_said(command) for command in fix.commands),
    )


def _line(line: Line) -> Line:
    return replace(
        line,
        file=_named(line.file),
        text=_said(line.text),
        job=_named(line.job),
        step=_said(line.step),
    )


def html(text: str) -> str:
    """Text for HTML, in an element or a quoted attribute."""
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("'", "&#39;")
    )


def unlinked(text: str) -> str:
    """Text in which GitHub sees no mention, no reference to an issue and no address."""
    text = _URL_START.sub(lambda match: f"{match[0][:-1]}{_BREAK}{match[0][-1]}", text)
    return _MENTION.sub(lambda match: match[0] + _BREAK, text)


def markdown(text: str, *, first: bool = True) -> str:
    """Text for a line of GitHub's Markdown: it is shown as it reads, links to nothing and formats nothing.

    `first` says that the line may start with it.
    """
    text = " ".join(text.split())
    escaped = _ACTIVE.sub(lambda match: "\\" + match[0], text)
    if first:
        escaped = _BLOCK.sub(r"\g<number>\\\g<mark>", escaped)
    return unlinked(escaped)


def markdown_html(text: str) -> str:
    """Text for an HTML element inside GitHub's Markdown."""
    return html(unlinked(text))


def code(text: str) -> str:
    """A code span; the fence is longer than any run of backticks inside."""
    if not text.strip():
        return ""
    ticks = "`" * (_longest_run(text) + 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def fenced(text: str, language: str = "text") -> str:
    """A fenced block, fence and line ends included; the fence is longer than any run of backticks inside."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}{language}\n{text.rstrip(chr(10))}\n{fence}\n"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def address(target: str) -> str:
    """A link's target: an anchor of the document or an http(s) address; empty for anything else."""
    if re.fullmatch(
        r"#[A-Za-z0-9-]{1,80}|https?://[A-Za-z0-9.:\[\]-]{1,200}(?:/[A-Za-z0-9._~/?=&%#+:@-]{0,1000})?",
        target,
    ):
        return target
    return ""


def inert(text: str, *, json: bool = False) -> str:
    """Text for the standard output of a job on GitHub Actions: no line of it is a workflow command.

    The runner reads `##[command]` anywhere in a line, and `::command::` at its start. In JSON the mark is escaped, so
    that the values stay what they are.
    """
    if json:
        return text.replace("##[", "#\\u0023[")
    return _COMMAND_START.sub(r"\1: :", text.replace("##[", "## ["))


def command_data(text: str) -> str:
    """The message of a workflow command, as the runner's `ActionCommand` unescapes it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    """A property of a workflow command."""
    return command_data(text).replace(":", "%3A").replace(",", "%2C")
