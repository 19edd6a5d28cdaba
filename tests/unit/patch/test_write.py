from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from regreen.model.errors import PatchError
from regreen.model.text import Edit, Span
from regreen.patch.write import write


def edit(path: str, start: int, old: str, new: str) -> Edit:
    return Edit(Span(path, start, start + len(old)), old, new)


def test_mode_bom_and_line_ends_are_kept(tmp_path: Path) -> None:
    script = tmp_path / "run.sh"
    script.write_bytes(b"\xef\xbb\xbfone\r\ntwo\r\n")
    script.chmod(0o755)
    assert write(tmp_path, [edit("run.sh", 1, "one", "1"), edit("new/x.txt", 0, "", "hi\n")]) == (
        "new/x.txt",
        "run.sh",
    )
    assert script.read_bytes() == b"\xef\xbb\xbf1\r\ntwo\r\n"
    assert stat.S_IMODE(script.stat().st_mode) == 0o755
    assert (tmp_path / "new/x.txt").read_text() == "hi\n"


def test_utf16_stays_utf16(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_bytes("\ufeffa==1\r\n".encode("utf-16-le"))
    write(tmp_path, [edit("requirements.txt", 4, "1", "2")])
    assert (tmp_path / "requirements.txt").read_bytes() == "\ufeffa==2\r\n".encode("utf-16-le")


@pytest.mark.parametrize(
    "path", ["../out", "/etc/out", "a/../../out", "", ".git/config", "a\\b", "sub/.GIT/x"]
)
def test_paths_outside_are_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(PatchError):
        write(tmp_path / "root", [edit(path, 0, "", "x")])
    assert list(tmp_path.iterdir()) == []


def test_symbolic_links_are_refused(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "f").write_text("x")
    (root / "folder").symlink_to(outside)
    (root / "file").symlink_to(outside / "f")
    for path in ("folder/f", "file"):
        with pytest.raises(PatchError, match="symbolic link"):
            write(root, [edit(path, 0, "x", "y")])
    assert (outside / "f").read_text() == "x"


def test_one_bad_edit_stops_all(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    (tmp_path / "b").write_text("2")
    with pytest.raises(PatchError):
        write(tmp_path, [edit("a", 0, "1", "one"), edit("b", 0, "9", "x")])
    assert (tmp_path / "a").read_text() == "1"


def test_a_failing_disk_puts_everything_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_text("1")
    (tmp_path / "b").write_text("2")
    real = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target.name == "b":
            raise OSError(28, "No space left on device", str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(PatchError, match="No space left"):
        write(tmp_path, [edit("a", 0, "1", "one"), edit("b", 0, "2", "two")])
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {"a": "1", "b": "2"}


def test_binary_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(b"\0" * 10)
    with pytest.raises(PatchError, match="binary"):
        write(tmp_path, [edit("x.bin", 0, "", "y")])
    assert os.listdir(tmp_path) == ["x.bin"]  # noqa: PTH208
