"""Score `check` on real commits: evidence at the failing one, gone at the fixing one, silence at healthy ones.

    python benchmarks/cases.py CASES [--mirror DIR] [--only-classes A,B] [--verbose] [--healthy]

CASES is a JSONL file; each case has `repo`, `expect` (`fail` or `clean`), its commits and `evidence`
(`path:line: token`). DIR holds a git directory for each repository, as `owner+name/repo`. A case counts as a hit when
a finding at the failing commit has evidence in an expected file within three lines of an expected one, and that
finding is not there at the fixing commit. Of repositories that are held out (the first byte of the SHA-256 of the
name is divisible by three) only the sums are printed. `--healthy` checks the newest commit of every repository of
DIR instead and counts findings by rule.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from regreen.app.check import check
from regreen.model.errors import RegreenError
from regreen.model.finding import FileEvidence, Finding, Safety, Severity
from regreen.project.git import open_tree

NEAR = 3
_PLACE = re.compile(r"(?P<path>[^:]+):(?:(?P<line>\d+))?")


@dataclass
class Score:
    """How one class of cases fared."""

    cases: int = 0
    found: int = 0
    gone: int = 0
    patched: int = 0


def main() -> None:
    """Run the cases that the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cases", type=Path)
    parser.add_argument("--mirror", type=Path, required=True)
    parser.add_argument("--only-classes", default="")
    parser.add_argument("--healthy", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    if options.healthy:
        _healthy(options.mirror, options.verbose)
    else:
        _score(options)


def _score(options: argparse.Namespace) -> None:
    wanted = set(filter(None, options.only_classes.split(",")))
    scores: dict[str, Score] = defaultdict(Score)
    clean, alarms = 0, 0
    for case in _cases(options.cases, wanted):
        repository = options.mirror / case["repo"].replace("/", "+") / "repo"
        if not repository.exists():
            continue
        shown = options.verbose and not held_out(case["repo"])
        if case["expect"] == "clean":
            errors = [
                f for f in _findings(repository, case["healthy_commit"]) if f.severity is Severity.ERROR
            ]
            clean, alarms = clean + 1, alarms + bool(errors)
            _show(shown and bool(errors), f"ALARM {case['id']}", errors)
            continue
        _case(case, repository, scores[case["root_cause_class"]], shown)
    _print(scores)
    print(f"healthy trees with an error: {alarms} of {clean}")


def _case(case: Mapping[str, object], repository: Path, score: Score, shown: bool) -> None:
    score.cases += 1
    places = list(_places(case["evidence"]))
    before = _findings(repository, str(case["failing_commit"]))
    hits = [finding for finding in before if _near(finding, places)]
    after = {_identity(finding) for finding in _findings(repository, str(case["fixing_commit"]))}
    left = [finding for finding in hits if _identity(finding) not in after]
    score.found += bool(hits)
    score.gone += bool(left)
    score.patched += any(
        fix.safety < Safety.ADVICE and fix.edits for finding in left for fix in finding.fixes
    )
    state = "HIT" if left else "STAYS" if hits else "MISS"
    _show(
        shown, f"{state} {case['id']} {case['root_cause_class']} {case['evidence']}", left or hits or before
    )


def _show(shown: bool, head: str, findings: Iterable[Finding]) -> None:
    if shown:
        print(head)
        for finding in findings:
            first = finding.evidence[0]
            place = f"{first.path}:{first.line}" if isinstance(first, FileEvidence) else ""
            print(f"    {finding.severity} {finding.rule} {place} {finding.title[:140]}")


def held_out(repository: str) -> bool:
    """Whether a repository may be measured, but not looked at."""
    return hashlib.sha256(repository.encode()).digest()[0] % 3 == 0


def _cases(path: Path, wanted: set[str]) -> Iterator[dict[str, str]]:
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


def _findings(repository: Path, commit: str) -> tuple[Finding, ...]:
    try:
        return check(open_tree(repository, commit)).findings
    except RegreenError as error:
        print(f"    {repository.parent.name} {commit[:10]}: {error}")
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
        if not held_out(folder.name.replace("+", "/", 1)):
            _show(verbose and bool(findings), f"{folder.name} {took:.1f} s", findings)
    for (severity, rule), count in sorted(rules.items()):
        print(f"{severity:8} {rule:36} {count}")
    print(f"{repositories} repositories, {errors} with an error")


def _print(scores: dict[str, Score]) -> None:
    total = Score()
    print(f"{'class':40} {'cases':>5} {'found':>5} {'gone':>5} {'patch':>5}")
    for name, score in sorted(scores.items()):
        print(f"{name:40} {score.cases:5} {score.found:5} {score.gone:5} {score.patched:5}")
        total = Score(*(a + b for a, b in zip(_values(total), _values(score), strict=True)))
    print(f"{'all':40} {total.cases:5} {total.found:5} {total.gone:5} {total.patched:5}")


def _values(score: Score) -> tuple[int, int, int, int]:
    return score.cases, score.found, score.gone, score.patched


if __name__ == "__main__":
    main()
