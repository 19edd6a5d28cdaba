from __future__ import annotations

import time

import pytest

from regreen.logs.read import read
from regreen.logs.signal import Refusal
from regreen.model.finding import Category


def refusals(text: str) -> list[Refusal]:
    return [s for s in read("log", text.encode()).signals if isinstance(s, Refusal)]


def one(text: str) -> Refusal:
    [refusal] = refusals(text)
    return refusal


PIP = [
    ("ERROR: No matching distribution found for shelf==9.9", "no-matching-distribution", "shelf==9.9"),
    (
        "No matching distribution found for shelf (from -r a.txt (line 3))",
        "no-matching-distribution",
        "shelf",
    ),
    ("error: resolution-too-deep", "resolution-too-deep", ""),
    ("ERROR: Hashes are required in --require-hashes mode, but they are missing", "hash-missing", ""),
    (
        "ERROR: Could not open requirements file: [Errno 2] No such file or directory: 'dev.txt'",
        "requirements-file-missing",
        "dev.txt",
    ),
    ("ERROR: Invalid requirement: 'a=1': Expected end", "requirement-invalid", "a=1"),
    ("error: externally-managed-environment", "environment-externally-managed", ""),
    (
        "ERROR: Directory '.' is not installable. Neither 'setup.py' nor 'pyproject.toml' found.",
        "not-a-python-project",
        ".",
    ),
    (
        'ERROR: File "setup.py" not found. Directory cannot be installed in editable mode: /w/shop',
        "not-a-python-project",
        "/w/shop",
    ),
    (
        "ERROR: a-1-cp39-win32.whl is not a supported wheel on this platform.",
        "wheel-not-supported",
        "a-1-cp39-win32.whl",
    ),
    (
        "ERROR: Cannot uninstall 'PyYAML'. It is a distutils installed project",
        "cannot-uninstall",
        "PyYAML",
    ),
    (
        "ERROR: Double requirement given: shelf==2 (already in shelf==1, name='shelf')",
        "pinned-versions-conflict",
        "shelf",
    ),
    ('ERROR: unknown command "intsall" - maybe you meant "install"', "command-removed", "intsall"),
    ("no such option: --use-feature", "option-removed", "--use-feature"),
    (
        "ERROR: Package 'shop' requires a different Python: 3.9.2 not in '>=3.10'",
        "requires-python-mismatch",
        "shop",
    ),
    ("shop requires Python '>=3.10' but the running Python is 3.9.2", "requires-python-mismatch", "shop"),
    (
        "shelf 1.4 has requirement click>=8, but you have click 7.0.",
        "installed-packages-inconsistent",
        "click",
    ),
    (
        "ERROR: HTTP error 503 while getting https://f.example/a.whl",
        "download-failed",
        "https://f.example/a.whl",
    ),
    (
        "ERROR: HTTP error 404 while getting https://f.example/a.whl",
        "download-missing",
        "https://f.example/a.whl",
    ),
]
UV = [
    ("error: Failed to spawn: `pytest`", "tool-not-in-environment", "pytest"),
    ("error: No virtual environment found; run `uv venv`", "no-virtual-environment", ""),
    (
        "error: The lockfile at `uv.lock` needs to be updated, but `--locked` was provided",
        "lock-file-stale",
        "uv.lock",
    ),
    ("error: Unable to find lockfile at `uv.lock`.", "lock-file-missing", "uv.lock"),
    (
        "error: Group `x` is not defined in the project's `dependency-groups` table",
        "extra-or-group-undefined",
        "x",
    ),
    (
        "error: Default group `dev` (from `tool.uv.default-groups`) is not defined in the project's",
        "extra-or-group-undefined",
        "dev",
    ),
    ("error: No interpreter found for Python 3.7 in managed installations", "python-not-found", "Python 3.7"),
    ("error: Distribution not found at: file:///w/shelf", "path-dependency-missing", "/w/shelf"),
    ("error: File not found: `dev.txt`", "requirements-file-missing", "dev.txt"),
    (
        "error: No `pyproject.toml` found in current directory or any parent directory",
        "not-a-python-project",
        "current directory",
    ),
    ("error: unexpected argument '--frozen-lock' found", "option-removed", "--frozen-lock"),
    ("error: unrecognized subcommand 'intsall'", "command-removed", "intsall"),
    (
        "error: Distribution `jax==1 @ registry` can't be installed because it doesn't have a source distribution or",
        "no-matching-distribution",
        "jax==1",
    ),
]
POETRY = [
    ('The option "--no-dev" does not exist', "option-removed", "--no-dev"),
    ('  The "--no-dev" option does not exist', "option-removed", "--no-dev"),
    ("The requested command export does not exist.", "command-removed", "export"),
    ('The command "export" is not defined.', "command-removed", "export"),
    ("Group(s) not found: docs (via --with)", "extra-or-group-undefined", "docs"),
    ("Extra [pg] is not specified.", "extra-or-group-undefined", "pg"),
    ("Command not found: pytest", "tool-not-in-environment", "pytest"),
    ("Unable to find installation candidates for shelf (1.0)", "no-matching-distribution", "shelf (1.0)"),
    (
        "Retrieved digest for link shelf-1.0.whl(sha256:00) not in poetry.lock metadata",
        "hash-mismatch",
        "shelf-1.0.whl",
    ),
    ("Error: No file/folder found for package shop", "poetry-package-not-found", "shop"),
    ("[tool.poetry] section not found in /w/pyproject.toml", "pyproject-invalid", "tool.poetry"),
    ("Your Pipfile.lock (00aa) is out of date. Expected: (00bb).", "lock-file-stale", "Pipfile.lock"),
    (
        "Error: the command pytest could not be found within PATH or Pipfile's [scripts].",
        "tool-not-in-environment",
        "pytest",
    ),
    ("Unknown environment: types", "environment-undefined", "types"),
]


