"""`regreen run` and `regreen verify` as a person calls them; the code of the sample repositories is executed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from support.command import REGREEN, Answer, environment, regreen, repository
from support.jobs import HEAD

WORKFLOW = f"""\
{HEAD}      - name: Tests
        run: python -m pytest -q -p no:cacheprovider
"""
GOOD = {
    "shop.py": "def total(a, b):\n    return a + b\n",
    "test_shop.py": "import shop\n\n\ndef test_total():\n    assert shop.total(1, 2) == 3\n",
}
BAD = {**GOOD, "shop.py": "def total(a, b):\n    return a - b\n"}
PATCH = """\
--- a/shop.py
+++ b/shop.py
@@ -1,2 +1,2 @@
 def total(a, b):
-    return a - b
+    return a + b
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return tmp_path / "shop"


def commit(folder: Path, files: Mapping[str, str], workflow: str = WORKFLOW) -> str:
    return repository(folder, {**files, ".github/workflows/ci.yml": workflow})


def call(folder: Path, *words: str) -> Answer:
    return regreen(
        *words, "--offline", folder=folder, env=environment(folder.parent, TMPDIR=str(folder.parent))
    )


def test_a_green_job(shop: Path) -> None:
    sha = commit(shop, GOOD)
    answer = call(shop, "run", "--format", "json")
    assert (answer.code, answer.json["outcome"], answer.json["commit"]) == (0, "success", sha)
    (job,) = answer.json["jobs"]
    assert [step["outcome"] for step in job["steps"]] == ["success", "success"]
    assert job["tests"] == {"passed": 1, "failed": 0, "errors": 0, "skipped": 0}
    assert "executed on this machine" in answer.err.splitlines()[0]
    assert not list(shop.parent.glob("regreen-run-*"))


def test_a_red_job_is_diagnosed(shop: Path) -> None:
    commit(shop, BAD)
    answer = call(shop, "run", "--format", "json", "-q")
    assert (answer.code, answer.json["outcome"], answer.err) == (1, "failed", "")
    assert answer.rules == ["test-failed"]
    (evidence,) = [e for e in answer.json["causes"][0]["evidence"] if "FAILED" in e["text"]]
    assert (evidence["job"], evidence["step"]) == ("test", "Tests")
    page = call(shop, "run").out
    assert "test_shop.py::test_total" in page
    assert "failed" in page


def test_only_what_is_committed_counts(shop: Path) -> None:
    commit(shop, GOOD)
    (shop / "shop.py").write_text("broken (")
    answer = call(shop, "run", "--format", "json")
    assert answer.code == 0
    assert any("1 changed or untracked" in note for note in answer.json["notes"])


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("python -m pytest -q -p no:cacheprovider missing_folder | tee out", "no test ran"),
        ("python -m pytest -q -p no:cacheprovider || true", "counted 1 failures"),
    ],
)
def test_green_with_failing_or_without_tests_is_red(shop: Path, command: str, reason: str) -> None:
    commit(shop, BAD, WORKFLOW.replace("python -m pytest -q -p no:cacheprovider", command))
    answer = call(shop, "run", "--format", "json")
    assert answer.code == 1
    assert reason in answer.json["jobs"][0]["reason"]


def test_a_patch_is_proven(shop: Path) -> None:
    commit(shop, BAD)
    (shop.parent / "fix.diff").write_text(PATCH)
    answer = call(shop, "verify", "--patch", "../fix.diff", "-j", "test", "--format", "json")
    assert answer.code == 0
    found = json.loads(answer.out)
    assert found["verdict"] in ("verified", "reproduced with substitutions")
    assert [cause["rule"] for cause in found["ended"]] == ["test-failed"]
    assert (found["before"]["outcome"], found["after"][0]["outcome"]) == ("failed", "success")
    assert found["tests"] == {"mended": ["test_shop.py::test_total"], "broken": [], "left": [], "gone": []}
    assert len(found["after"]) == 1


def test_a_patch_that_does_not_help(shop: Path) -> None:
    commit(shop, BAD)
    (shop.parent / "fix.diff").write_text(PATCH.replace("return a + b", "return a * b"))
    answer = call(shop, "verify", "--patch", "../fix.diff", "--format", "json", "-q")
    found = json.loads(answer.out)
    assert (answer.code, found["verdict"]) == (1, "still failing")


def test_a_patch_that_only_hides_the_failure(shop: Path) -> None:
    commit(shop, BAD)
    patch = "--- a/test_shop.py\n+++ b/test_shop.py\n@@ -4,2 +4,2 @@\n-def test_total():\n"
    (shop.parent / "fix.diff").write_text(
        patch + "-    assert shop.total(1, 2) == 3\n+def test_nothing():\n+    assert shop\n"
    )
    answer = call(shop, "verify", "--patch", "../fix.diff", "--format", "json", "-q")
    found = json.loads(answer.out)
    assert (answer.code, found["verdict"]) == (1, "only hidden")
    assert "the patch deletes a test: test_shop.py" in found["reason"]


