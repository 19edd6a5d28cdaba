"""`regreen init`: the pre-commit hook and the workflow that diagnoses failing runs. Nothing is ever overwritten."""

from __future__ import annotations

from pathlib import PurePosixPath

from msgspec import Struct

from regreen import __version__
from regreen.engine.gates import refused
from regreen.engine.providers import WORKFLOWS
from regreen.model.errors import PatchError
from regreen.model.text import Edit, Span
from regreen.patch.apply import apply_all, by_path
from regreen.patch.diff import diff
from regreen.patch.encoding import newline
from regreen.patch.yaml import Value, append_item
from regreen.project.tree import Tree
from regreen.workflow.load import load_workflow
from regreen.workflow.nodes import Mapping, Scalar, Sequence, lookup
from regreen.workflow.parse import parse_document

HOOKS = ".pre-commit-config.yaml"
WORKFLOW = f"{WORKFLOWS}/regreen.yml"
HOME = "https://github.com/regreen/regreen"
ID = "regreen-check"
_NAMES = 30  # workflows that are watched

_TEMPLATE = """\
# Says why a run failed: annotations and a summary. It only reads, and runs nothing of the repository.
name: regreen
on:
  workflow_run:
    workflows: [{names}]
    types: [completed]
permissions: {{}}
jobs:
  diagnose:
    if: github.event.workflow_run.conclusion == 'failure'
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      actions: read
      contents: read
    steps:
      - uses: actions/checkout@v6
        with:
          ref: ${{{{ github.event.workflow_run.head_sha }}}}
          persist-credentials: false
      # 1 says that there are causes, which is no failure of this job
      - run: pipx run "regreen=={version}" diagnose --run "$RUN_ID" --format github || test $? -eq 1
        env:
          RUN_ID: ${{{{ github.event.workflow_run.id }}}}
          GH_TOKEN: ${{{{ github.token }}}}
"""


class Setup(Struct, frozen=True):
    """What would be written: the edits, their diff, and what is there already or must be left to a person."""

    edits: tuple[Edit, ...] = ()
    diff: str = ""
    notes: tuple[str, ...] = ()


def setup(tree: Tree) -> Setup:
    """The hook's entry and the workflow, where they are missing."""
    notes: list[str] = []
    edits = [*_hook(tree, notes), *_workflow(tree, notes)]
    paths = {edit.span.path for edit in edits}
    sources = {path: source for path in paths if (source := tree.source(path)) is not None}
    changed = apply_all(sources, edits)
    for path, group in by_path(edits).items():
        if reason := refused(sources.get(path), changed[path], group):
            notes.append(f"left alone: {reason}")
            edits = [edit for edit in edits if edit.span.path != path]
    return Setup(tuple(edits), diff(sources, edits), tuple(notes))


def _new(path: str, text: str) -> Edit:
    return Edit(Span(path, 0, 0), "", text)


def _hook(tree: Tree, notes: list[str]) -> list[Edit]:
    source = tree.source(HOOKS)
    if source is None:
        if tree.present(HOOKS):
            notes.append(f"{HOOKS} lies there, but is not tracked")
            return []
        return [_new(HOOKS, f"repos:\n{_entry('  ')}")]
    root = parse_document(source).root
    repos = lookup(root, "repos")
    if not isinstance(repos, Sequence):
        notes.append(f"{HOOKS} has no list 'repos' and was left alone")
        return []
    if _has_hook(repos):
        notes.append(f"{HOOKS} has the hook {ID} already")
        return []
    entry: Value = {"repo": HOME, "rev": f"v{__version__}", "hooks": [{"id": ID}]}
    try:
        return append_item(source, ("repos",), entry)
    except PatchError as error:
        notes.append(f"{error}; add this to it:\n{_entry('  ')}")
        return []


def _entry(indent: str) -> str:
    rows = [f"- repo: {HOME}", f"  rev: v{__version__}", "  hooks:", f"    - id: {ID}"]
    return "".join(f"{indent}{row}\n" for row in rows)


def _has_hook(repos: Sequence) -> bool:
    hooks = (lookup(repo, "hooks") for repo in repos.items)
    ids = (lookup(hook, "id") for found in hooks if isinstance(found, Sequence) for hook in found.items)
    return any(isinstance(found, Scalar) and found.text == ID for found in ids)


def _workflow(tree: Tree, notes: list[str]) -> list[Edit]:
    if WORKFLOW in tree or tree.present(WORKFLOW):
        notes.append(f"{WORKFLOW} is there already")
        return []
    names = _names(tree)
    if not names:
        notes.append("there is no workflow yet whose runs could be diagnosed")
        return []
    if len(names) > _NAMES:
        notes.append(f"{WORKFLOW} watches {_NAMES} of {len(names)} workflows")
    quoted = ", ".join(_quoted(name) for name in names[:_NAMES])
    text = _TEMPLATE.format(names=quoted, version=__version__)
    like = tree.source(next(path for path in tree.under(WORKFLOWS) if _is_workflow(path)))
    return [_new(WORKFLOW, text.replace("\n", newline(like.text if like is not None else "")))]


def _names(tree: Tree) -> list[str]:
    """What GitHub calls the workflows that something starts; one that is only called by others has no runs."""
    found: dict[str, None] = {}
    for path in tree.under(WORKFLOWS):
        source = tree.source(path) if _is_workflow(path) else None
        root = parse_document(source).root if source is not None else None
        if source is None or not isinstance(root, Mapping):
            continue
        events = {event.name for event in load_workflow(source).on}
        if events - {"workflow_call", "workflow_run"}:
            name = lookup(root, "name")
            found[name.text if isinstance(name, Scalar) and name.text else path] = None
    return list(found)


def _is_workflow(path: str) -> bool:
    return PurePosixPath(path).parent.as_posix() == WORKFLOWS and path.endswith((".yml", ".yaml"))


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
