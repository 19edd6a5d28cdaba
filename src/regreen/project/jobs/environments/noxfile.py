"""noxfile.py, read by its syntax tree and never executed. Source: nox's documentation, "Configuration & API"."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache

from msgspec import Struct, field

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.jobs.environments.made import Order, Part
from regreen.project.place import on_line

UNKNOWN = "$NOX"
_INSTALLS = frozenset({"install", "conda_install"})
_RUNS = frozenset({"run", "run_always", "run_install"})
_DEPTH = 5  # helpers that call helpers

Values = Mapping[str, tuple[str, ...]]
"""Names of constants, and the words they stand for."""


class Session(Struct, frozen=True):
    """A session: `pythons` as written, None where the one at hand is used; `own` is False where no environment
    is made. `names` are all names under which it is called, without its Python.
    """

    names: tuple[str, ...]
    pythons: tuple[str, ...] | None
    own: bool
    default: bool
    tags: tuple[str, ...]
    node: ast.FunctionDef
    place: FileEvidence


class Noxfile(Struct, frozen=True, dict=True):
    """Sessions in the order of the file, `chosen` what `nox.options.sessions` names (None: all)."""

    source: Source
    sessions: tuple[Session, ...]
    chosen: tuple[str, ...] | None
    constants: Values
    helpers: Mapping[str, ast.FunctionDef] = field(default_factory=dict)


@lru_cache(maxsize=16)
def read_noxfile(source: Source) -> Noxfile | None:
    """The sessions of a file; None where it cannot be read."""
    try:
        tree = ast.parse(source.text)
    except (SyntaxError, ValueError, RecursionError):
        return None
    constants: dict[str, tuple[str, ...]] = {}
    sessions: list[Session] = []
    helpers: dict[str, ast.FunctionDef] = {}
    chosen: tuple[str, ...] | None = None
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found = _session(node, constants, source)
            helpers[node.name] = node
            sessions += [found] if found is not None else []
        target = _target(node)
        if target and isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            values = words_of(node.value, constants)
            if target == "nox.options.sessions":
                chosen = values if values is not None else ()
            elif values is not None:
                constants[target] = values
    return Noxfile(source, tuple(sessions), chosen, constants, helpers)


def _target(node: ast.stmt) -> str:
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        return ast.unparse(node.targets[0])
    return ast.unparse(node.target) if isinstance(node, ast.AnnAssign) else ""


def _session(node: ast.FunctionDef, constants: Values, source: Source) -> Session | None:
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        name = ast.unparse(call.func if call is not None else decorator)
        if name.rpartition(".")[2] != "session":
            continue
        given = {item.arg: item.value for item in call.keywords if item.arg} if call is not None else {}
        title = words_of(given["name"], constants) if "name" in given else None
        wish = given.get("python", given.get("py"))
        backend = words_of(given["venv_backend"], constants) if "venv_backend" in given else ()
        none = isinstance(wish, ast.Constant) and wish.value in (None, False)
        names = (title[0],) if title else (node.name, node.name.replace("_", "-"))
        return Session(
            tuple(dict.fromkeys(names)),
            None if wish is None or none else words_of(wish, constants) or (),
            not (isinstance(wish, ast.Constant) and wish.value is False) and backend != ("none",),
            not (isinstance(given.get("default"), ast.Constant) and ast.unparse(given["default"]) == "False"),
            (words_of(given["tags"], constants) or ()) if "tags" in given else (),
            node,
            on_line(source, node.lineno),
        )
    return None


def words_of(node: ast.expr, constants: Values) -> tuple[str, ...] | None:
    """The words that an expression stands for; None where nobody can tell how many they are."""
    if isinstance(node, ast.Constant):
        return (str(node.value),) if isinstance(node.value, str | int | float) else ()
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        found: list[str] = []
        for item in node.elts:
            inner = words_of(item.value if isinstance(item, ast.Starred) else item, constants)
            if inner is None and isinstance(item, ast.Starred):
                return None
            found += inner if inner is not None else (UNKNOWN,)
        return tuple(found)
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    if isinstance(node, ast.Call):
        return _groups(node)
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else UNKNOWN for part in node.values)
        return ("".join(map(str, parts)),)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = words_of(node.left, constants), words_of(node.right, constants)
        text = isinstance(node.left, ast.Constant | ast.JoinedStr)
        return None if left is None or right is None else ("".join(left + right),) if text else left + right
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        known = constants.get(node.value.id)
        index = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if isinstance(node.slice, ast.UnaryOp) and ast.unparse(node.slice) == "-1":
            index = -1
        return (
            (known[index],)
            if known and isinstance(index, int) and -len(known) <= index < len(known)
            else None
        )
    return None


def _groups(node: ast.Call) -> tuple[str, ...] | None:
    """`nox.project.dependency_groups(pyproject, "tests")`: the requirements of these groups."""
    if ast.unparse(node.func).rpartition(".")[2] != "dependency_groups":
        return None
    names = [item.value for item in node.args[1:] if isinstance(item, ast.Constant)]
    return tuple(word for name in names for word in ("--group", str(name)))


def orders_of(file: Noxfile, session: Session, rest: tuple[str, ...]) -> Iterator[Order]:
    """What a session does, in its order."""
    argument = session.node.args.args[0].arg if session.node.args.args else "session"
    walker = _Walker(file, rest)
    yield from walker.block(session.node.body, argument, certain=True, depth=0)


def notified(session: Session) -> tuple[str, ...]:
    """The sessions that a session asks to be run afterwards."""
    found = (
        call.args[0].value
        for call in ast.walk(session.node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "notify"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    )
    return tuple(name for name in found if isinstance(name, str))


class _Walker:
    """Walks through the statements of a session and of the helpers that it hands itself to."""

    def __init__(self, file: Noxfile, rest: tuple[str, ...]) -> None:
        self.file, self.rest = file, rest
        self.constants: dict[str, tuple[str, ...]] = dict(file.constants)

    def block(self, body: list[ast.stmt], session: str, *, certain: bool, depth: int) -> Iterator[Order]:
        """The orders of some statements."""
        for statement in body:
            if isinstance(statement, ast.If | ast.For | ast.While | ast.Try):
                test = statement.test if isinstance(statement, ast.If | ast.While) else None
                posargs = test is not None and "posargs" in ast.unparse(test)
                inner = statement.body if not posargs or self.rest else []
                yield from self.block(inner, session, certain=certain and posargs, depth=depth)
                yield from self.block(statement.orelse, session, certain=certain and posargs, depth=depth)
                if certain and any(isinstance(item, ast.Return) for item in inner) and not posargs:
                    certain = False
            elif isinstance(statement, ast.With):
                yield from self.block(statement.body, session, certain=certain, depth=depth)
            else:
                self._assigned(statement)
                for call in _calls(statement):
                    yield from self._call(call, session, certain, depth)

    def _assigned(self, statement: ast.stmt) -> None:
        target = _target(statement)
        if not target or not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
            return
        if "posargs" in ast.unparse(statement.value):
            found: tuple[str, ...] | None = self.rest or self._fallback(statement.value)
        else:
            found = words_of(statement.value, self.constants)
        if found is None:
            self.constants.pop(target, None)
        else:
            self.constants[target] = found

    def _fallback(self, node: ast.expr) -> tuple[str, ...]:
        """`session.posargs or ["tests"]`, `[...] if not posargs else posargs`: what holds without any."""
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            return words_of(node.values[-1], self.constants) or ()
        if isinstance(node, ast.IfExp):
            chosen = node.orelse if "posargs" in ast.unparse(node.body) else node.body
            return words_of(chosen, self.constants) or ()
        return ()

    def _call(self, call: ast.Call, session: str, certain: bool, depth: int) -> Iterator[Order]:
        function = call.func
        if isinstance(function, ast.Attribute) and ast.unparse(function.value) == session:
            yield from self._of_session(call, function.attr, certain)
        elif isinstance(function, ast.Name) and depth < _DEPTH:
            helper = self.file.helpers.get(function.id)
            position = next(
                (i for i, item in enumerate(call.args) if isinstance(item, ast.Name) and item.id == session),
                None,
            )
            if helper is not None and position is not None and position < len(helper.args.args):
                outer = dict(self.constants)
                self._bind(helper, call)
                name = helper.args.args[position].arg
                yield from self.block(helper.body, name, certain=certain, depth=depth + 1)
                self.constants = outer

    def _bind(self, helper: ast.FunctionDef, call: ast.Call) -> None:
        """Give the parameters of a helper the words that it is called with."""
        names = [item.arg for item in helper.args.args]
        given = dict(zip(names, call.args, strict=False))
        given |= {item.arg: item.value for item in call.keywords if item.arg}
        values = {name: words_of(node, self.constants) for name, node in given.items()}
        if helper.args.vararg is not None:
            values[helper.args.vararg.arg] = tuple(self._words(call.args[len(names) :]))
        for name in (*names, *values):
            found = values.get(name)
            if found is None:
                self.constants.pop(name, None)
            else:
                self.constants[name] = found

    def _of_session(self, call: ast.Call, method: str, certain: bool) -> Iterator[Order]:
        if method not in _INSTALLS | _RUNS:
            return
        words = self._words(call.args)
        place = on_line(self.file.source, call.lineno)
        if method in _INSTALLS:
            named = tuple(self._parts(words, call))
            if named:
                yield Order(named, installs=True, certain=certain, bare="--no-deps" in words)
        elif UNKNOWN in words[:1] or (words[:1] == ["python"] and UNKNOWN in words[1:2]):
            yield Order((((UNKNOWN,), place),), installs=True, certain=certain)  # who knows what that does
        elif words:
            codes = any(item.arg == "success_codes" for item in call.keywords)
            yield Order(((tuple(words), place),), certain=certain and not codes, variables=self._env(call))

    def _env(self, call: ast.Call) -> dict[str, str]:
        given = next((item.value for item in call.keywords if item.arg == "env"), None)
        if not isinstance(given, ast.Dict):
            return {}
        keys = (key.value for key in given.keys if isinstance(key, ast.Constant))
        return {str(key): UNKNOWN for key in keys}

    def _parts(self, words: list[str], call: ast.Call) -> Iterator[Part]:
        """The operands of an installation, each where it stands if it has a line of its own."""
        lines = {str(node.value): node.lineno for node in ast.walk(call) if isinstance(node, ast.Constant)}
        pending = list(words)
        while pending:
            word = pending.pop(0)
            valued = word in ("-r", "-c", "-e", "--editable", "--requirement", "--constraint", "--group")
            part = (word, pending.pop(0)) if valued and pending else (word,)
            yield part, on_line(self.file.source, lines.get(part[-1], call.lineno))

    def _words(self, args: list[ast.expr]) -> list[str]:
        found: list[str] = []
        for item in args:
            node = item.value if isinstance(item, ast.Starred) else item
            if "posargs" in ast.unparse(node):
                found += self.rest or self._fallback(node)
                continue
            words = words_of(node, self.constants)
            found += words if words is not None and (words or isinstance(item, ast.Starred)) else (UNKNOWN,)
        return found


def _calls(statement: ast.stmt) -> Iterator[ast.Call]:
    """The calls that a statement makes itself, in order; not those of functions defined in it."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return
    yield from (node for node in ast.walk(statement) if isinstance(node, ast.Call))
