"""Write down the tags of actions: `src/regreen/workflow/schema/action_tags.txt`.

    python benchmarks/action_tags.py DIR [--used FILE] > src/regreen/workflow/schema/action_tags.txt

DIR holds clones of actions, as `owner+name/repo`; FILE is a JSON list of `[action, version, commit]` of pins that
several repositories agree upon, for actions of which there is no clone. A block begins with the action and the day
as of which its list of tags is complete (`-`: it is not); its lines are tag, day and commit.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
from collections import defaultdict
from pathlib import Path

_VERSION = re.compile(r"v?\d+(?:\.\d+){0,2}")
_FORMAT = "%(refname:short) %(creatordate:short) %(objectname) %(*objectname)"


def main() -> None:
    """Print the blocks, the actions in alphabetical order."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--used", type=Path)
    parser.add_argument("--only", default="", help="names of actions, with commas between them")
    options = parser.parse_args()
    blocks: dict[str, list[str]] = {}
    for name in filter(None, options.only.split(",")):
        repository = options.folder / name.replace("/", "+") / "repo"
        tags = _tags(repository)
        last = max(line.split()[1] for line in tags)  # after its newest tag a clone may be out of date
        blocks[name.lower()] = [f"{name.lower()} {last}", *tags]
    used: dict[str, list[str]] = defaultdict(list)
    for action, version, commit in json.loads(options.used.read_text()) if options.used else ():
        used[action].append(f"v{version} - {commit}")
    for action, lines in used.items():
        block = blocks.setdefault(action, [f"{action} -"])
        known = {line.split()[0] for line in block[1:]}
        block += [line for line in lines if line.split()[0] not in known]
    print("\n\n".join("\n".join(blocks[name]) for name in sorted(blocks)))


def _tags(repository: Path) -> list[str]:
    listing = _git(repository, "for-each-ref", f"--format={_FORMAT}", "--sort=v:refname", "refs/tags")
    rows = [line.split() for line in listing.splitlines()]
    return [f"{row[0]} {row[1]} {row[-1]}" for row in rows if _VERSION.fullmatch(row[0])]


def _git(repository: Path, *words: str) -> str:
    return subprocess.run(
        ["git", "-C", str(repository), *words], capture_output=True, text=True, check=True
    ).stdout


if __name__ == "__main__":
    main()
