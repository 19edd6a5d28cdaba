"""What a command makes: paths that are there afterwards, although nobody committed them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from regreen.project.paths.programs import Program
from regreen.workflow.shell.commands import Command

TREE_CHANGING = frozenset(
    {
        "checkout",
        "switch",
        "worktree",
        "pull",
        "merge",
        "rebase",
        "stash",
        "reset",
        "apply",
        "am",
        "restore",
        "clone",
        "submodule",
        "read-tree",
    }
)
"""Commands of git after which other files may lie in the workspace."""
_HARMLESS = frozenset(
    [
        "pip",
        "pip3",
        "uv",
        "poetry",
        "pipenv",
        "pdm",
        "echo",
        "printf",
        "cd",
        "pushd",
        "popd",
        "ls",
        "cat",
        "pwd",
        "true",
        "false",
        "test",
        "[",
        "[[",
        ":",
        "export",
        "set",
        "unset",
        "source",
        ".",
        "apt-get",
        "apt",
        "brew",
        "choco",
        "which",
        "whoami",
        "env",
        "date",
        "sleep",
        "exit",
        "return",
        "read",
        "local",
        "declare",
        "grep",
        "head",
        "tail",
        "wc",
        "sort",
        "uniq",
        "find",
        "df",
        "du",
        "free",
        "uname",
        "python",
        "pytest",
        "ruff",
        "black",
        "isort",
        "flake8",
        "mypy",
        "pylint",
        "bandit",
        "pyright",
        "safety",
        "codespell",
        "id",
        "trap",
        "wait",
        "kill",
        "mkdir",
        "cp",
        "mv",
        "ln",
        "tee",
        "rm",
        "chmod",
        "chown",
        "touch",
        "ps",
        "nproc",
        "git",
        "jq",
        "export",
        "pre-commit",
        "hash",
        "type",
        "command",
        "rustup",
        "coverage",
        "yamllint",
    ]
)
_OUTPUTS = {
    "curl": ("-o", "--output"),
    "wget": ("-O", "--output-document"),
    "unzip": ("-d",),
    "tar": ("-C", "--directory"),
}


def made(command: Command, program: Program | None) -> Iterator[str]:
    """The paths that a command surely or maybe makes, as they are written."""
    for redirection in command.redirections:
        if redirection.target is not None and redirection.operator in (">", ">>", "&>", "&>>", ">|"):
            yield redirection.target.text
    if program is None:
        return
    words = [word.text for word in program.arguments]
    operands = [word for word in words if not word.startswith("-")]
    if program.name in ("mkdir", "touch", "tee"):
        yield from operands
    elif program.name in ("cp", "mv", "ln", "rsync", "install") and operands:
        yield operands[-1]
    elif program.name in ("venv", "virtualenv"):
        yield from operands
    elif program.name == "uv" and words[:1] == ["venv"]:
        yield from operands[1:] or [".venv"]
    elif program.name in _OUTPUTS:
        yield from (value for option, value in itertools.pairwise(words) if option in _OUTPUTS[program.name])


def changes_tree(program: Program | None) -> bool:
    """Whether other files of a repository may lie in the workspace afterwards."""
    if program is None or program.name not in ("git", "gh", "svn", "hg"):
        return False
    words = [word.text for word in program.arguments if not word.text.startswith("-")]
    return program.name != "git" or bool(TREE_CHANGING & set(words[:1]))


def may_make_anything(command: Command, program: Program | None) -> bool:
    """Whether nobody can tell what a command writes."""
    if program is None:
        return bool(command.words)
    if program.name in _HARMLESS:
        return (
            program.name == "python" and bool(command.words[1:]) and "--version" not in command.words[1].text
        )
    return True
