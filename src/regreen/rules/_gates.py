"""What the rules about checkers share: one match for each checker of each step that said no, and its own remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from regreen.logs.gates import Gate, Gates
from regreen.rule import Category, Match

_REMEDY = {
    "ruff": "ruff check --fix",
    "ruff format": "ruff format",
    "black": "black .",
    "isort": "isort .",
    "autopep8": "autopep8 --in-place --recursive .",
    "yapf": "yapf --in-place --recursive .",
    "docformatter": "docformatter --in-place --recursive .",
    "prettier": "npx prettier --write .",
    "biome": "npx biome check --write",
    "eslint": "npx eslint --fix .",
    "stylelint": "npx stylelint --fix '**/*.css'",
    "rustfmt": "cargo fmt",
    "tsc": "npx tsc --noEmit",
    "codespell": "codespell --write-changes",
    "typos": "typos --write-changes",
    "bandit": "bandit -r .",
    "markdownlint": "npx markdownlint-cli2 --fix '**/*.md'",
    "import-linter": "lint-imports",
    "deptry": "deptry .",
    "npm audit": "npm audit fix",
    "sphinx": "sphinx-build -W --keep-going docs docs/_build",
    "mkdocs": "mkdocs build --strict",
    "twine": "twine check dist/*",
    "cspell": "npx cspell lint .",
    "lychee": "lychee .",
}

Witness = Callable[[Gates], Iterator[Match]]


def objections(
    *categories: Category, says: str, tools: Iterable[str] = (), without: Iterable[str] = ()
) -> Witness:
    """A witness: every checker of these categories that said no. `says` is the verb of the title."""
    wanted, unwanted = frozenset(tools), frozenset(without)

    def witness(gates: Gates) -> Iterator[Match]:
        return (
            objection(gate, says) for gate in gates.of(*categories, tools=wanted) if gate.tool not in unwanted
        )

    return witness


def objection(gate: Gate, says: str) -> Match:
    """What one checker said, as a match."""
    what = f" {gate.count}" if gate.count > 1 else ""
    codes = f" ({gate.codes})" if gate.codes else ""
    data = gate.data
    path = data.get("path", "")
    place = f", first in {path}" if path and gate.count > 1 else f" in {path}" if path else ""
    subject = f": {gate.subject}" if gate.subject and not path and not codes else ""
    return Match(
        lines=gate.lines,
        claims=gate.claims,
        count=gate.count,
        data={**data, "remedy": _REMEDY.get(gate.tool, gate.tool)},
        category=gate.category,
        title=f"{gate.tool} {says.replace(' #', what)}{codes}{place}{subject}",
    )
