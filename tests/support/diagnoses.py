"""Diagnoses that reports are tested with; everything in them is invented."""

from __future__ import annotations

from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.finding import (
    AnnotationEvidence,
    Category,
    Evidence,
    FileEvidence,
    Finding,
    Fix,
    LogEvidence,
    Safety,
    Severity,
)
from regreen.model.run import Job, Line, Outcome, Run, RunRef, Step
from regreen.model.text import Edit, Span
from regreen.patch.diff import file_diff

LEGS = tuple(f"test ({version})" for version in ("3.11", "3.12", "3.13", "3.14"))
IGNORE = "build/\nlib/\n*.log\n"


def finding(
    title: str = "Something is wrong",
    evidence: tuple[Evidence, ...] = (LogEvidence("ci.log", 7, "E   boom", "test", "Run tests"),),
    *,
    rule: str = "some-rule",
    category: Category = Category.OTHER,
    confidence: float = 0.8,
    severity: Severity = Severity.ERROR,
    data: dict[str, str] | None = None,
    fixes: tuple[Fix, ...] = (),
) -> Finding:
    """A finding with what matters to a test."""
    return Finding(rule, category, title, confidence, "0" * 16, evidence, severity, data or {}, fixes)


def run(outcome: Outcome = Outcome.FAILURE) -> Run:
    """A run of four legs of a matrix, as GitHub knows it."""
    steps = (
        Step("Check out", 1, 20, Outcome.SUCCESS),
        Step("Run tests", 21, 900, outcome, script="pytest"),
    )
    jobs = tuple(Job(name, "ci.log", steps, outcome) for name in LEGS)
    ref = RunRef(
        repository="acme/shop",
        id=4711,
        attempt=2,
        url="https://github.com/acme/shop/actions/runs/4711",
        branch="fix/basket",
        sha="0123456789abcdef0123456789abcdef01234567",
        event="pull_request",
        workflow="CI",
        workflow_path=".github/workflows/ci.yml",
        started="2026-01-02T03:04:05Z",
    )
    return Run(jobs=jobs, outcome=outcome, ref=ref)


def ignored() -> Cause:
    """A package that an ignore rule hides: both witnesses, a safe patch, many symptoms."""
    edit = Edit(Span(".gitignore", 7, 11), "lib/", "/lib/")
    fix = Fix(
        "Anchor the pattern at the root",
        Safety.SAFE,
        (edit,),
        file_diff(".gitignore", IGNORE, IGNORE.replace("lib/", "/lib/")),
        ("git add shop/lib",),
    )
    evidence = (
        LogEvidence(
            "ci.log", 815, "E   ModuleNotFoundError: No module named 'shop.lib'", LEGS[0], "Run tests"
        ),
        LogEvidence("ci.log", 812, "shop/basket.py:3: in <module>", LEGS[0], "Run tests"),
        FileEvidence(".gitignore", 2, 1, "lib/"),
        FileEvidence("shop/basket.py", 3, 1, "from shop.lib import prices"),
    )
    symptoms = (
        finding("Coverage 35.33 % is below the threshold 80 %", rule="coverage-below-threshold"),
        finding("A step ended with exit code 1", rule="step-exit-code"),
        finding("A step ended with exit code 1", rule="step-exit-code"),
    )
    found = finding(
        "shop.lib is not committed: .gitignore line 2 hides it",
        evidence,
        rule="gitignored-module",
        category=Category.MISSING_MODULE,
        confidence=0.97,
        data={"module": "shop.lib"},
        fixes=(fix,),
    )
    return Cause(found, symptoms, LEGS, 1370)


def failing_test() -> Cause:
    """A failing test: the log alone, advice."""
    evidence = (
        LogEvidence("ci.log", 640, "E   assert 3 == 4", LEGS[1], "Run tests"),
        LogEvidence("ci.log", 633, "tests/test_basket.py:12: in test_total", LEGS[1], "Run tests"),
    )
    advice = Fix("Run the test alone", Safety.ADVICE, commands=("pytest 'tests/test_basket.py::test_total'",))
    found = finding(
        "tests/test_basket.py::test_total fails: assert 3 == 4",
        evidence,
        rule="test-failed",
        category=Category.TEST_ASSERTION,
        confidence=0.82,
        data={"test": "tests/test_basket.py::test_total"},
        fixes=(advice,),
    )
    return Cause(found, (), (LEGS[1],), 1)


