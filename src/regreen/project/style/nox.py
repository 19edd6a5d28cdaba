"""Sessions of nox: what they install and run, as far as it stands there literally.

Source: nox's documentation, "Configuration & API".
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from msgspec import Struct

from regreen.model.text import Source
from regreen.project.python import constant_string, dotted, parse


class Session(Struct, frozen=True):
    """A session: its name, whether a bare `nox` runs it, what it installs, and its commands with their rows."""

    name: str
    default: bool
    installed: tuple[str, ...]
    commands: tuple[tuple[int, tuple[str, ...]], ...]


def sessions(source: Source) -> Iterator[Session]:
    """The sessions of a noxfile."""
    tree = parse(source)
    if tree is None:
        return
    constants = {
        target.id: words
        for node in tree.body
        if isinstance(node, ast.Assign) and (words := _words(node.value, {})) is not None
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    chosen = _chosen(tree)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                called = decorator.func if isinstance(decorator, ast.Call) else decorator
                if dotted(called) in ("nox.session", "session"):
                    yield _session(node, decorator, constants, chosen)


def _session(
    node: ast.FunctionDef,
    decorator: ast.expr,
    constants: dict[str, tuple[str, ...]],
    chosen: tuple[str, ...] | None,
) -> Session:
    options = {k.arg: k.value for k in decorator.keywords} if isinstance(decorator, ast.Call) else {}
    name = constant_string(options.get("name")) or node.name
    default = not (isinstance(options.get("default"), ast.Constant) and options["default"].value is False)  # type: ignore[attr-defined]
    installed: list[str] = []
    commands: list[tuple[int, tuple[str, ...]]] = []
    for inner in (call for call in ast.walk(node) if isinstance(call, ast.Call)):
        words = _words(ast.Tuple(inner.args, ast.Load()), constants)
        verb = dotted(inner.func)
        if words and verb == "session.install":
            installed += words
        elif words and verb in ("session.run", "session.run_always"):
            ignored = any(k.arg == "success_codes" for k in inner.keywords)
            if not ignored:
                commands.append((inner.lineno, words))
    return Session(name, default if chosen is None else name in chosen, tuple(installed), tuple(commands))


def _chosen(tree: ast.Module) -> tuple[str, ...] | None:
    """The value of `nox.options.sessions`."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(dotted(t) == "nox.options.sessions" for t in node.targets):
            return _words(node.value, {})
    return None


def _words(node: ast.expr, constants: dict[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """The strings of a list; None where one is not literal. Positional arguments of the caller are none."""
    found: list[str] = []
    for item in node.elts if isinstance(node, ast.Tuple | ast.List) else (node,):
        text = constant_string(item)
        if text is not None:
            found.append(text)
        elif isinstance(item, ast.Starred) and dotted(item.value) == "session.posargs":
            continue
        elif isinstance(item, ast.Starred | ast.Name):
            name = item.value if isinstance(item, ast.Starred) else item
            known = constants.get(name.id) if isinstance(name, ast.Name) else None
            if known is None:
                return None
            found += known
        else:
            return None
    return tuple(found)