def test_what_chance_may_have_a_part_in_is_run_three_times(shop: Path) -> None:
    reading = (
        'import urllib.request\n\n\ndef test_stock():\n    urllib.request.urlopen("http://stock.invalid/")\n'
    )
    commit(shop, {"test_stock.py": reading})
    patch = reading.replace(
        '    urllib.request.urlopen("http://stock.invalid/")', "    assert urllib.request"
    )
    lines = [*(f"-{line}" for line in reading.splitlines()), *(f"+{line}" for line in patch.splitlines())]
    head = f"--- a/test_stock.py\n+++ b/test_stock.py\n@@ -1,{len(lines) // 2} +1,{len(lines) // 2} @@\n"
    (shop.parent / "fix.diff").write_text(head + "\n".join(lines) + "\n")
    answer = call(shop, "verify", "--patch", "../fix.diff", "--format", "json", "-q")
    found = json.loads(answer.out)
    assert ([cause["category"] for cause in found["ended"]], len(found["after"])) == (["flaky-network"], 3)
    assert "green with it, 3 times; 1 tests passed" in found["reason"]


def test_nothing_to_prove_where_the_job_is_green(shop: Path) -> None:
    commit(shop, GOOD)
    (shop.parent / "fix.diff").write_text("--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+x\n")
    answer = call(shop, "verify", "--patch", "../fix.diff", "--format", "json", "-q")
    assert (answer.code, json.loads(answer.out)["verdict"]) == (1, "not reproduced")


def test_a_job_that_this_machine_cannot_run(shop: Path) -> None:
    commit(shop, GOOD, WORKFLOW.replace("ubuntu-latest", "windows-latest"))
    answer = call(shop, "run", "--format", "json")
    assert (answer.code, answer.json["outcome"]) == (1, "unknown")
    assert answer.json["jobs"][0]["cannot_run"] == "it runs on windows-latest, and this machine is Linux"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("-w", "other.yml"), "there is no workflow 'other.yml'; there are: ci.yml"),
        (("-j", "nothing"), "no workflow has a job nothing"),
        (("--event", "schedule"), "is not started by 'schedule', only by: push"),
        (("--rev", "gone"), "there is no commit gone"),
        (("--secret", "X"), "there is no terminal to ask for the secret X"),
        (("--secret", "X=1"), "would show the value to everybody"),
    ],
)
def test_what_is_not_there(shop: Path, words: tuple[str, ...], sentence: str) -> None:
    commit(shop, GOOD)
    answer = call(shop, "run", *words)
    assert answer.code == 2
    assert sentence in answer.err


HANGING = {
    "test_pool.py": textwrap.dedent("""\
        import threading


        def wait_for_work():
            threading.Event().wait()


        def test_pool():
            threading.Thread(target=wait_for_work).start()
        """)
}


def test_a_process_that_outlives_its_tests_names_its_culprit(shop: Path) -> None:
    commit(shop, HANGING)
    started = time.monotonic()
    answer = call(shop, "run", "--exit-grace", "1.5", "--format", "json")
    assert time.monotonic() - started < 25
    assert answer.code == 1
    assert "started at test_pool (test_pool.py:9) during test_pool.py::test_pool" in answer.err
    assert "called from wait_for_work (test_pool.py:5), keeps the process from ending" in answer.err
    assert answer.rules == ["process-outlives-tests"]
    places = [(e["path"], e["line"]) for e in answer.json["causes"][0]["evidence"] if e["where"] == "file"]
    assert places == [("test_pool.py", 9), ("test_pool.py", 5)]


SLOW = WORKFLOW.replace(
    "python -m pytest -q -p no:cacheprovider", "sleep 300 & trap 'exit 1' INT; echo ready; wait"
)


def start(shop: Path) -> subprocess.Popen[str]:
    commit(shop, GOOD, SLOW)
    process = subprocess.Popen(
        [*REGREEN, "run"],
        cwd=shop,
        env=environment(shop.parent, TMPDIR=str(shop.parent)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "ready" in line and "echo" not in line:
            return process
    raise AssertionError("the job did not start")


def left(shop: Path) -> list[str]:
    """Processes of the job."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and entry.name != str(os.getpid()):
            try:
                text = (entry / "environ").read_bytes().decode("utf-8", "replace")
            except OSError:
                continue
            if f"{shop.parent}/regreen-run-" in text:
                found.append(entry.name)
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_behind(shop: Path, number: signal.Signals) -> None:
    with start(shop) as process:
        assert left(shop)
        process.send_signal(number)
        out, _ = process.communicate(timeout=40)
    assert process.returncode == (130 if number is signal.SIGINT else -number)
    assert ("cancelled" in out) is (number is signal.SIGINT)
    until = time.monotonic() + 10
    while time.monotonic() < until and (left(shop) or any(shop.parent.glob("regreen-run-*"))):
        time.sleep(0.05)
    assert left(shop) == []
    assert not list(shop.parent.glob("regreen-run-*"))
