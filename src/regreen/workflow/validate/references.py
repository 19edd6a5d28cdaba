"""What `uses:` may look like, in steps and in jobs that call a workflow.

Source: GitHub's own checks (github.com/actions/languageservices, languageservice/src/validate.ts;
github.com/actions/runner, src/Sdk/WorkflowParser/Conversion).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from regreen.model.finding import Severity
from regreen.workflow.actions import UsesKind, parse_uses
from regreen.workflow.nodes import Scalar
from regreen.workflow.problems import Problem

_ACTION = "'owner/repo@ref', './path' or 'docker://image'"
_WORKFLOW = "'owner/repo/.github/workflows/file.yml@ref' or './.github/workflows/file.yml'"
_ELSEWHERE = "it must lie in '.github/workflows'"
_FOLDER = re.compile(r"\.github/workflows(?:-lab)?/")
_NAME = re.compile(r"[\w.-]+")
_NO_REF = re.compile(r"[?*\[\]\\~^:\s\x00-\x1f\x7f]|@\{|\.\.|//")


def check_step_uses(node: Scalar) -> Iterator[Problem]:
    """Problems of the action that a step names."""
    text = node.string
    if "${{" in node.text or not text:
        return
    uses = parse_uses(text)
    if uses.kind is UsesKind.DOCKER and uses.path.rpartition("/")[2].endswith(":"):
        yield Problem("invalid-uses", f"'{text}' has an empty tag", node.span)
    elif uses.is_workflow and uses.kind is UsesKind.REPOSITORY:
        message = f"'{text}' is a reusable workflow: a job calls it ('jobs.<id>.uses'), a step cannot"
        yield Problem("invalid-uses", message, node.span)
    elif uses.kind is UsesKind.INVALID:
        reason = _action_reason(text)
        # GitHub takes the file where the parts are there, and finds out only later that nothing is called so.
        severity = Severity.ERROR if reason else Severity.WARNING
        reason = reason or "no owner and no repository can be called so"
        yield Problem("invalid-uses", f"'{text}' is no action: {reason} ({_ACTION})", node.span, severity)


def _action_reason(text: str) -> str:
    name, at, ref = text.partition("@")
    if not at or not ref:
        return "the '@ref' is missing"
    if "@" in ref:
        return "there is more than one '@'"
    parts = [part for part in re.split(r"[/\\]", name) if part]
    return "the owner is missing" if len(parts) < 2 else ""


def check_job_uses(node: Scalar) -> Iterator[Problem]:
    """Problems of the reusable workflow that a job names."""
    text = node.string
    if "${{" in node.text or not text:
        return
    local = text.startswith(("./", "$/"))
    reason = _file_reason(text[2:]) if local else _remote_reason(text)
    if local and not reason and "@" in text:
        reason = "a workflow of this repository has no '@ref'"
    if reason:
        message = f"'{text}' is no reusable workflow: {reason} (it must be {_WORKFLOW})"
        # Other programs that run workflows look for those of other repositories anywhere.
        severity = Severity.WARNING if reason is _ELSEWHERE and not local else Severity.ERROR
        yield Problem("invalid-uses", message, node.span, severity)


def _file_reason(path: str) -> str:
    """Why no workflow can lie at a path of a repository."""
    folder = _FOLDER.match(path)
    if folder is None:
        return _ELSEWHERE
    name = path[folder.end() :].partition("@")[0]
    if not name.endswith((".yml", ".yaml")):
        return "the file must end in '.yml' or '.yaml'"
    if "/" in name:
        return "it must lie in '.github/workflows' itself, not in a folder below"
    return "the file has no name" if name in (".yml", ".yaml") else ""


def _remote_reason(text: str) -> str:
    whole, at, ref = text.partition("@")
    if not at or not ref:
        return "the '@ref' is missing"
    if "@" in ref:
        return "there is more than one '@'"
    if whole.count("/") < 2:
        return "owner and repository must stand in front"
    folder = _FOLDER.search(whole)
    if folder is None:
        return _ELSEWHERE
    names = [part for part in whole[: folder.start()].split("/") if part]
    if len(names) != 2:
        return "owner and repository must stand in front"
    for name in names:
        if not _NAME.fullmatch(name):
            return f"nothing can be called '{name}'"
    return _ref_reason(ref) or _file_reason(whole[folder.start() :])


def _ref_reason(ref: str) -> str:
    """Why no branch, tag or commit can be called so (as `git check-ref-format`)."""
    parts = ref.split("/")
    bad = _NO_REF.search(ref) or ref.endswith(".") or not parts[0] or not parts[-1]
    if bad or any(part.startswith(".") or part.endswith(".lock") for part in parts):
        return f"no branch, tag or commit can be called '{ref}'"
    return ""
