"""Score `check` on real commits: evidence at the failing one, gone at the fixing one, silence at healthy ones.

    python benchmarks/cases.py CASES --mirror DIR [--only-classes A,B] [--deep] [--jobs N] [--sample N] [--verbose]
    python benchmarks/cases.py CASES --mirror DIR --healthy [--verbose]

CASES is a JSONL file; each case has `repo`, `expect` (`fail` or `clean`), its commits and `evidence`
(`path:line: token`). DIR holds a git directory for each repository, as `owner+name/repo`. A case counts as a hit when
a finding at the failing commit has evidence in an expected file within three lines of an expected one, and that
finding is not there at the fixing commit. Of repositories that are held out (the first byte of the SHA-256 of the
name is divisible by three) only the sums are printed. A second total counts the cases that are marked as visible in
the repository alone. `--deep` asks real tools and the package index, as of the day of each commit. `--healthy` checks
the newest commit of every repository of DIR instead and counts findings by rule.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from regreen.app.check import check
from regreen.model.finding import FileEvidence, Finding, Safety, Severity
from regreen.probe.budget import TOTAL
from regreen.probe.probes import Probes
from regreen.project.git import open_tree

NEAR = 3
Case = dict[str, Any]
_PLACE = re.compile(r"(?P<path>[^:]+):(?:(?P<line>\d+))?")


@dataclass
class Score:
    """How one class of cases fared."""

    cases: int = 0
    found: int = 0
    gone: int = 0
    patched: int = 0

    def __add__(self, other: Score) -> Score:
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Score(*(mine + others for mine, others in pairs))


def main() -> None:
    """Run the cases that the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cases", type=Path)
    parser.add_argument("--mirror", type=Path, required=True)
    parser.add_argument("--only-classes", default="")
    parser.add_argument("--deep", action="store_true", help="ask real tools and the package index")
    parser.add_argument("--seconds", type=float, default=TOTAL, help="for the questions about one commit")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="cases that are judged at once")
    parser.add_argument("--sample", type=int, metavar="N", help="only N cases, always the same")
    parser.add_argument("--healthy", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    if options.healthy:
        _healthy(options.mirror, options.verbose)
    else:
        _score(options)


def _score(options: argparse.Namespace) -> None:
    wanted = set(filter(None, options.only_classes.split(",")))
    cases = [case for case in _cases(options.cases, wanted) if _repository(options.mirror, case).exists()]
    if options.sample:
        cases = sorted(cases, key=lambda case: _digest(case["id"]))[: options.sample]
    every: dict[str, Score] = defaultdict(Score)
    static: dict[str, Score] = defaultdict(Score)
    clean = alarms = 0
    with ProcessPoolExecutor(options.jobs) as pool:
        judged = partial(_judged, mirror=options.mirror, deep=options.deep, patience=options.seconds)
        for case, (score, text) in zip(cases, pool.map(judged, cases), strict=True):
            if options.verbose and not held_out(case["repo"]):
                print(text, flush=True)
            if case["expect"] == "clean":
                clean, alarms = clean + 1, alarms + score.found
                continue
            every[case["root_cause_class"]] += score
            if case.get("statically_detectable"):
                static[case["root_cause_class"]] += score
    _print(every, static)
    print(f"healthy trees with an error: {alarms} of {clean}")


def _judged(case: Case, mirror: Path, deep: bool, patience: float) -> tuple[Score, str]:
    """How one case fared, and what is to be said of it."""
    repository = _repository(mirror, case)
    started = time.perf_counter()

    def findings(commit: str) -> tuple[Finding, ...]:
        return _findings(repository, commit, Probes(seconds=patience) if deep else None)

    if case["expect"] == "clean":
        errors = [f for f in findings(case["healthy_commit"]) if f.severity is Severity.ERROR]
        return Score(1, int(bool(errors))), _told(f"{'ALARM' if errors else 'quiet'} {case['id']}", errors)
    places = list(_places(case["evidence"]))
    before = findings(case["failing_commit"])
    took = time.perf_counter() - started
    hits = [finding for finding in before if _near(finding, places)]
    after = {_identity(finding) for finding in findings(case["fixing_commit"])} if hits else set()
    left = [finding for finding in hits if _identity(finding) not in after]
    patched = any(fix.safety < Safety.ADVICE and fix.edits for finding in left for fix in finding.fixes)
    state = "HIT" if left else "STAYS" if hits else "MISS"
    head = f"{state} {case['id']} {took:.0f} s {case['root_cause_class']} {case['evidence']}"
    return Score(1, int(bool(hits)), int(bool(left)), int(patched)), _told(head, left or hits or before)


def _repository(mirror: Path, case: Case) -> Path:
    return mirror / str(case["repo"]).replace("/", "+") / "repo"


def _told(head: str, findings: Iterable[Finding]) -> str:
    lines = [head]
    for finding in findings:
        first = finding.evidence[0]
        place = f"{first.path}:{first.line}" if isinstance(first, FileEvidence) else ""
        lines.append(f"    {finding.severity} {finding.rule} {place} {finding.title[:140]}")
    return "\n".join(lines)


def held_out(repository: str) -> bool:
    """Whether a repository may be measured, but not looked at."""
    return _digest(repository)[0] % 3 == 0


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _cases(path: Path, wanted: set[str]) -> Iterator[Case]:
    for line in path.read_text("utf-8").splitlines():
        case = json.loads(line)
        if not wanted or case["root_cause_class"] in wanted:
            yield case


def _places(evidence: object) -> Iterator[tuple[str, int]]:
    for text in evidence if isinstance(evidence, list) else ():
        if found := _PLACE.match(text):
            yield found["path"], int(found["line"] or 0)


def _near(finding: Finding, places: list[tuple[str, int]]) -> bool:
    return any(
        piece.path == path and (not line or abs(piece.line - line) <= NEAR)
        for piece in finding.evidence
        if isinstance(piece, FileEvidence)
        for path, line in places
    )


def _identity(finding: Finding) -> object:
    paths = frozenset(piece.path for piece in finding.evidence if isinstance(piece, FileEvidence))
    return finding.rule, finding.fingerprint, paths


def _findings(repository: Path, commit: str, probes: Probes | None = None) -> tuple[Finding, ...]:
    try:
        return check(open_tree(repository, commit), probes=probes).findings
    except Exception as error:  # one that breaks must not end the others
        print(f"    {repository.parent.name} {commit[:10]}: {type(error).__name__}: {error}")
        return ()


def _healthy(mirror: Path, verbose: bool) -> None:
    rules: Counter[tuple[str, str]] = Counter()
    repositories, errors = 0, 0
    for folder in sorted(mirror.iterdir()):
        if not (folder / "repo").exists():
            continue
        started = time.perf_counter()
        findings = _findings(folder / "repo", "HEAD")
        took = time.perf_counter() - started
        repositories += 1
        errors += any(finding.severity is Severity.ERROR for finding in findings)
        rules.update((finding.severity, finding.rule) for finding in findings)
        if verbose and findings and not held_out(folder.name.replace("+", "/", 1)):
            print(_told(f"{folder.name} {took:.1f} s", findings))
    for (severity, rule), count in sorted(rules.items()):
        print(f"{severity:8} {rule:36} {count}")
    print(f"{repositories} repositories, {errors} with an error")


def _print(every: Mapping[str, Score], static: Mapping[str, Score]) -> None:
    print(f"{'class':40} {'cases':>5} {'found':>5} {'gone':>5} {'patch':>5}")
    rows = sorted(every.items())
    rows += [("all", sum(every.values(), Score())), ("visible in the tree", sum(static.values(), Score()))]
    for name, score in rows:
        print(f"{name:40} {score.cases:5} {score.found:5} {score.gone:5} {score.patched:5}")


if __name__ == "__main__":
    main()