@pytest.mark.parametrize(("line", "kind", "subject"), [*PIP, *UV, *POETRY], ids=lambda value: str(value)[:40])
def test_sentences(line: str, kind: str, subject: str) -> None:
    refusal = one(f"before\n{line}\nafter\n")
    assert (refusal.kind, refusal.subject, refusal.line.number) == (kind, subject, 2)


HARMLESS = [
    "Warning: The current project could not be installed: No file/folder found for package shop",
    "shelf 1.4 requires click>=8, but you have click 7.0 which is incompatible.",
    "Looking in indexes: https://i.example/simple",
    "WARNING: The candidate selected for download or install is a yanked version: 'shelf'",
    "Waiting for cache lock: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 12",
    "npm warn ERESOLVE overriding peer dependency",
]


@pytest.mark.parametrize("line", HARMLESS)
def test_harmless(line: str) -> None:
    assert refusals(f"{line}\n") == []


def test_a_line_of_a_build_step_and_of_its_summary() -> None:
    said = "ERROR: No matching distribution found for a==9"
    text = f"#9 4.12 {said}\n4.12 {said}\n"
    assert [(r.subject, r.line.number) for r in refusals(text)] == [("a==9", 1), ("a==9", 2)]


def test_colours() -> None:
    assert one("\x1b[31mERROR: No matching distribution found for a==9\x1b[0m\n").subject == "a==9"


def test_the_python_version_is_the_reason_only_for_the_version_asked_for() -> None:
    why = "Ignored the following versions that require a different python version"
    ignored = f"ERROR: {why}: 2.0 Requires-Python >=3.11\n"
    found = "ERROR: Could not find a version that satisfies the requirement a==%s (from versions: 1.0)\n"
    end = "ERROR: No matching distribution found for a==%s\n"
    assert one(ignored + found % "2.0" + end % "2.0").kind == "version-needs-other-python"
    other = one(ignored + found % "3.0" + end % "3.0")
    assert (other.kind, other.detail["reason"]) == ("no-matching-distribution", "version")


def test_an_index_that_was_not_reached() -> None:
    text = """\
WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NewConnectionError': /simple/a/
ERROR: Could not find a version that satisfies the requirement a (from versions: none)
ERROR: No matching distribution found for a
"""
    refusal = one(text)
    assert (refusal.kind, refusal.category) == ("download-failed", Category.FLAKY_NETWORK)
    assert [line.number for line in refusal.lines] == [2, 3, 1]


def test_the_pair_that_conflicts() -> None:
    text = """\
ERROR: Cannot install a 1.0, b 2.0 and c==1 because these package versions have conflicting dependencies.

The conflict is caused by:
    a 1.0 depends on d>=1
    The user requested c==1
    b 2.0 depends on c>=2

To fix this you could try to:
ERROR: ResolutionImpossible: for help visit https://pip.example
"""
    refusal = one(text)
    assert (refusal.subject, refusal.detail["second"]) == ("c", "b 2.0 depends on c>=2")
    assert [line.number for line in refusal.lines] == [5, 6, 1, 3, 9]


@pytest.mark.parametrize(
    ("story", "kind", "subject"),
    [
        (
            "Because a was not found in the package registry and you require a, we can",
            "no-matching-distribution",
            "a",
        ),
        (
            "Because there is no version of a==9 and you require a==9, we can",
            "no-matching-distribution",
            "a==9",
        ),
        (
            "Because the requested Python version (>=3.8) does not satisfy Python>=3.9 and a==2 depends on Python>=3,",
            "version-needs-other-python",
            "a==2",
        ),
        (
            "Because b==1 depends on a>=2 and you require a==1, we can conclude",
            "pinned-versions-conflict",
            "",
        ),
    ],
)
def test_why_uv_finds_no_solution(story: str, kind: str, subject: str) -> None:
    text = f"  × No solution found when resolving dependencies:\n  ╰─▶ {story}\n      conclude it.\n"
    refusal = one(text)
    assert (refusal.kind, refusal.subject, refusal.line.number) == (kind, subject, 2)


