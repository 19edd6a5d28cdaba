"""Actions of the repository, and our own versions of well-known ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from regreen.model.run import Outcome
from regreen.runner.actions import native
from regreen.runner.actions.setup_uv import fits
from support.workflows import Place, log_of, outcomes, printed

INNER = """\
name: Inner
inputs: {who: {default: nobody}}
outputs: {twice: {value: "${{ steps.t.outputs.v }}${{ steps.t.outputs.v }}"}}
runs:
  using: composite
  steps:
    - id: t
      run: |
        echo "inner ${{ inputs.who }} $OUTER"
        echo "v=${{ inputs.who }}" >> "$GITHUB_OUTPUT"
        basename "$GITHUB_ACTION_PATH"
      shell: bash
"""
OUTER = """\
name: Outer
inputs: {name: {required: true}}
outputs: {result: {value: "${{ steps.i.outputs.twice }}"}}
runs:
  using: composite
  steps:
    - uses: ./actions/inner
      id: i
      with: {who: "${{ inputs.name }}"}
    - run: exit ${{ inputs.name == 'bad' && 3 || 0 }}
      shell: bash
    - run: echo cleaning
      if: failure()
      shell: bash
"""
NODE = """\
name: Node
inputs: {word: {default: none}}
outputs: {said: {description: x}}
runs: {using: node20, main: main.js, post: post.js}
"""
MAIN = """\
const fs = require('fs');
fs.appendFileSync(process.env.GITHUB_OUTPUT, `said=${process.env.INPUT_WORD}\\n`);
fs.appendFileSync(process.env.GITHUB_STATE, `kept=${process.env.INPUT_WORD}\\n`);
console.log('main');
"""
POST = "console.log('post ' + process.env.STATE_kept + ' ' + process.env.INPUT_WORD)\n"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_composite_actions_in_each_other(place: Place) -> None:
    ran = place.steps(
        """
        - uses: actions/checkout@v4
        - uses: ./actions/outer
          id: good
          env: {OUTER: seen}
          with: {name: ada}
        - run: echo "${{ steps.good.outputs.result }} ${OUTER:-gone}"
        - uses: ./actions/outer
          id: bad
          continue-on-error: true
          with: {name: bad}
        - run: echo "${{ steps.bad.outcome }}"
        """,
        {"actions/inner/action.yml": INNER, "actions/outer/action.yaml": OUTER},
    )
    said = [line for line in printed(ran) if not line.startswith(("Sync", "HEAD", "##"))]
    assert said == ["inner ada seen", "inner", "adaada gone", "inner bad ", "inner", "cleaning", "failure"]
    assert outcomes(ran) == ["success", "success", "success", "failure", "success"]
    assert ran.good


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_an_action_in_javascript_with_a_post_step(place: Place) -> None:
    files = {"act/action.yml": NODE, "act/main.js": MAIN, "act/post.js": POST}
    ran = place.steps(
        """
        - uses: actions/checkout@v4
        - uses: ./act
          id: n
          with: {word: one}
        - uses: ./act
          with: {word: two}
        - run: echo "${{ steps.n.outputs.said }}"
        """,
        files,
    )
    said = [line for line in log_of(ran) if line.startswith(("main", "post", "Post job", "one"))]
    assert said == [
        "main",
        "main",
        "one",
        "Post job cleanup.",
        "post two two",
        "Post job cleanup.",
        "post one one",
    ]
    assert [step.name for step in ran.execution.jobs[0].steps][-2:] == ["Post Run ./act"] * 2


def test_an_action_before_the_checkout(place: Place) -> None:
    ran = place.steps("- uses: ./act\n", {"act/action.yml": NODE})
    assert outcomes(ran) == ["failure"]
    assert any("Did you forget to run actions/checkout" in line for line in log_of(ran))


def test_an_action_from_a_folder(place: Place) -> None:
    folder = place.root / "actions" / "some" / "thing@v1"
    folder.mkdir(parents=True)
    (folder / "action.yml").write_text(INNER)
    ran = place.steps("- uses: some/thing@v1\n  with: {who: me}\n", actions=place.root / "actions")
    assert printed(ran) == ["inner me ", "thing@v1"]


def test_artifacts_between_jobs(place: Place) -> None:
    ran = place.run("""
        on: push
        jobs:
          make:
            runs-on: ubuntu-latest
            steps:
              - run: mkdir -p out/deep; echo 1 > out/deep/a.txt; echo 2 > out/b.md; echo 3 > out/.hidden
              - uses: actions/upload-artifact@v4
                with: {name: things, path: "out/\\n!out/*.md"}
              - uses: actions/upload-artifact@v4
                id: again
                continue-on-error: true
                with: {name: things, path: out}
              - uses: actions/upload-artifact@v4
                with: {name: nothing, path: nowhere}
              - uses: actions/upload-artifact@v3
                continue-on-error: true
                with: {name: old, path: out}
              - run: echo ${{ steps.again.outcome }}
          take:
            needs: make
            runs-on: ubuntu-latest
            steps:
              - uses: actions/download-artifact@v4
                with: {name: things, path: got}
              - run: find . -type f | sort
              - uses: actions/download-artifact@v4
                with: {name: missing}
    """)
    assert "failure" in printed(ran)
    assert any("409" in line for line in log_of(ran))
    assert any("No files were found with the provided path: nowhere" in line for line in log_of(ran))
    assert any("deprecated version of `actions/upload-artifact: v3`" in line for line in log_of(ran))
    assert "./got/deep/a.txt" in printed(ran, 1)
    assert not any("b.md" in line or "hidden" in line for line in printed(ran, 1))
    assert any("Artifact not found for name: missing" in line for line in log_of(ran, 1))


def test_a_cache_is_cold_unless_it_is_asked_for(place: Place) -> None:
    steps = """
        - uses: actions/cache@v4
          id: c
          with: {path: stuff, key: "k-1", restore-keys: k-}
        - run: echo "hit=${{ steps.c.outputs.cache-hit }}"; ls stuff 2>/dev/null || true; mkdir -p stuff; touch stuff/x
    """
    assert "hit=" in printed(place.steps(steps))
    assert "hit=" in printed(place.steps(steps, warm=True))
    warm = printed(place.steps(steps, warm=True))
    assert "hit=true" in warm
    assert "x" in warm


def test_setup_python_and_what_it_reads(place: Place) -> None:
    ran = place.steps(
        """
        - uses: actions/checkout@v4
        - uses: actions/setup-python@v5
          id: py
          with: {python-version-file: .python-version}
        - run: python -c 'import sys; print(sys.prefix)'; echo "$pythonLocation"
        - uses: actions/setup-python@v5
          with: {python-version: 3.x, cache: pip}
        """,
        {".python-version": "3\n"},
    )
    prefix, location = [line for line in printed(ran) if "_tool/Python" in line][:2]
    assert prefix == location
    assert outcomes(ran)[-1] == "failure"
    assert any("make sure you have checked out the target repository" in line for line in log_of(ran))


def test_alls_green_and_what_is_left_out(place: Place) -> None:
    ran = place.steps("""
        - uses: re-actors/alls-green@release/v1
          with: {jobs: '{"a": {"result": "success"}, "b": {"result": "skipped"}}', allowed-skips: b}
        - uses: codecov/codecov-action@v5
          with: {files: missing.xml}
        - uses: pypa/gh-action-pypi-publish@release/v1
        - uses: re-actors/alls-green@release/v1
          with: {jobs: '{"a": {"result": "failure"}}'}
        - uses: codecov/codecov-action@v5
          if: always()
          with: {files: missing.xml, fail_ci_if_error: true}
    """)
    assert outcomes(ran) == ["success", "success", "success", "failure", "failure"]
    assert [item.wanted for item in ran.execution.substitutions] == ["pypa/gh-action-pypi-publish@release/v1"]


def test_another_repository_is_not_checked_out(place: Place) -> None:
    ran = place.steps("- uses: actions/checkout@v4\n  with: {repository: other/one}\n")
    assert ran.execution.jobs[0].outcome is Outcome.FAILURE
    assert "another repository" in ran.execution.jobs[0].cannot_run


def test_artifacts_by_pattern_and_by_id(place: Place) -> None:
    ran = place.run("""
        on: push
        jobs:
          make:
            runs-on: ubuntu-latest
            outputs: {id: "${{ steps.b.outputs.artifact-id }}"}
            steps:
              - run: mkdir out; echo a > out/a.txt; echo b > out/b.txt; echo c > .coverage
              - uses: actions/upload-artifact@v4
                with: {name: data-a, path: out/a.txt}
              - uses: actions/upload-artifact@v4
                id: b
                with: {name: data-b, path: out/b.txt}
              - uses: actions/upload-artifact@v4
                id: hidden
                continue-on-error: true
                with: {name: cov, path: .coverage, if-no-files-found: error}
              - uses: actions/upload-artifact@v4
                with: {name: data-b, path: out/a.txt, overwrite: true}
              - run: echo "${{ steps.hidden.outcome }}"
          take:
            needs: make
            runs-on: ubuntu-latest
            steps:
              - uses: actions/download-artifact@v5
                with: {pattern: data-*, path: apart}
              - uses: actions/download-artifact@v5
                with: {pattern: data-*, path: merged, merge-multiple: true}
              - uses: actions/download-artifact@v5
                with: {artifact-ids: "${{ needs.make.outputs.id }}", path: one, run-id: "${{ github.run_id }}"}
              - run: find apart merged one -type f | sort
              - uses: actions/download-artifact@v5
                with: {artifact-ids: "99"}
    """)
    assert "failure" in printed(ran)
    found = [line for line in printed(ran, 1) if line.startswith(("apart", "merged", "one"))]
    assert found == ["apart/data-a/a.txt", "apart/data-b/a.txt", "merged/a.txt", "one/a.txt"]
    assert outcomes(ran, 1)[-1] == "failure"


def test_a_part_of_the_repository_is_checked_out(place: Place) -> None:
    files = {"src/a.py": "a\n", "docs/b.md": "b\n", "top.txt": "t\n"}
    ran = place.steps(
        """
        - uses: actions/checkout@v4
          with: {sparse-checkout: src}
        - run: find . -name .git -prune -o -type f -print | sort
        - uses: actions/checkout@v4
          with: {path: whole, submodules: recursive, lfs: true}
        - run: ls whole
        """,
        files,
    )
    assert [line for line in printed(ran) if line.startswith("./")] == ["./src/a.py", "./top.txt"]
    assert "docs" in printed(ran)


def test_submodules_are_out_of_reach_without_a_network(place: Place) -> None:
    text = "- uses: actions/checkout@v4\n  with: {submodules: true}\n"
    ran = place.steps(
        text, {".gitmodules": '[submodule "x"]\n\tpath = x\n\turl = https://example.invalid/x\n'}
    )
    assert "submodules" in ran.execution.jobs[0].cannot_run


def test_every_file_counts_as_changed(place: Place) -> None:
    ran = place.steps(
        """
        - uses: dorny/paths-filter@v3
          id: f
          with:
            filters: |
              code: ['src/**']
              docs:
                - 'docs/**'
        - run: echo "${{ steps.f.outputs.code }} ${{ steps.f.outputs.docs }} ${{ steps.f.outputs.changes }}"
        - uses: tj-actions/changed-files@v45
          id: c
          with: {files: "**/*.py"}
        - run: echo "${{ steps.c.outputs.any_changed }} ${{ steps.c.outputs.all_changed_files }}"
        """,
        {"src/a.py": "a\n"},
    )
    assert [line for line in printed(ran) if line.startswith("true")] == [
        "true false [code]",
        "true src/a.py",
    ]
    assert [item.used for item in ran.execution.substitutions] == ["every file counts as changed"] * 2


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        ("{uses: mamba-org/setup-micromamba@v2}", "needs conda"),
        ("{uses: docker/build-push-action@v6}", "only GitHub or Docker"),
        ("{uses: PyO3/maturin-action@v1}", "only GitHub or Docker"),
        ("{uses: actions/setup-python@v5, with: {python-version: pypy-3.10}}", "only CPython"),
        ("{uses: actions/setup-python@v5, with: {python-version: 3.13t}}", "free-threaded"),
        ("{uses: actions/setup-python@v5, with: {python-version: '3.99'}}", "no Python 3.99 here"),
        ("{uses: astral-sh/setup-uv@v6, with: {python-version: '3.99'}}", "no Python 3.99 here"),
    ],
)
def test_actions_that_cannot_be_had(place: Place, step: str, reason: str) -> None:
    ran = place.steps(f"- {step}\n- run: echo never\n")
    assert reason in ran.execution.jobs[0].cannot_run
    assert ran.execution.outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("version", "wanted", "good"),
    [
        ("0.9.4", "", True), ("0.9.4", "latest", True), ("0.9.4", "0.9", True), ("0.9.4", "0.9.x", True),
        ("0.9.4", "0.9.5", False), ("0.9.4", ">=0.8,<1", True), ("0.9.4", ">=0.10", False), ("0.9.4", "0", True),
        ("0.9.4", "main", True),
    ],
)  # fmt: skip
def test_the_uv_that_is_asked_for(version: str, wanted: str, good: bool) -> None:
    assert fits(version, wanted) is good


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Actions/Checkout", True), ("wntrblm/nox", True), ("github/codeql-action/init", True),
        ("actions/github-script", True), ("docker/login-action", True), ("pdm-project/setup-pdm", True),
        ("somebody/else", False), ("actions/checkout/sub", False),
    ],
)  # fmt: skip
def test_names_of_actions(name: str, known: bool) -> None:
    assert (native(name) is not None) is known
