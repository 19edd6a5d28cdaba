"""The options that a script of the repository takes, as far as its use of argparse or click says so.

Source: the documentation of argparse ("Option value syntax", `allow_abbrev`) and click.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from regreen.model.text import Source

_MAKERS = ("ArgumentParser", "add_argument_group", "add_mutually_exclusive_group")


class Options(Struct, frozen=True):
    """The options of a script; `required` are those without which it ends. `line` is where they begin."""

    names: frozenset[str]
    required: tuple[frozenset[str], ...]
    line: int
    abbreviated: bool = True

    def takes(self, option: str) -> bool:
        """Whether an option (without its value) is taken; argparse lets long ones be shortened."""
        if option in self.names or not option.startswith("--"):
            return option in self.names
        return self.abbreviated and len([name for name in self.names if name.startswith(option)]) == 1


@lru_cache(maxsize=64)
def options_of(source: Source) -> Options | None:
    """The options of a script; None where they cannot be told from its text alone."""
    try:
        tree = ast.parse(source.text.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    parsers = [call for call in calls if _called(call) == "ArgumentParser"]
    if len(parsers) == 1:
        return _argparse(tree, parsers[0], calls)
    return None if parsers else _click(tree)


def _argparse(tree: ast.Module, parser: ast.Call, calls: list[ast.Call]) -> Options | None:
    given = {keyword.arg for keyword in parser.keywords}
    if given & {None, "parents", "prefix_chars", "allow_abbrev", "fromfile_prefix_chars", "conflict_handler"}:
        return None
    called = {_called(call) for call in calls}
    if (
        called & {"add_subparsers", "parse_known_args", "parse_known_intermixed_args"}
        or "parse_args" not in called
    ):
        return None
    holders = set(_holders(tree))
    names, required = {"-h", "--help"}, list[frozenset[str]]()
    for call in calls:
        if any(isinstance(arg, ast.Name) and arg.id in holders for arg in call.args):
            return None  # somebody else adds options, too
        if _called(call) != "add_argument":
            continue
        texts = [
            arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        if len(texts) != len(call.args) or not texts or any(keyword.arg is None for keyword in call.keywords):
            return None
        flags = frozenset(text for text in texts if text.startswith("-"))
        names |= flags | {f"--no-{flag[2:]}" for flag in flags if flag.startswith("--")}
        if flags and any(_is_true(keyword, "required") for keyword in call.keywords):
            required.append(flags)
    return Options(frozenset(names), tuple(required), parser.lineno)


def _holders(tree: ast.Module) -> Iterator[str]:
    """Names that hold the parser or a group of it."""
    for node in ast.walk(tree):
        made = node.value if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) else None
        if made is not None and isinstance(node, ast.Assign) and _called(made) in _MAKERS:
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _click(tree: ast.Module) -> Options | None:
    """The options of the only command of a script that click runs."""
    commands = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any(_is_click(item, "command") for item in node.decorator_list)
    ]
    if len(commands) != 1 or any(
        _called(call) == "group" for call in ast.walk(tree) if isinstance(call, ast.Call)
    ):
        return None
    names: set[str] = {"--help"}
    for item in commands[0].decorator_list:
        if _is_click(item, "option") and isinstance(item, ast.Call):
            texts = [
                arg.value for arg in item.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            ]
            if len(texts) != len(item.args):
                return None
            names |= {part for text in texts if text.startswith("-") for part in text.split("/")}
        elif not _is_plain(item):
            return None
    return Options(frozenset(names), (), commands[0].lineno, abbreviated=False)


def _is_plain(item: ast.expr) -> bool:
    """Whether a decorator adds no options: that of the command or of an argument, without a class of its own."""
    known = _is_click(item, "command") or _is_click(item, "argument")
    keywords = item.keywords if isinstance(item, ast.Call) else []
    return known and not any(keyword.arg in (None, "cls", "context_settings") for keyword in keywords)


def _is_click(node: ast.expr, name: str) -> bool:
    target = node.func if isinstance(node, ast.Call) else node
    return isinstance(target, ast.Attribute) and target.attr == name and ast.unparse(target.value) == "click"


def _called(call: ast.Call) -> str:
    target = call.func
    return (
        target.attr
        if isinstance(target, ast.Attribute)
        else target.id
        if isinstance(target, ast.Name)
        else ""
    )


def _is_true(keyword: ast.keyword, name: str) -> bool:
    return keyword.arg == name and isinstance(keyword.value, ast.Constant) and keyword.value.value is True
