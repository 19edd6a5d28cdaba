r"""The code names a path below somebody's home folder.

## Why
`/Users/maria/...`, `/home/maria/...` and `C:\Users\Maria\...` exist on one machine only. As the default of a setting
it works there without anybody noticing; on the runner the file is not found.

## Fix
Build the path from `Path(__file__)`, or from a setting without such a default; commit the file if the tests need it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.model.text import Source
    from regreen.project.imported import Imported
    from regreen.project.tree import Tree
    from regreen.workflow.definitions import Workflow

_HOME = re.compile(r"^(?:/Users/|/home/|[A-Za-z]:[\\/]+Users[\\/]+)(?P<name>[\w.-]+)[\\/]+[\w.-]")
_IN_TEXT = re.compile(r"(?<![\w.~}])(?:/Users/|/home/)(?P<name>[\w.-]+)/[\w./-]+")
_NOBODY = frozenset(
    str.split(
        """
        user username users runner you me test tester testuser foo bar name yourname your-name your_username root app
        appuser vscode ubuntu ec2-user admin dev developer someone somebody alice bob john jdoe johndoe jane example
        myuser my_user user1 node circleci travis builder build jovyan vagrant pi runneradmin docker codespace gitpod
        public shared default nonroot airflow dask conda mambauser guest
        """
    )
)
_USERS = re.compile(
    r"open|Path|join|read|load|connect|exists|path|file|dir|cert|environ|getenv|get|Field|insert|append",
    re.IGNORECASE,
)


def of_one(imported: Imported, tree: Tree, workflows: tuple[Workflow, ...]) -> Matches:
    """One match for each file that names such a path, in code that jobs import or in a script of a workflow."""
    for path, use in imported.uses.items():
        source = tree.source(path)
        if source is None or not (
            "/Users/" in source.text or "/home/" in source.text or "Users\\" in source.text
        ):
            continue
        if "test" in path and not path.endswith("conftest.py"):
            continue
        places = list(_named(source))
        if places:
            yield _match((*places[:5], use.call.place), path)
    for workflow in workflows:
        places = list(_in_workflow(workflow))
        if places and "self-hosted" not in workflow.source.text:
            yield _match(tuple(places[:5]), workflow.path)


def _match(places: tuple[FileEvidence, ...], path: str) -> Match:
    return Match(places=places, data={"path": path})


def _named(source: Source) -> Iterator[FileEvidence]:
    from regreen.project.place import on_line
    from regreen.project.python import constant_string, dotted, parse, position

    tree = parse(source)
    for node in ast.walk(tree) if tree is not None else ():
        values: list[ast.expr] = []
        if isinstance(node, ast.Call) and _USERS.search(dotted(node.func)):
            values = [*node.args, *(item.value for item in node.keywords)]
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            values = [node.value]
        for value in values:
            match = _HOME.match(constant_string(value) or "")
            if match and match["name"].lower() not in _NOBODY:
                yield on_line(source, *position(source, value))


def _in_workflow(workflow: Workflow) -> Iterator[FileEvidence]:
    """Lines of scripts and variables of jobs that name such a path."""
    from regreen.project.place import at

    for match in _IN_TEXT.finditer(workflow.source.text):
        line = workflow.source.position(match.start())[0]
        text = workflow.source.line(line)
        if match["name"].lower() not in _NOBODY and not text.lstrip().startswith("#") and " -v " not in text:
            yield at(workflow.source, match.start())


RULE = Rule(
    id="path-of-one-machine",
    category=Category.MISSING_FILE,
    title="{path} names a path below somebody's home folder, which no runner has",
    find=of_one,
    severity=Severity.WARNING,
    explains=("file-missing",),
    fixers=(Fixer("Build the path from the place of the file: Path(__file__).parent", Safety.ADVICE),),
)
