from __future__ import annotations

import gzip
import io
import mmap
import os
import threading
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.model.errors import ArchiveError, InputError
from regreen.sources import files, inflate
from regreen.sources.files import read_logs
from regreen.sources.spool import Spool, spool


def write(path: Path, content: bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return str(path)


def test_files_in_the_order_they_were_named(tmp_path: Path) -> None:
    first, second = write(tmp_path / "b.log", b"b\n"), write(tmp_path / "a.log", b"a\n")
    assert [(log.name, bytes(log.data)) for log in read_logs([first, second])] == [
        (first, b"b\n"),
        (second, b"a\n"),
    ]


def test_a_large_file_is_mapped_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.log"
    with path.open("wb") as file:
        file.truncate(10 * 1024**3)
    (log,) = read_logs([str(path)])
    assert isinstance(log.data, mmap.mmap)
    assert len(log.data) == 10 * 1024**3
    log.data.close()


def test_a_folder_gives_its_logs_sorted(tmp_path: Path) -> None:
    for name in ("b/two.txt", "a.log", "zero", "script.py", ".git/x.log", "data.bin", "empty.log"):
        write(tmp_path / name, b"" if name.startswith("empty") else b"x\n")
    write(tmp_path / "program", b"\x7fELF\0\0\0")
    write(tmp_path / "utf16", "\ufeffx\n".encode("utf-16-le"))
    (tmp_path / "link.log").symlink_to("/etc/hostname")
    logs = read_logs([str(tmp_path)])
    assert [Path(log.name).relative_to(tmp_path).as_posix() for log in logs] == [
        "a.log",
        "b/two.txt",
        "utf16",
        "zero",
    ]


def test_an_unpacked_run(tmp_path: Path) -> None:
    for name in ("0_test.txt", "test/1_Set up job.txt", "lint/2_Run ruff.txt", "lint/1_Set up job.txt"):
        write(tmp_path / name, b"x\n")
    assert [(log.job, log.step_number) for log in read_logs([str(tmp_path)])] == [
        ("test", 0),
        ("lint", 1),
        ("lint", 2),
    ]
    steps = read_logs([str(tmp_path / "lint") + "/"])
    assert [(log.job, log.step_name) for log in steps] == [("lint", "Set up job"), ("lint", "Run ruff")]
    assert steps[1].name == str(tmp_path / "lint" / "2_Run ruff.txt")


def test_standard_input_may_be_anything(tmp_path: Path) -> None:
    (log,) = read_logs(["-"], stdin=io.BytesIO(b"text\n"))
    assert (log.name, log.data) == ("<stdin>", b"text\n")
    (log,) = read_logs(["-"], stdin=io.BytesIO(gzip.compress(b"packed\n")))
    assert log.data == b"packed\n"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("0_test.txt", "zipped\n")
    (log,) = read_logs(["-"], stdin=io.BytesIO(buffer.getvalue()))
    assert (log.name, log.data, log.job) == ("<stdin>:0_test.txt", b"zipped\n", "test")


def test_a_large_stream_goes_to_disk() -> None:
    content = b"0123456789abcde\n" * 600_000
    (log,) = read_logs(["-"], stdin=io.BytesIO(content))
    assert isinstance(log.data, mmap.mmap)
    assert log.data[:] == content


def test_an_endless_stream_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "STREAM_LIMIT", 2 * 1024**2)
    with (
        Path("/dev/zero").open("rb") as endless,
        pytest.raises(InputError, match="more than 0 GiB"),
    ):
        read_logs(["-"], stdin=endless)


def test_a_named_pipe(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(b"through a pipe\n",))
    writer.start()
    (log,) = read_logs([str(path)])
    writer.join()
    assert log.data == b"through a pipe\n"


def test_gzip_by_content_with_several_members_and_cut_off(tmp_path: Path) -> None:
    path = write(tmp_path / "ci", gzip.compress(b"one\n") + gzip.compress(b"two\n"))
    assert read_logs([path])[0].data == b"one\ntwo\n"
    whole = b"".join(b"%d %d\n" % (n, n * 7919 % 10007) for n in range(5_000))
    notes: list[str] = []
    (log,) = read_logs([write(tmp_path / "cut.gz", gzip.compress(whole)[:-5_000])], on_note=notes.append)
    assert whole.startswith(bytes(log.data))
    assert 0 < len(log.data) < len(whole)
    assert "cut off" in notes[0]


def test_a_gzip_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inflate, "RATIO_FLOOR", 1_000_000)
    with pytest.raises(ArchiveError, match="unpacks to more"):
        read_logs([write(tmp_path / "x.gz", gzip.compress(bytes(3_000_000)))])


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.log", "there is no such file"),
        ("empty.log", "is empty"),
        ("empty.gz", "empty or broken gzip"),
        ("nothing", "has no logs in it"),
        ("nul\0.log", "that is not a path"),
        ("broken.zip", "broken zip archive"),
        ("file.log/below.log", "not a directory"),
    ],
)
def test_one_sentence_for_what_cannot_be_read(tmp_path: Path, name: str, reason: str) -> None:
    write(tmp_path / "empty.log", b"")
    write(tmp_path / "file.log", b"x\n")
    write(tmp_path / "empty.gz", gzip.compress(b""))
    write(tmp_path / "broken.zip", b"PK\x03\x04 and then nothing that makes sense")
    write(tmp_path / "nothing" / "data.bin", b"x")
    with pytest.raises(InputError, match=reason) as caught:
        read_logs([f"{tmp_path}/{name}"])
    assert str(caught.value).startswith(f"{tmp_path}/".replace("\0", "?"))
    assert "\n" not in str(caught.value)


def test_an_empty_name_and_a_device_are_refused() -> None:
    with pytest.raises(InputError, match="empty name"):
        read_logs([""])
    with pytest.raises(InputError, match="neither a file nor a pipe"):
        read_logs(["/dev/zero"])
    with pytest.raises(InputError, match="is empty"):
        read_logs(["/dev/null"])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = write(tmp_path / "x.log", b"x\n")
    Path(path).chmod(0)
    with pytest.raises(InputError, match="permission denied"):
        read_logs([path])


def test_too_many_files_are_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "FOLDER_LIMIT", 2)
    for name in "abc":
        write(tmp_path / f"{name}.log", b"x\n")
    notes: list[str] = []
    assert len(read_logs([str(tmp_path)], on_note=notes.append)) == 2
    assert "more than 2 logs" in notes[0]


@settings(max_examples=40, deadline=None)
@given(chunks=st.lists(st.binary(max_size=50), max_size=10), limit=st.integers(0, 100))
def test_a_spool_gives_back_what_it_got(chunks: list[bytes], limit: int) -> None:
    data = spool(chunks, limit)
    assert data[:] == b"".join(chunks)
    assert isinstance(data, bytes) == (len(data) <= limit)


def test_a_spool_counts_what_it_holds() -> None:
    with Spool() as held:
        held.write(b"abc")
        held.write(b"de")
        assert (held.size, held.finish()) == (5, b"abcde")
