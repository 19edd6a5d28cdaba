"""The command as a process: exit codes, pipes, terminals, locales."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

from regreen import __version__
from support.command import REGREEN, environment, regreen
from support.github_fakes import FakeJob
from support.github_server import TOKEN, GitHubServer
from support.sample_logs import EXIT_1, green, job, pytest_failure, step

RED = job(step("pytest", *pytest_failure()))


def test_exit_codes(tmp_path: Path) -> None:
    (tmp_path / "red.log").write_text(RED)
    (tmp_path / "green.log").write_text(green())
    codes = [regreen(*words, folder=tmp_path).code for words in (["green.log"], ["red.log"], ["--bad"])]
    assert codes == [0, 1, 2]


def test_standard_input_is_the_same_log(tmp_path: Path) -> None:
    answer = regreen("diagnose", "-", "--format", "json", folder=tmp_path, stdin=RED.encode("utf-16"))
    assert answer.code == 1
    assert answer.json["causes"][0]["evidence"][0]["file"] == "<stdin>"


def test_standard_input_that_is_closed(tmp_path: Path) -> None:
    words = [
        sys.executable,
        "-c",
        "import sys; sys.stdin = None; from regreen.cli.main import main; sys.exit(main(['-']))",
    ]
    done = subprocess.run(
        words, cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (2, "regreen: standard input is closed; name a file\n")


def test_a_terminal_as_input_is_explained(tmp_path: Path) -> None:
    master, slave = pty.openpty()
    with subprocess.Popen(
        [*REGREEN, "-", "--format", "json"],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdin=slave,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(slave)
        os.write(master, b"##[error]Process completed with exit code 1.\n\x04")
        try:
            _, err = process.communicate(timeout=30)
        finally:
            process.kill()
            os.close(master)
    assert "paste the log, then press Ctrl-D" in err.decode()
    assert process.returncode == 1


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "red.log").write_text(RED)
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [*REGREEN, "red.log"],
            cwd=tmp_path,
            env=environment(tmp_path),
            stdout=writer,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_locale_without_our_characters(tmp_path: Path) -> None:
    (tmp_path / "red.log").write_text(job(step("make", "Fehler: Größe — 100 € überschritten", EXIT_1)))
    env = environment(tmp_path, LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    for form in ("terminal", "json", "markdown"):
        answer = regreen("red.log", "--format", form, folder=tmp_path, env=env)
        assert (answer.code, answer.err) == (1, "")
        assert answer.out.isascii()
        assert "100" in answer.out


def test_colour_is_for_terminals_that_want_it(tmp_path: Path) -> None:
    (tmp_path / "red.log").write_text(RED)
    for more, coloured in (({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False)):
        master, slave = pty.openpty()
        process = subprocess.Popen(
            [*REGREEN, "red.log"], cwd=tmp_path, env=environment(tmp_path, **more), stdout=slave, stderr=slave
        )
        os.close(slave)
        seen = b""
        while True:
            try:
                piece = os.read(master, 4096)
            except OSError:  # Linux says so when the other end is closed
                break
            if not piece:
                break
            seen += piece
        os.close(master)
        assert process.wait(30) == 1
        assert b"test_total" in seen
        assert (b"\x1b[1" in seen) is coloured


def test_an_interrupt_is_quiet(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*REGREEN, "-"],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(b"x" * (1 << 20))  # returns when the command reads
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, b"regreen: interrupted\n")


def test_a_bug_of_ours_leaves_a_report_without_secrets(tmp_path: Path) -> None:
    program = (
        "import sys, regreen.cli.diagnose as command\n"
        "command.gather = lambda request, say: 1 / 0\n"
        "from regreen.cli.main import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "ci.log", "--token", "plainwordtoken"],
        cwd=tmp_path,
        env=environment(tmp_path, TMPDIR=str(tmp_path)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "this is a bug of ours: ZeroDivisionError" in done.stderr
    (report,) = tmp_path.glob("regreen-crash-*.md")
    assert str(report) in done.stderr
    text = report.read_text()
    assert "ZeroDivisionError" in text
    assert f"regreen {__version__} crashed" in text
    assert "plainwordtoken" not in text


def test_a_run_is_fetched_by_a_process_of_its_own(tmp_path: Path) -> None:
    with GitHubServer().with_run(jobs=[FakeJob("test", log=RED)]) as github:
        env = environment(tmp_path, GH_HOST=github.host, GH_ENTERPRISE_TOKEN=TOKEN)
        words = ("diagnose", "--repository", "acme/widgets", "--run", "1001", "--format", "json")
        answer = regreen(*words, folder=tmp_path, env=env)
    assert (answer.code, answer.err) == (1, "")
    assert answer.json["causes"][0]["jobs"] == ["test"]
