from __future__ import annotations

import shutil

import pytest

from regreen.workflow.shell.syntax import syntax_faults

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")


def test_sound_scripts_have_no_fault() -> None:
    scripts = [
        "echo a",
        "",
        "# only words",
        "for x in ${{ join(m, ' ') }}; do echo $x; done",
        "cat <<EOF\nif\nEOF",
    ]
    assert syntax_faults(scripts) == [None] * len(scripts)


def test_each_fault_is_found_in_its_own_script() -> None:
    sound, broken, quote = syntax_faults(["echo a", "if true; then\n  echo b", "echo 'c"])
    assert sound is None
    assert broken is not None and broken.fatal and "end of file" in broken.message
    assert quote is not None and quote.line == 1


def test_a_here_document_without_its_end_is_no_error() -> None:
    (fault,) = syntax_faults(["cat <<EOF\ntext"])
    assert fault is not None and not fault.fatal


def test_nothing_is_executed(tmp_path: object) -> None:
    assert syntax_faults([f"touch {tmp_path}/made; $(touch {tmp_path}/made)", "if"])[0] is None
    assert list(__import__("pathlib").Path(str(tmp_path)).iterdir()) == []


def test_what_depends_on_a_mode_is_not_judged() -> None:
    assert syntax_faults(["shopt -s extglob\nrm !(a)"]) == [None]
