"""From files to answers."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import jsonschema
import pytest

from regreen.report.json.v1 import schema
from support.command import Answer, Command, repository
from support.sample_logs import (
    EXIT_1,
    green,
    job,
    poetry_failure,
    pytest_failure,
    ruff_failure,
    stamped,
    step,
)

TESTS = job(step("pip install -e ."), step("pytest", *pytest_failure()))
LINT = job(step("ruff check", *ruff_failure()))
FORMATS = ("terminal", "json", "sarif", "github", "markdown", "html")


def valid(answer: Answer) -> Answer:
    jsonschema.validate(answer.json, schema())
    return answer


def test_a_file_becomes_a_valid_answer(command: Command, tmp_path: Path) -> None:
    (tmp_path / "ci.log").write_text(TESTS)
    answer = valid(command("diagnose", "ci.log", "--format", "json"))
    assert (answer.code, answer.json["outcome"], answer.json["failures"]) == (1, "failed", 1)
    (cause,) = answer.json["causes"]
    assert (cause["category"], cause["count"]) == ("test-assertion", 1)
    piece = cause["evidence"][0]
    assert TESTS.splitlines()[piece["line"] - 1].endswith(piece["text"])


@pytest.mark.parametrize("kind", ["several", "folder", "zip", "unpacked", "gzip"])
def test_whatever_holds_the_logs(command: Command, tmp_path: Path, kind: str) -> None:
    logs = {"0_test.txt": TESTS, "1_lint.txt": LINT}
    words = ["logs"]
    (tmp_path / "logs").mkdir()
    if kind == "zip":
        with zipfile.ZipFile(tmp_path / "logs.zip", "w") as archive:
            for name, text in logs.items():
                archive.writestr(name, "\ufeff" + text)
        words = ["logs.zip"]
    elif kind == "unpacked":
        for name in ("test", "lint"):
            (tmp_path / "logs" / name).mkdir()
        (tmp_path / "logs/test/1_Set up job.txt").write_text(stamped(["Current runner version: '2.331.0'"]))
        (tmp_path / "logs/test/2_Tests.txt").write_text(stamped(step("pytest", *pytest_failure())))
        (tmp_path / "logs/lint/2_Ruff.txt").write_text(stamped(step("ruff check", *ruff_failure())))
    else:
        suffix = ".gz" if kind == "gzip" else ""
        for name, text in logs.items():
            data = text.encode()
            (tmp_path / "logs" / (name + suffix)).write_bytes(gzip.compress(data) if suffix else data)
        words = ["logs/0_test.txt", "logs/1_lint.txt", "logs/1_lint.txt"] if kind == "several" else words
    answer = valid(command(*words, "--format", "json"))
    assert sorted(cause["category"] for cause in answer.json["causes"]) == ["lint", "test-assertion"]


def test_two_independent_causes_in_two_jobs(command: Command, tmp_path: Path) -> None:
    (tmp_path / "0_test.txt").write_text(TESTS)
    (tmp_path / "1_lint.txt").write_text(LINT)
    causes = valid(command(".", "--format", "json")).json["causes"]
    assert sorted((cause["category"], tuple(cause["jobs"])) for cause in causes) == [
        ("lint", ("lint",)),
        ("test-assertion", ("test",)),
    ]


def test_siblings_that_a_matrix_cancelled_are_symptoms(command: Command, tmp_path: Path) -> None:
    (tmp_path / "0_test (3.11).txt").write_text(TESTS)
    for at, version in enumerate(("3.12", "3.13"), 1):
        lines = step("pytest", "collected 12 items", "##[error]The operation was canceled.")
        (tmp_path / f"{at}_test ({version}).txt").write_text(job(lines))
    (cause,) = valid(command(".", "--format", "json")).json["causes"]
    assert cause["category"] == "test-assertion"
    assert [symptom["rule"] for symptom in cause["symptoms"]].count("job-cancelled") == 1
    assert cause["jobs"] == ["test (3.11)", "test (3.12)", "test (3.13)"]


def test_many_errors_with_one_cause_are_one(command: Command, tmp_path: Path) -> None:
    error = 'asyncpg.exceptions.InvalidPasswordError: password authentication failed for user "ada"'
    tests = [f"tests/test_part{n % 40}.py::test_{n}" for n in range(1370)]
    (tmp_path / "ci.log").write_text(
        job(
            step(
                "pytest",
                "collected 1370 items",
                "==================================== ERRORS ====================================",
                "____________________ ERROR at setup of test_0 ____________________",
                "tests/conftest.py:21: in engine",
                "    return connect(URL)",
                f"E   {error}",
                "=========================== short test summary info ============================",
                *(f"ERROR {test} - {error}" for test in tests),
                "======================= 1370 errors in 61.20s (0:01:01) ========================",
                EXIT_1,
            )
        )
    )
    answer = valid(command("ci.log", "--format", "json"))
    (cause,) = answer.json["causes"]
    assert (cause["category"], cause["count"], answer.json["failures"]) == ("service-connection", 1370, 1370)
    assert "1,370" in command("ci.log").out.splitlines()[0]


def test_the_same_failure_on_two_pull_requests_has_one_fingerprint(command: Command, tmp_path: Path) -> None:
    found = []
    for pull, (folder, day) in enumerate([("/home/runner/work/shop/shop", 2), ("/opt/agent/work/7/shop", 9)]):
        (tmp_path / str(pull)).mkdir()
        for at, name in enumerate(("backend-test", "backend-lint")):
            install = step("poetry install", *poetry_failure(folder))
            (tmp_path / str(pull) / f"{at}_{name}.txt").write_text(
                job(install, minute=5 * (pull + 1), day=day)
            )
        (cause,) = valid(command(str(pull), "--format", "json")).json["causes"]
        found.append((cause["rule"], cause["fingerprint"], cause["category"], tuple(cause["jobs"])))
    assert found[0] == found[1]
    assert found[0][2:] == ("packaging-config", ("backend-test", "backend-lint"))


def test_a_green_log_has_no_causes(command: Command, tmp_path: Path) -> None:
    (tmp_path / "ci.log").write_text(green())
    answer = valid(command("ci.log", "--format", "json"))
    assert (answer.code, answer.rules, answer.json["outcome"]) == (0, [], "success")


def test_a_secret_never_comes_out(command: Command, tmp_path: Path) -> None:
    token = "ghp_" + "a1B2c3D4" * 5
    lines = step(
        f"curl --header 'x: {token}' https://ada:{token}@example.org",
        "Traceback (most recent call last):",
        f'  File "deploy.py", line 3, in <module> # {token}',
        f"RuntimeError: refused {token}, password={token}",
        f"##[error]refused {token}",
        EXIT_1,
    )
    (tmp_path / "0_deploy.txt").write_text(job(lines))
    named = "".join(f"deploy {token}\tRun {token}\t{line}\n" for line in job(lines).splitlines())
    (tmp_path / "named.log").write_text(named)
    for form in FORMATS:
        for words in ([], ["--verbose"]):
            answer = command(".", "--format", form, *words)
            assert answer.code == 1
            assert "refused" in answer.out
            assert token not in answer.out + answer.err, form
    for form in ("markdown", "html"):
        assert token not in command("report", ".", "--format", form).out


def test_a_baseline_discounts_what_was_always_there(command: Command, tmp_path: Path) -> None:
    noise = ["fatal: could not read the cache directory: permission denied"]
    (tmp_path / "green.log").write_text(job(step("make", *noise, "done")))
    (tmp_path / "red.log").write_text(job(step("make", *noise, EXIT_1)))
    alone = command("red.log", "--format", "json")
    compared = command("red.log", "--baseline", "green.log", "--format", "json")
    assert noise[0] in alone.json["causes"][0]["evidence"][0]["text"]
    assert compared.json["causes"] == []
    assert compared.code == 1


def test_the_settings_ignore_a_cause_with_a_reason(command: Command, tmp_path: Path) -> None:
    ignore = '[tool.regreen]\nignore = [{ rule = "lint-*", job = "lint", reason = "to be cleaned in May" }]\n'
    repository(tmp_path / "shop", {"pyproject.toml": ignore})
    (tmp_path / "0_lint.txt").write_text(LINT)
    answer = valid(command(".", "--repo", "shop", "--format", "json"))
    assert answer.rules == []
    assert [note for note in answer.json["notes"] if note.endswith(": to be cleaned in May")]
    assert command(".", "--no-repo", "--format", "json").rules == ["lint-violations"]


def test_a_revision_is_looked_at_without_a_checkout(command: Command, tmp_path: Path) -> None:
    files = {".gitignore": "lib/\n", "shop/__init__.py": "from shop.lib import cart\n"}
    first = repository(tmp_path / "shop", files)
    repository(tmp_path / "shop", {"shop/lib/__init__.py": "", "shop/lib/cart.py": ""})
    error = "ModuleNotFoundError: No module named 'shop.lib'"
    lines = [
        "Traceback (most recent call last):",
        '  File "shop/__init__.py", line 1, in <module>',
        error,
        EXIT_1,
    ]
    (tmp_path / "ci.log").write_text(job(step("python -c 'import shop'", *lines)))
    words = ("ci.log", "--repo", "shop", "--format", "json")
    assert command(*words, "--rev", first).rules == ["gitignored-module"]
    assert command(*words).rules != ["gitignored-module"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["missing.log"], "missing.log cannot be read: there is no such file"),
        (["empty"], "empty has no logs in it (files that end in .log or .txt)"),
        (["ci.log", "--run", "7"], "a log file and a run on GitHub cannot be asked for at once"),
        (["ci.log", "https://github.com/acme/widgets/actions/runs/7"], "a run's address stands alone"),
        (["ci.log", "--rev", "v1"], "there is no git repository here that could have the revision v1"),
        (["ci.log", "--repo", "nowhere"], "nowhere: no such folder"),
        (["ci.log", "--baseline", "auto"], "'--baseline auto' goes with a run on GitHub"),
        (
            [],
            "there is no git repository here that would name a run on GitHub: give a log file, or a run's URL",
        ),
        (["#12"], "there is no git repository here"),
        (["https://example.org/acme"], "is not the address or the number of a GitHub run"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(
    command: Command, tmp_path: Path, words: list[str], sentence: str
) -> None:
    (tmp_path / "ci.log").write_text(TESTS)
    (tmp_path / "empty").mkdir()
    answer = command("diagnose", *words)
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert answer.err.startswith("regreen: ")
    assert sentence in answer.err