def test_uv_explains_over_paragraphs() -> None:
    text = """\
  × No solution found when resolving dependencies:
  ╰─▶ Because only a<=2 is available and a>=1 depends on b>=2, we can conclude
      that a>=1 depends on b>=2. (1)

      Because c depends on b>=2, it goes on.
      And because you require a>=1 and b==1, we can conclude that your
      requirements are unsatisfiable.

      hint: something that may help
next
"""
    refusal = one(text)
    assert refusal.line.number == 6
    assert (refusal.detail["first"], refusal.detail["second"]) == ("a>=1", "b==1")


def test_poetry_explains_above_its_verdict() -> None:
    text = """\
Resolving dependencies...

Because a (1.0) depends on b (>=2)
 and no versions of a match >1.0,<2.0, a (>=1.0,<2.0) requires b (>=2).
So, because shop depends on both b (1.0) and a (^1.0), version solving failed.
"""
    refusal = one(text)
    assert (refusal.kind, refusal.line.number, refusal.also[0].number) == ("pinned-versions-conflict", 5, 3)
    assert (refusal.detail["first"], refusal.detail["second"]) == ("b (1.0)", "a (^1.0)")


BUILD = """\
Collecting shelf==0.3
  error: subprocess-exited-with-error

  × Building wheel for shelf (pyproject.toml) did not run successfully.
  │ exit code: 1
  ╰─> [4 lines of output]
      running build_ext
      %s
      error: command '/usr/bin/gcc' failed with exit code 1
      [end of output]

  note: This error originates from a subprocess, and is likely not a problem with pip.
  ERROR: Failed building wheel for shelf
"""


def test_the_inner_cause_of_a_build() -> None:
    refusal = one(BUILD % "src/a.c:3:1: error: unknown type name 'x'")
    assert (refusal.kind, refusal.subject, refusal.line.number) == ("source-build-failed", "shelf", 8)
    assert refusal.category is Category.DEPENDENCY_RESOLUTION
    missing = one(BUILD % "ModuleNotFoundError: No module named 'numpy.core'")
    assert (missing.kind, missing.subject, missing.detail["package"]) == (
        "build-requirement-missing",
        "numpy",
        "shelf",
    )


def test_the_project_itself_is_told_from_a_dependency() -> None:
    own = BUILD.replace("Collecting shelf==0.3", "Processing ./shelf") % "ValueError: no"
    assert one(own).category is Category.BUILD_COMPILE


def test_a_build_of_an_old_pip() -> None:
    text = """\
Collecting shelf==0.3
    ERROR: Command errored out with exit status 1:
     command: /usr/bin/python -c 'import setup'
    Complete output (3 lines):
    Traceback (most recent call last):
      File "<string>", line 1, in <module>
    KeyError: 'next'
    ----------------------------------------
ERROR: Command errored out with exit status 1: python setup.py egg_info Check the logs for full command output.
"""
    assert (refusals(text)[0].text, refusals(text)[0].subject) == ("KeyError: 'next'", "shelf")


def test_conda_lists_and_trees() -> None:
    listed = one(
        "PackagesNotFoundError: The following packages are not available\n\n  - shelf=9\n  - other\n"
    )
    assert (listed.kind, listed.subject, listed.line.number) == ("no-matching-distribution", "shelf=9", 3)
    tree = """\
error    libmamba Could not solve for environment specs
    The following package could not be installed
    └─ shelf 9**  does not exist (perhaps a typo or a missing channel).
"""
    assert (one(tree).kind, one(tree).line.number) == ("no-matching-distribution", 3)


def test_a_build_of_poetry() -> None:
    text = """\
  - Installing shelf (0.3): Failed

PEP517 build of a dependency failed

Backend subprocess exited when trying to invoke build_wheel

    | Command '['/tmp/x/bin/python', 'in_process.py', 'build_wheel']' returned non-zero exit status 1.
    |
    | running build_ext
    | src/a.c:3:10: fatal error: x.h: No such file or directory
    | error: command '/usr/bin/gcc' failed with exit code 1

Note: This error originates from the build backend, and is likely not a problem with poetry but with shelf (0.3)
"""
    refusal = one(text)
    assert (refusal.kind, refusal.subject, refusal.line.number) == ("source-build-failed", "shelf", 10)


def test_a_problem_of_mamba() -> None:
    text = """\
LibMambaUnsatisfiableError: Encountered problems while solving:
  - nothing provides requested shelf 9**
"""
    assert (one(text).kind, one(text).subject) == ("no-matching-distribution", "shelf 9**")


@pytest.mark.parametrize("fill", ["a-", "a ", "  ", "a/b:c"])
def test_long_lines_take_no_time(fill: str) -> None:
    words = [" was not found in the package registry", " depends on ", " is not a valid editable requirement"]
    head = "  × No solution found when resolving dependencies:\n"
    text = head + "".join(f"      {fill * 4000}{word}{fill * 2000}\n" for word in words)
    start = time.process_time()
    refusals(text)
    assert time.process_time() - start < 2
