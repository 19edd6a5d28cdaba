"""Score the diagnosis on a folder of labelled logs: `python benchmarks/corpus.py LOGS [--verdicts FILE]`.

`LOGS` holds logs and `labels.jsonl` (see the fields of `Label`). A log hits when one of the first five pieces of
evidence of the first cause lies within two lines of a decisive line. Families of logs (the id up to the first
dash) are split by a hash: a third is held out, to be measured on and never to be read while rules are written.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from regreen.app.diagnose import diagnose
from regreen.model.diagnosis import Diagnosis
from regreen.model.finding import LogEvidence
from regreen.sources.logfile import LogFile

NEAR = 2  # lines either way
SHOWN = 5  # pieces of evidence that count


@dataclass(frozen=True)
class Label:
    """What a reader says about one log."""

    id: str
    file: str
    language: str
    category: str
    secondary: tuple[str, ...]
    decisive: tuple[int, ...]
    herrings: tuple[int, ...]

    @property
    def held_out(self) -> bool:
        """Whether the family of the log is only measured on."""
        return hashlib.sha256(self.id.split("-")[0].encode()).digest()[0] % 3 == 0


@dataclass(frozen=True)
class Score:
    """How one log came out."""

    label: Label
    hit: bool
    right_category: bool
    herring: bool
    confidence: float
    causes: int
    verdict: str
    seconds: float


def labels(folder: Path) -> list[Label]:
    """The labels of a folder."""
    rows = [
        json.loads(line) for line in (folder / "labels.jsonl").read_text("utf-8").splitlines() if line.strip()
    ]
    return [
        Label(
            row["id"],
            row["file"],
            row.get("language", ""),
            row["category"],
            tuple(row.get("secondary", ())),
            tuple(row["decisive_lines"]),
            tuple(row.get("red_herrings", ())),
        )
        for row in rows
    ]


def score(folder: Path, label: Label) -> Score:
    """Diagnose one log and compare."""
    start = time.perf_counter()
    diagnosis = diagnose([LogFile(label.file, (folder / label.file).read_bytes())])
    seconds = time.perf_counter() - start
    first = diagnosis.causes[0].finding if diagnosis.causes else None
    shown = [e.line for e in first.evidence if isinstance(e, LogEvidence)][:SHOWN] if first else []
    return Score(
        label=label,
        hit=any(abs(line - decisive) <= NEAR for line in shown for decisive in label.decisive),
        right_category=bool(first)
        and first is not None
        and first.category in (label.category, *label.secondary),
        herring=any(line in label.herrings for line in shown),
        confidence=first.confidence if first else 0.0,
        causes=len(diagnosis.causes),
        verdict=_verdict(diagnosis),
        seconds=seconds,
    )


def _verdict(diagnosis: Diagnosis) -> str:
    if not diagnosis.causes:
        return "no cause"
    finding = diagnosis.causes[0].finding
    lines = [e.line for e in finding.evidence if isinstance(e, LogEvidence)][:SHOWN]
    return f"{finding.rule} [{finding.category}] {finding.confidence} lines {lines}"


def percent(part: int, whole: int) -> str:
    """`12/34 35 %`."""
    return f"{part}/{whole} {100 * part / whole:.0f} %" if whole else "-"


def summary(name: str, scores: Sequence[Score]) -> str:
    """One line of figures over some logs."""
    n = len(scores)
    if not n:
        return f"{name:28} none"
    wrong = sum(not s.hit and s.confidence >= 0.8 for s in scores)
    return (
        f"{name:28} line {percent(sum(s.hit for s in scores), n):>12}  "
        f"category {percent(sum(s.right_category for s in scores), n):>12}  "
        f"herring {percent(sum(s.herring for s in scores), n):>9}  "
        f"sure and wrong {percent(wrong, n):>9}  "
        f"causes {statistics.median(s.causes for s in scores):g}"
    )


def report(scores: Sequence[Score], verbose: bool) -> Iterable[str]:
    """The figures as they are printed."""
    python = [s for s in scores if s.label.language == "python"]
    if verbose:
        for s in scores:
            mark = (
                ("hit " if s.hit else "MISS")
                + (" " if s.right_category else " CAT")
                + (" HERRING" if s.herring else "")
            )
            want = f"{s.label.category} {list(s.label.decisive)[:5]}"
            yield f"{mark:10} {s.label.id:55} {s.verdict} | wanted {want}"
    categories: dict[str, list[Score]] = defaultdict(list)
    for s in scores:
        categories[s.label.category].append(s)
    for category, members in sorted(categories.items()):
        yield summary(f"  {category}", members)
    yield summary("all", scores)
    yield summary("python", python)
    yield summary("python, written with", [s for s in python if not s.label.held_out])
    yield summary("python, held out", [s for s in python if s.label.held_out])
    seconds = [s.seconds for s in scores]
    yield f"seconds per log: median {statistics.median(seconds):.3f}, most {max(seconds):.3f}"


def changes(scores: Sequence[Score], file: Path) -> Iterable[str]:
    """What differs from the last run, which `file` remembers."""
    before = json.loads(file.read_text("utf-8")) if file.exists() else {}
    now = {s.label.id: f"{'hit' if s.hit else 'miss'} {s.verdict}" for s in scores}
    held_out = {s.label.id for s in scores if s.label.held_out}
    for name, verdict in now.items():
        if name not in held_out and name in before and before[name] != verdict:
            yield f"changed {name}\n  was {before[name]}\n  now {verdict}"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({**before, **now}, indent=1), "utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 2 when there are no labelled logs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("logs", type=Path)
    parser.add_argument("--verdicts", type=Path, default=Path(".cache/verdicts.json"))
    parser.add_argument("--verbose", action="store_true", help="print every log that is not held out")
    parser.add_argument("--only", default="", help="only logs whose id contains this")
    options = parser.parse_args(arguments)
    if not (options.logs / "labels.jsonl").exists():
        print(f"{options.logs}: no labelled logs here, nothing to score", file=sys.stderr)
        return 0
    wanted = [label for label in labels(options.logs) if options.only in label.id]
    scores = [score(options.logs, label) for label in wanted]
    shown = [s for s in scores if not s.label.held_out or not options.verbose]
    if options.verbose:
        print("\n".join(report(shown, verbose=True)))
        print()
    print("\n".join(report(scores, verbose=False)))
    for line in changes(scores, options.verdicts):
        print(line)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
