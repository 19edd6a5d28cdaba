"""pre-commit and prek: hooks that failed, and why pre-commit itself could not go on.

Formats as `pre_commit/commands/run.py` (`name.....Failed`, `- hook id:`, `- exit code:`, `- files were modified by
this hook`), `pre_commit/error_handler.py` (`An error has occurred: Kind: text`) and `pre_commit/util.py`
(`CalledProcessError`: command, return code, stdout, stderr) write them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Refusal, Signal, Verdict
from regreen.logs.tool import Tool
from regreen.logs.tools._hooks import category_of
from regreen.logs.tools._located import bare
from regreen.logs.window import Window
from regreen.model.finding import Category
from regreen.model.run import Line

NAME = "pre-commit"
MODIFIED = "- files were modified by this hook"
_HOOK = Pattern(r"^(?P<name>\S.*?)\.{3,}(?:\([^)]*\))?(?P<how>Failed|Passed|Skipped)$")
_DETAIL = Pattern(
    r"^- (?:hook id: (?P<id>.+)|exit code: (?P<code>-?\d+)|duration: .+|files were modified by this hook)$"
)
_END = Pattern(r"^(?:pre-commit hook\(s\) made changes|All changes made by hooks:|##\[|diff --git )")
_MISSING = Pattern(r"^Executable `(?P<program>[^`]+)` not found$")
_ERROR = Pattern(r"^An (?:unexpected )?error has occurred: (?P<kind>\w+): ?(?P<text>.*)$")
_ABSENT = Pattern(r"^\[ERROR\] `(?P<hook>[^`]+)` is not present in repository (?P<repository>\S+?)\.")
_NO_HOOK = Pattern(r"^No hook with id `(?P<hook>[^`]+)`")
_WHY = Pattern(
    r"^\s*(?:=+> )(?P<reason>.+)$|^\s*(?P<error>(?:(?:ERROR|Error|error|fatal|E): |[A-Za-z_.]*(?:Error|Exception): |error: ).+)$"
)
_INSTALL = frozenset({"CalledProcessError", "HTTPError", "URLError"})


def _read(window: Window) -> Iterable[Signal]:
    line = window.line
    text = bare(line.text)
    hook = _HOOK.match(text)
    if hook:
        return _hook(window, hook["name"]) if hook["how"] == "Failed" else ()
    if text.startswith("An "):
        return _error(window, text)
    absent = _ABSENT.match(text) or _NO_HOOK.match(text)
    return (_refusal(line, "hook-config", text, absent["hook"]),) if absent else ()


def _hook(window: Window, name: str) -> Iterator[Signal]:
    """The hook's verdict; `also` are its details, the first lines of its output and the last one."""
    details: list[Line] = []
    output: list[Line] = []
    for line in window.after(20_000):
        text = bare(line.text)
        if _HOOK.match(text) or _END.match(text):
            break
        if not output and _DETAIL.match(text):
            details.append(line)
        elif details and text:
            output.append(line)
    if not details:
        return
    found = [match for line in details if (match := _DETAIL.match(bare(line.text)))]
    hook = next((match["id"].strip() for match in found if match["id"]), name)
    missing = next((match for line in output[:3] if (match := _MISSING.match(bare(line.text)))), None)
    if missing:
        yield _refusal(
            output[0], "hook-program-missing", output[0].text, missing["program"], (window.line, *details)
        )
        return
    changed = any(bare(line.text) == MODIFIED for line in details)
    yield Verdict(
        tool=NAME,
        line=window.line,
        also=(*details, *output[:3], *output[-1:]),
        category=category_of(hook, changed=changed),
        text=MODIFIED if changed else bare(window.line.text),
        subject=hook,
    )


def _error(window: Window, text: str) -> Iterator[Signal]:
    error = _ERROR.match(text)
    if not error:
        return
    block = list(window.after(120))
    reasons = [(line, match) for line in block if (match := _WHY.match(line.text))]
    config = error["kind"] in ("InvalidConfigError", "InvalidManifestError")
    if not config and not any(NAME in line.text for line in (window.line, *block)):
        return  # another program that says so
    marked = [line for line, match in reasons if match["reason"]]
    errors = [line for line, match in reasons if match["error"]]
    best = (marked if config else errors)[-1:] or [window.line]
    kind = "hook-config" if config else "hook-install" if error["kind"] in _INSTALL else "hook-error"
    also = tuple(line for line in (window.line, *marked, *errors[:1]) if line is not best[0])
    reason = bare(best[0].text).lstrip("=> ")
    yield _refusal(best[0], kind, reason or text, reason, also)


def _refusal(line: Line, kind: str, text: str, subject: str, also: tuple[Line, ...] = ()) -> Refusal:
    category = {
        "hook-program-missing": Category.MISSING_TOOL,
        "hook-install": Category.DEPENDENCY_RESOLUTION,
    }.get(kind, Category.LINT)
    return Refusal(tool=NAME, line=line, also=also, kind=kind, text=text, subject=subject, category=category)


TOOL = Tool(
    name=NAME,
    anchors=("Failed", "error has occurred: ", "is not present in repository", "No hook with id"),
    read=_read,
)
