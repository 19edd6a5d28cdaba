"""dorny/paths-filter, tj-actions/changed-files: what a push changed. Here nothing was pushed: all counts as changed."""

from __future__ import annotations

import yaml

from regreen.model.execution import SubstitutionKind
from regreen.model.run import Outcome
from regreen.runner.checkout import git
from regreen.runner.glob import Matcher
from regreen.runner.state import ActionFailed, Call


def paths_filter(call: Call) -> Outcome:
    """Every filter that matches a file of the commit is true: nothing that could be concerned is left out."""
    text = call.inputs.get("filters", "")
    root = call.state.workspace.checkout
    if "\n" not in text.strip() and (root / text.strip()).is_file():
        text = (root / text.strip()).read_text("utf-8", "replace")
    try:
        filters = yaml.safe_load(text)
    except yaml.YAMLError:
        filters = None
    if not isinstance(filters, dict):
        raise ActionFailed("Invalid filter. Filter definition is not a mapping")
    _say(call)
    paths = _paths(call)
    hit = [str(name) for name, rules in filters.items() if _hits(call, _flat(rules), paths)]
    call.outputs.update({str(name): str(str(name) in hit).lower() for name in filters})
    call.outputs.update({f"{name}_count": str(len(paths)) for name in hit})
    call.outputs["changes"] = "[" + ",".join(f'"{name}"' for name in hit) + "]"
    return Outcome.SUCCESS


def changed_files(call: Call) -> Outcome:
    """The files of the commit that the input names, all of them changed."""
    _say(call)
    paths = _paths(call)
    patterns = [line for line in call.inputs.get("files", "").splitlines() if line.strip()]
    if patterns:
        paths = [path for path in paths if _hits(call, patterns, [path])]
    some = str(bool(paths)).lower()
    call.outputs.update({"any_changed": some, "any_modified": some, "only_changed": "false"})
    call.outputs.update({"all_changed_files": " ".join(paths), "all_changed_files_count": str(len(paths))})
    return Outcome.SUCCESS


def _say(call: Call) -> None:
    call.state.substitute(
        SubstitutionKind.ACTION, call.step.uses, "every file counts as changed", "nothing was pushed"
    )


def _flat(rules: object) -> list[str]:
    """Patterns of a filter: a text, a list of them, or mappings from a kind of change to them."""
    if isinstance(rules, str):
        return [rules]
    if isinstance(rules, dict):
        return [pattern for value in rules.values() for pattern in _flat(value)]
    return [pattern for rule in rules for pattern in _flat(rule)] if isinstance(rules, list) else []


def _paths(call: Call) -> list[str]:
    origin = call.state.origin
    return git(origin.mirror, "ls-tree", "-r", "-z", "--name-only", origin.commit).split("\0")[:-1]


def _hits(call: Call, patterns: list[str], paths: list[str]) -> bool:
    root = call.state.workspace.checkout
    matcher = Matcher([pattern.strip() for pattern in patterns], root)
    return any(matcher.matches(root / path) for path in paths)
