"""Write the pages that come from the code: `make docs`.

docs/rules/GROUP.md holds every rule of a group with its page and its first cases; docs/rules/README.md lists all;
docs/schema/ holds the JSON Schemas. A test fails when any of them is stale.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from regreen.report.json import bisect_v1, check_v1, fix_v1, green_v1, history_v1, run_v1, v1  # noqa: E402
from regreen.rule import Rule  # noqa: E402
from regreen.rules import all_rules, group_of  # noqa: E402

CASES = ROOT / "tests" / "rules"
_SAFETY = {0: "safe", 1: "unsafe", 2: "advice"}


def pages() -> dict[str, str]:
    """All generated files, by path from the root."""
    groups: dict[str, list[Rule]] = {}
    for rule in all_rules():
        groups.setdefault(group_of(rule.id), []).append(rule)
    found = {f"docs/rules/{group}.md": _group(group, rules) for group, rules in sorted(groups.items())}
    found["docs/rules/README.md"] = _index(groups)
    found["docs/schema/diagnosis-v1.json"] = json.dumps(v1.schema(), indent=2, sort_keys=True) + "\n"
    found["docs/schema/check-v1.json"] = json.dumps(check_v1.schema(), indent=2, sort_keys=True) + "\n"
    found["docs/schema/run-v1.json"] = json.dumps(run_v1.schema(), indent=2, sort_keys=True) + "\n"
    found["docs/schema/verify-v1.json"] = json.dumps(run_v1.verify_schema(), indent=2, sort_keys=True) + "\n"
    found["docs/schema/fix-v1.json"] = json.dumps(fix_v1.schema(), indent=2, sort_keys=True) + "\n"
    for name, schema in history_v1.schemas().items():
        found[f"docs/schema/{name}.json"] = json.dumps(schema, indent=2, sort_keys=True) + "\n"
    found["docs/schema/until-green-v1.json"] = json.dumps(green_v1.schema(), indent=2, sort_keys=True) + "\n"
    found["docs/schema/bisect-v1.json"] = json.dumps(bisect_v1.schema(), indent=2, sort_keys=True) + "\n"
    return found


def _index(groups: dict[str, list[Rule]]) -> str:
    lines = ["# Rules", "", f"{sum(map(len, groups.values()))} causes that regreen knows, by group.", ""]
    for group, rules in sorted(groups.items()):
        lines += [f"## {group}", "", "| rule | category | witnesses | what it is |", "|---|---|---|---|"]
        for rule in rules:
            link = f"[{rule.id}]({group}.md#{rule.id})"
            lines.append(f"| {link} | {rule.category} | {_witnesses(rule)} | {_first_line(rule)} |")
        lines.append("")
    return "\n".join(lines)


def _group(group: str, rules: list[Rule]) -> str:
    lines = [f"# Rules: {group}", ""]
    for rule in rules:
        lines += list(_rule(rule))
    return "\n".join(lines).rstrip() + "\n"


def _rule(rule: Rule) -> Iterator[str]:
    yield from (f"## {rule.id}", "")
    yield from (f"category: {rule.category} · witnesses: {_witnesses(rule)} · since {rule.since}", "")
    yield from (rule.doc.strip().replace("\n## ", "\n### "), "")
    if rule.fixers:
        yield from ("### What is offered", "")
        for fixer in rule.fixers:
            commands = "".join(f", `{command}`" for command in fixer.commands)
            yield f"- {_SAFETY[fixer.safety]}: {fixer.title}{commands}"
        yield ""
    yield from ("### Cases", "")
    for path in sorted((CASES / rule.id).glob("*.md")):
        kind = "found" if path.name.startswith("bad-") else "silent"
        title = path.read_text("utf-8").partition("\n")[0].removeprefix("# ")
        yield f"- {kind}: [{title}](../../tests/rules/{rule.id}/{path.name})"
    yield ""


def _witnesses(rule: Rule) -> str:
    return " and ".join(name for name, there in (("log", rule.log), ("repository", rule.find)) if there)


def _first_line(rule: Rule) -> str:
    return " ".join(rule.doc.strip().partition("\n\n")[0].split()).replace("|", "\\|")


def main() -> None:
    """Write every page; remove those of groups that are gone."""
    wanted = pages()
    for path in (ROOT / "docs" / "rules").glob("*.md"):
        if f"docs/rules/{path.name}" not in wanted:
            path.unlink()
    for name, text in wanted.items():
        file = ROOT / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
