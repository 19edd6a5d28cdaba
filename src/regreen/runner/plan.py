"""Which event starts a workflow, and whether its filters let it.

Filters as in GitHub Docs, "Workflow syntax": of several patterns the last one that matches decides; `branches` and
`branches-ignore` (and the same for tags and paths) exclude each other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from regreen.model.errors import InputError
from regreen.workflow.definitions import Event, Workflow

_PREFERRED = ("push", "pull_request", "workflow_dispatch", "schedule", "pull_request_target", "merge_group")


def choose_event(workflow: Workflow, wanted: str = "") -> Event:
    """The event to run a workflow for: the one asked for, else the likeliest. Raises `InputError`."""
    if wanted:
        found = workflow.event(wanted)
        if found is None:
            names = ", ".join(event.name for event in workflow.on) or "nothing"
            raise InputError(f"{workflow.path} is not started by '{wanted}', only by: {names}")
        return found
    for name in _PREFERRED:
        if (found := workflow.event(name)) is not None:
            return found
    others = [event for event in workflow.on if event.name != "workflow_call"] or list(workflow.on)
    if not others:
        raise InputError(f"{workflow.path} names no event that starts it")
    return others[0]


def held_back(event: Event, ref: str, changed: Sequence[str] | None = None, base: str = "") -> str:
    """Why the filters of an event keep the workflow from starting; empty where they do not.

    `changed` are the paths of the push or pull request, None where nobody knows them.
    """
    kind, name = (
        ("tags", ref.removeprefix("refs/tags/")) if ref.startswith("refs/tags/") else ("branches", "")
    )
    if kind == "branches":
        name = base if event.name.startswith("pull_request") else ref.removeprefix("refs/heads/")
    reason = _by_name(event, kind, name)
    return reason or (_by_path(event, changed) if changed is not None and kind == "branches" else "")


def _by_name(event: Event, kind: str, name: str) -> str:
    other = "tags" if kind == "branches" else "branches"
    wanted, ignored = event.filters.get(kind), event.filters.get(f"{kind}-ignore")
    if not name:
        return ""
    word = "branch" if kind == "branches" else "tag"
    if wanted is not None and not selected(wanted, name):
        return f"'{kind}' of '{event.name}' leaves out the {word} '{name}'"
    if ignored is not None and selected(ignored, name):
        return f"'{kind}-ignore' of '{event.name}' names the {word} '{name}'"
    only_other = event.filters.get(other) is not None and wanted is None and ignored is None
    return f"'{event.name}' is limited to {other}" if only_other and event.name == "push" else ""


def _by_path(event: Event, changed: Sequence[str]) -> str:
    wanted, ignored = event.filters.get("paths"), event.filters.get("paths-ignore")
    if wanted is not None and not any(selected(wanted, path) for path in changed):
        return f"'paths' of '{event.name}' match none of the files that changed"
    if ignored is not None and changed and all(selected(ignored, path) for path in changed):
        return f"'paths-ignore' of '{event.name}' matches all files that changed"
    return ""


def selected(patterns: Sequence[str], name: str) -> bool:
    """Whether the last pattern that matches a name is one without `!`."""
    found = False
    for pattern in patterns:
        negated = pattern.startswith("!")
        if pattern_expression(pattern.removeprefix("!")).match(name):
            found = not negated
    return found


def pattern_expression(pattern: str) -> re.Pattern[str]:
    """A filter pattern as a regular expression: `*` within a name, `**` across; `?` and `+` repeat."""
    out, at = [], 0
    while at < len(pattern):
        char = pattern[at]
        if pattern.startswith("**/", at) and (at == 0 or pattern[at - 1] == "/"):
            out.append("(?:[^\\n]*/)?")
            at += 3
            continue
        if pattern.startswith("**", at):
            out.append("[^\\n]*")
            at += 2
            continue
        if char == "\\" and at + 1 < len(pattern):
            out.append(re.escape(pattern[at + 1]))
            at += 2
            continue
        if char == "[" and (end := pattern.find("]", at)) > 0:
            out.append("[" + re.sub(r"[\\^\[]", lambda m: "\\" + m[0], pattern[at + 1 : end]) + "]")
            at = end + 1
            continue
        repeated = char in "?+" and bool(out) and not out[-1].endswith(("*", "?", "+"))
        out.append(char if repeated else "[^/]*" if char == "*" else re.escape(char))
        at += 1
    return re.compile("".join(out) + r"\Z")
