"""The commands that write reports, from the command line on."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from msgspec.structs import replace

from regreen.cli.main import main
from regreen.cli.options import parse
from regreen.cli.output import rendered
from support import diagnoses

LOG = """\
##[group]Run pytest
pytest
##[endgroup]
============================= test session starts ==============================
E   OSError: [Errno 28] No space left on device
##[error]Process completed with exit code 1.
"""


@pytest.fixture
def log(tmp_path: Path) -> str:
    path = tmp_path / "ci.log"
    path.write_text(LOG, "utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("name", "start"), [("markdown", "# Failure analysis\n"), ("html", "<!doctype html>\n")]
)
def test_report_writes_the_document(name: str, start: str, log: str, tmp_path: Path) -> None:
    out = tmp_path / "analysis"
    assert main(["report", log, "--no-repo", "--format", name, "--output", str(out)]) == 1
    text = out.read_text("utf-8")
    assert text.startswith(start)
    assert "What disk-full means" in text


def test_the_document_goes_to_standard_output(log: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout.reconfigure", lambda **_: None, raising=False)
        assert main(["report", log, "--no-repo"]) == 1
    assert capsys.readouterr().out.startswith("# Failure analysis\n")


def test_the_github_format_adds_the_summary(
    log: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", "utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    monkeypatch.setattr("sys.stdout.reconfigure", lambda **_: None, raising=False)
    assert main(["diagnose", log, "--no-repo", "--format", "github"]) == 1
    assert capsys.readouterr().out.startswith("::error title=disk-space ")
    assert summary.read_text("utf-8").startswith("before\n### regreen: red: 1 cause\n")


def test_other_formats_leave_the_summary_alone(
    log: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    main(["diagnose", log, "--no-repo", "--format", "markdown", "--output", str(tmp_path / "out.md")])
    assert not summary.exists()


def test_a_summary_that_cannot_be_written_is_no_bug(
    log: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    out = str(tmp_path / "out.txt")
    assert main(["diagnose", log, "--no-repo", "--format", "github", "--output", out]) == 1
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["terminal", "json", "sarif", "markdown", "html"])
def test_in_a_job_on_github_a_quoted_command_is_none(
    name: str, log: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(log).write_text(LOG.replace("E   OSError", "##[set-output name=x]y OSError"), "utf-8")
    monkeypatch.setattr("sys.stdout.reconfigure", lambda **_: None, raising=False)
    monkeypatch.setenv("GITHUB_ACTIONS", "false")
    main(["diagnose", log, "--no-repo", "--format", name])
    assert "##[set-output" in capsys.readouterr().out
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    main(["diagnose", log, "--no-repo", "--format", name])
    found = capsys.readouterr().out
    assert "set-output name=x]y" in found
    assert "##[" not in found


def test_quiet_leaves_notes_out(
    log: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.reconfigure", lambda **_: None, raising=False)
    told = replace(diagnoses.red(), causes=())
    options = parse(["diagnose", log, "--quiet"])
    assert "cut off" not in rendered(options, told)
    assert "cut off" in rendered(parse(["diagnose", log]), told)


def test_an_encoding_without_frames_gets_ascii(log: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="latin-1", write_through=True))
    assert main(["diagnose", log, "--no-repo"]) == 1
    assert b" | E   OSError" in raw.getvalue()
