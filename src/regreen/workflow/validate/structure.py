"""A file against the tables: keys, types, values, duplicates; collects where expressions stand."""

from __future__ import annotations

from msgspec.structs import replace

from regreen.model.finding import Severity
from regreen.model.text import Edit, Source, Span
from regreen.workflow.expr.errors import ExpressionError
from regreen.workflow.expr.parse import parse
from regreen.workflow.expr.template import OPEN, scan
from regreen.workflow.expr.tree import Context, walk
from regreen.workflow.near import certain, nearest
from regreen.workflow.nodes import Mapping, Node, Scalar, Sequence, Style
from regreen.workflow.problems import Problem
from regreen.workflow.schema.shape import STRING, Keys, Kind, Scope, Shape, Text
from regreen.workflow.validate.mend import below_with
from regreen.workflow.validate.sites import Path, Site, where

_YAML_TAG = "tag:yaml.org,2002:"
_TAGS: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "bool": (bool,),
    "int": (int,),
    "float": (int, float),
    "null": (type(None),),
}
_ARTICLE = {"mapping": "a mapping", "sequence": "a list"}


class StructureCheck:
    """Walks a file once; problems and expression sites are collected on the way."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.problems: list[Problem] = []
        self.sites: list[Site] = []
        self._seen: set[tuple[int, int]] = set()

    def check(
        self,
        node: Node,
        shape: Shape,
        path: Path = (),
        scope: Scope | None = None,
        key: Scalar | None = None,
    ) -> None:
        """Checks a node, and everything below it, against a shape; `key` is what it stands under."""
        scope = shape.scope | (scope or Scope())
        # An anchor's node comes by once per alias; the same shape at the same node says nothing new.
        if not isinstance(node, Scalar) and (visit := (id(node), id(shape))) in self._seen:
            return
        if not isinstance(node, Scalar):
            self._seen.add(visit)
        if isinstance(node, Scalar):
            self._scalar(node, shape, path, scope, key)
        elif isinstance(node, Mapping):
            self._mapping(node, shape, path, scope, key)
        else:
            self._sequence(node, shape, path, scope)

    def _add(
        self,
        problem_id: str,
        message: str,
        span: Span,
        severity: Severity = Severity.ERROR,
        replacement: str | None = None,
        related: tuple[Span, ...] = (),
    ) -> None:
        edit = None
        if replacement is not None:
            edit = Edit(span, self._source.text[span.start : span.end], replacement)
        self.problems.append(Problem(problem_id, message, span, severity, edit, related))

    def _wrong(self, node: Node, shape: Shape, path: Path) -> None:
        found = _ARTICLE.get(node.kind, f"the {node.kind} '{_short(node)}'")
        self._add("wrong-type", f"{where(path)} must be a {shape.what}, not {found}", node.span)

    # -- scalars

    def _scalar(self, node: Scalar, shape: Shape, path: Path, scope: Scope, key: Scalar | None) -> None:
        text = shape.text
        if node.tag and node.tag != "!":
            self._tag(node)
        if isinstance(node.value, str) and OPEN in node.value:
            self._expression(node, shape, path, scope)
        elif node.value is None:
            self._null(node, shape, path, key)
        elif shape.anything:
            return
        elif text is None:
            self._wrong(node, shape, path)
        elif text.condition:
            self.sites.append(Site(node, path, scope, shape))
        elif text.values and node.string not in text.values:
            self._unknown_value(node, text, path)
        elif not text.empty and not node.string.strip():
            self._add("empty-value", f"{where(path)} must not be empty", node.span)
        else:
            self._typed(node, shape, text, path)

    def _tag(self, node: Scalar) -> None:
        """A type that is written down must be one GitHub knows, and the value one of that type."""
        kind = node.tag.removeprefix(_YAML_TAG)
        if kind == node.tag or kind not in _TAGS:
            self._add("unknown-tag", f"GitHub does not know the type '{node.tag}'", node.span)
        elif kind != "str" and (node.style is not Style.PLAIN or type(node.value) not in _TAGS[kind]):
            self._add("wrong-type", f"'{_short(node)}' is no value of the type '!!{kind}'", node.span)

    def _expression(self, node: Scalar, shape: Shape, path: Path, scope: Scope) -> None:
        if not scope and not (shape.constant and _is_constant(node.text)):
            message = f"no expression is allowed in {where(path)}"
            self._add("expression-not-allowed", message, node.span)
            return
        self.sites.append(Site(node, path, scope, shape))
        string = shape.text is not None and shape.text.kind is Kind.STRING
        places = list(scan(node.text))
        single = len(places) == 1 and places[0].start == 0 and places[0].end == len(node.text)
        if not single and places[0].closed and not string and not shape.anything:
            self._wrong(node, shape, path)

    def _null(self, node: Scalar, shape: Shape, path: Path, key: Scalar | None) -> None:
        optional = shape.text is not None and shape.text.kind is Kind.STRING and shape.text.empty
        at = key.span if key and node.span.start == node.span.end else node.span
        if shape.null or optional:
            return
        if shape.keys and shape.keys.required:
            for name in shape.keys.required:
                self._add("missing-key", f"{where(path)} needs the key '{name}'", at)
        else:
            message = f"{where(path)} must not be empty: a {shape.what} is expected"
            # filters without a value are in workflows that GitHub starts
            filter_of_event = len(path) == 3 and path[0] == "on"
            self._add("empty-value", message, at, Severity.WARNING if filter_of_event else Severity.ERROR)

    def _unknown_value(self, node: Scalar, text: Text, path: Path) -> None:
        near = nearest(node.string, text.values)
        known = ", ".join(text.values) if len(text.values) <= 12 else ""
        hint = f"; did you mean '{near}'?" if near else f"; known are {known}" if known else ""
        message = f"'{_short(node)}' is no value for {where(path)}{hint}"
        sure = near if near and certain(node.string, near) and not node.quoted else None
        self._add(
            "unknown-event" if path == ("on",) or path[:-1] == ("on",) else "unknown-value",
            message,
            node.span,
            replacement=sure,
        )

    def _typed(self, node: Scalar, shape: Shape, text: Text, path: Path) -> None:
        value = node.value
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if (text.kind is Kind.BOOLEAN and not isinstance(value, bool)) or (
            text.kind in (Kind.NUMBER, Kind.INTEGER) and not number
        ):
            self._wrong(node, shape, path)
        elif isinstance(value, (int, float)):
            whole = text.kind is Kind.INTEGER and value != value // 1
            if whole:
                self._wrong(node, shape, path)
            elif text.positive and not value > 0:
                message = f"{where(path)} must be a {shape.what}, not {node.string}"
                self._add("wrong-value", message, node.span, Severity.WARNING)

    # -- lists

    def _sequence(self, node: Sequence, shape: Shape, path: Path, scope: Scope) -> None:
        if shape.anything:
            for index, item in enumerate(node.items):
                self.check(item, shape, (*path, index), scope)
        elif shape.items is None:
            self._wrong(node, shape, path)
        elif not node.items and not shape.empty:
            self._add("empty-list", f"{where(path)} is an empty list", node.span, Severity.WARNING)
        else:
            for index, item in enumerate(node.items):
                self.check(item, shape.items, (*path, index), scope)

    # -- mappings

    def _mapping(self, node: Mapping, shape: Shape, path: Path, scope: Scope, key: Scalar | None) -> None:
        if not shape.anything and shape.keys is None:
            self._wrong(node, shape, path)
            return
        every = shape.keys or Keys(others=shape, empty=True)
        keys = self._variant(node, every, path)
        if not node.entries and not keys.empty and not keys.required:
            self._add("empty-mapping", f"{where(path)} is an empty mapping", node.span, Severity.WARNING)
        known = self._entries(node, keys, every, path, scope)
        for name in keys.required:
            if name not in known:
                self._missing(node, name, path, key)

    def _entries(self, node: Mapping, keys: Keys, every: Keys, path: Path, scope: Scope) -> set[str]:
        """Checks the entries; the known keys among them."""
        seen: dict[str, Scalar] = {}
        known: set[str] = set()
        for entry in node.entries:
            name = entry.key.text
            if name == "<<" and not entry.key.quoted:
                self._add("merge-key", "GitHub does not support the YAML merge key '<<'", entry.key.span)
                continue
            if OPEN in name:
                self._expression_key(entry.key, keys, path, scope)
                continue
            self._duplicate(entry.key, name.lower(), seen)
            field = keys.fields.get(name, keys.others)
            if name in keys.fields:
                known.add(name)
            if field is None:
                self._refuse_key(entry.key, node, keys, every, path)
            elif not name.strip():
                self._add("empty-key", f"a key of {where(path)} is empty", entry.key.span)
            else:
                self.check(entry.value, field, (*path, name), scope, entry.key)
        return known

    def _expression_key(self, key: Scalar, keys: Keys, path: Path, scope: Scope) -> None:
        if scope and keys.others is not None:
            if "".join(place.expression for place in scan(key.text)).strip() != "insert":
                self.sites.append(Site(key, path, scope, STRING))
        else:
            self._add(
                "expression-not-allowed", f"no expression is allowed in a key of {where(path)}", key.span
            )

    def _duplicate(self, key: Scalar, folded: str, seen: dict[str, Scalar]) -> None:
        first = seen.setdefault(folded, key)
        if first is not key:
            line, _ = self._source.position(first.span.start)
            differs = "" if first.text == key.text else " (case does not count)"
            message = f"the key '{key.text}' is already defined in line {line}{differs}"
            self._add("duplicate-key", message, key.span, related=(first.span,))

    def _refuse_key(self, key: Scalar, node: Mapping, keys: Keys, every: Keys, path: Path) -> None:
        owner = next((name for name, kind in every.variants.items() if key.text in kind.fields), None)
        if key.text in every.fields and keys is not every:
            self._conflict(key, node, every, path)
        elif owner and keys is every:
            self._add(
                "conflicting-keys", f"'{key.text}' needs '{owner}' beside it in {where(path)}", key.span
            )
        else:
            self._unknown_key(key, node, keys, path)

    def _unknown_key(self, key: Scalar, node: Mapping, keys: Keys, path: Path) -> None:
        present = {entry.key.text for entry in node.entries}
        near = nearest(key.text, [name for name in keys.fields if name not in present])
        if path == ("on",):
            message, problem_id = f"there is no event '{_short(key)}'", "unknown-event"
        else:
            message, problem_id = f"'{_short(key)}' is no key of {where(path)}", "unknown-key"
        if near:
            message += f"; did you mean '{near}'?"
        elif len(keys.fields) <= 12 and keys.fields:
            message += f"; known are {', '.join(sorted(keys.fields))}"
        sure = near if near and certain(key.text, near) and not key.quoted else None
        # GitHub reads nothing but `inputs` there, whatever else is written.
        ignored = path == ("on", "workflow_dispatch")
        severity = Severity.WARNING if ignored else Severity.ERROR
        self._add(problem_id, message, key.span, severity, sure)
        if not sure and path[:1] in (("jobs",), ("runs",)) and path[-2:-1] == ("steps",):
            edit = below_with(self._source, key, node)
            self.problems[-1] = replace(self.problems[-1], replacement=edit)

    def _conflict(self, key: Scalar, node: Mapping, every: Keys, path: Path) -> None:
        """A key that the mapping's kind does not have."""
        kind = next(entry.key for entry in node.entries if entry.key.text in every.variants)
        message = f"'{key.text}' cannot stand beside '{kind.text}' in {where(path)}"
        self._add("conflicting-keys", message, key.span, related=(kind.span,))

    def _missing(self, node: Mapping, name: str, path: Path, key: Scalar | None) -> None:
        first = node.entries[0].key.span if node.entries else node.span
        message = f"{where(path)} needs the key '{name}'"
        if key is None:
            self._add("missing-key", message, first)
        else:
            self._add("missing-key", message, key.span, related=(first,))

    def _variant(self, node: Mapping, keys: Keys, path: Path) -> Keys:
        """The keys that apply: those of the variant whose own key is there."""
        if not keys.variants:
            return keys
        names = [name for name in keys.variants if node.entry(name)]
        if not names:
            return keys
        if len(names) > 1:
            kinds = [entry.key for entry in node.entries if entry.key.text in names]
            message = f"'{kinds[-1].text}' cannot stand beside '{kinds[0].text}' in {where(path)}"
            self._add("conflicting-keys", message, kinds[-1].span, related=(kinds[0].span,))
            merged = {k: v for name in names for k, v in keys.variants[name].fields.items()}
            return Keys(merged)
        return keys.variants[names[0]]


def _short(node: Node) -> str:
    text = node.text if isinstance(node, Scalar) else ""
    text = text.replace("\n", " ")
    return text if len(text) <= 60 else text[:57] + "..."


def _is_constant(text: str) -> bool:
    """Whether the expressions of a text use no context."""
    try:
        trees = [parse(place.expression) for place in scan(text)]
    except ExpressionError:
        return False
    return not any(isinstance(part, Context) for tree in trees if tree for part in walk(tree))