def annotated() -> Cause:
    """A cause that only an annotation tells, with an unsafe patch and no certainty."""
    patch = file_diff("ci.yml", "timeout-minutes: 5\n", "timeout-minutes: 15\n")
    edit = Edit(Span("ci.yml", 17, 18), "5", "15")
    found = finding(
        "The job needed more than its 5 minutes",
        (AnnotationEvidence("docs", "The job has exceeded the maximum execution time of 5m0s"),),
        rule="job-timed-out",
        category=Category.TEST_TIMEOUT,
        confidence=0.6,
        fixes=(Fix("Give the job more time", Safety.UNSAFE, (edit,), patch),),
    )
    return Cause(found, (), ("docs",), 1)


def red() -> Diagnosis:
    """Three causes, and a step that nothing explains."""
    lines = (
        Line("ci.log", 990, "uploading the site", "publish", "Upload"),
        Line("ci.log", 993, "gave up after 3 attempts", "publish", "Upload"),
    )
    return Diagnosis(
        run=run(),
        outcome=Outcome.FAILURE,
        causes=(ignored(), failing_test(), annotated()),
        unexplained=lines,
        failures=1371,
        notes=("ci.log is cut off at line 1,000",),
    )


def green() -> Diagnosis:
    """Nothing to say."""
    return Diagnosis(run=run(Outcome.SUCCESS), outcome=Outcome.SUCCESS)


def unexplained() -> Diagnosis:
    """Red, without a cause."""
    return Diagnosis(run=run(), outcome=Outcome.FAILURE, unexplained=red().unexplained)


HOSTILE = (
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 <script>alert(1)</script> <img src=x onerror=alert(1)> @octocat #123 "
    "[click](javascript:alert(1)) ![i](https://evil.example/x.png) `code` ``` ~~~ | cell | **b** __i__ \u202egnp.exe "
    "https://evil.example www.evil.example a@b.example GH-7 $x$ &lt; \x07\x00\x9b31m \u2028 </details> "
    "--> %0A::set-env::"
)
SECRET = "ghp_" + "A1b2C3d4E5" * 4


def hostile() -> Diagnosis:
    """Every text is an attack or holds a secret."""
    text = f"{HOSTILE} {SECRET}"
    fix = Fix(text, Safety.SAFE, (), f"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-{HOSTILE}\n+```\n", (text, "a\nb"))
    evidence: tuple[Evidence, ...] = (
        LogEvidence(text, 1, text, text, text),
        FileEvidence(text, 1, 1, text),
        AnnotationEvidence(text, text),
    )
    found = finding(text, evidence, rule="some-rule", data={"test": text}, fixes=(fix,))
    named = Run(
        jobs=(Job(text, text, (Step(text, 1, 2, Outcome.FAILURE),), Outcome.FAILURE),),
        ref=RunRef(repository=text, id=1, url="javascript:alert(1)", branch=text, sha=text, workflow=text),
    )
    cause = Cause(found, (finding(text + "!"),), (text,), 2)
    line = Line(text, 3, text, text, text)
    return Diagnosis(named, Outcome.FAILURE, (cause, cause), (line,), 2, (text,))


def long_words() -> Diagnosis:
    """Titles and lines that fit no screen: long words, CJK, emoji, tabs."""
    title = (
        f"tests/{'deep/' * 30}test_long.py::{'test_' * 20}x fails: "
        + "漢字かな交じり文 " * 8
        + "👩‍🔬🚀 " * 10
    )
    lines = (
        LogEvidence("漢字.log", 999_999, "値" * 300, "ジョブ", "テスト"),
        LogEvidence("漢字.log", 3, "\tE\t" + "x" * 500, "ジョブ", "テスト"),
        FileEvidence("a/" * 60 + "b.py", 12, 3, "import 🚀" * 40),
    )
    fix = Fix(
        "直す " * 30,
        Safety.UNSAFE,
        (),
        "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-" + "古" * 90 + "\n+" + "n" * 200 + "\n",
    )
    return Diagnosis(Run(), Outcome.FAILURE, (Cause(finding(title, lines, fixes=(fix,)), (), ("ジョブ",)),))


def crowded(causes: int = 400, width: int = 3000, diff: int = 300, title: int = 0) -> Diagnosis:
    """More than any comment holds."""
    found = tuple(
        Cause(
            finding(
                f"Failure number {number}" + " very" * title,
                tuple(
                    LogEvidence("ci.log", number * 10 + i, f"{'`' * 5}{'y' * width}", "j", "s")
                    for i in range(4)
                ),
                fixes=(Fix("Do it", Safety.SAFE, (), "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n" + "+b\n" * diff),),
            ),
            tuple(finding(f"symptom {number}.{i} {'z' * 200}", rule=f"r-{i}") for i in range(9)),
        )
        for number in range(1, causes + 1)
    )
    lines = tuple(Line("ci.log", n, "w" * 500, f"job {n}", "s") for n in range(1, 300))
    return Diagnosis(Run(), Outcome.FAILURE, found, lines)
