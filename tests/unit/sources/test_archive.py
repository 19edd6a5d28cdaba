from __future__ import annotations

import io
import stat
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.model.errors import ArchiveError
from regreen.sources import inflate, zip_entries
from regreen.sources.archive import is_zip, read_archive

NAMES = st.characters(exclude_categories=["Cs"], exclude_characters="\0")


@pytest.fixture(params=["isal", "zlib"], autouse=True)
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test runs with and without the optional library."""
    if request.param == "isal":
        pytest.importorskip("isal")
    else:

        def standard() -> ModuleType:
            return zlib

        monkeypatch.setattr(inflate, "_library", standard)
    yield


def packed(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def streamed(members: Mapping[str, bytes]) -> bytes:
    """Sizes after the content instead of before it, as a server writes it that packs while it sends."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError("not seekable")

    buffer = Pipe()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_whole_job_files_are_preferred() -> None:
    data = packed(
        {
            "1_lint.txt": b"lint\n",
            "0_test (3.12).txt": b"all of it\n",
            "test (3.12)/1_Set up job.txt": b"set up\n",
            "test (3.12)/3_Run pytest.txt": b"part\n",
            "test (3.12)/system.txt": b"runner\n",
        }
    )
    logs = read_archive("logs.zip", data)
    assert [(log.name, log.job, bytes(log.data)) for log in logs] == [
        ("logs.zip:0_test (3.12).txt", "test (3.12)", b"all of it\n"),
        ("logs.zip:1_lint.txt", "lint", b"lint\n"),
    ]


def test_steps_alone_come_in_the_order_of_their_number() -> None:
    data = packed(
        {
            "test/12_Post checkout.txt": b"c\n",
            "test/2_Checkout.txt": b"b\n",
            "test/1_Set up job.txt": b"a\n",
            "test/system.txt": b"runner\n",
        }
    )
    logs = read_archive("x.zip", data)
    assert [(log.job, log.step_number, log.step_name) for log in logs] == [
        ("test", 1, "Set up job"),
        ("test", 2, "Checkout"),
        ("test", 12, "Post checkout"),
    ]


def test_steps_of_a_job_without_a_whole_file_are_kept_beside_other_jobs() -> None:
    data = packed({"0_lint.txt": b"l\n", "lint/1_Set up job.txt": b"l\n", "test/1_Set up job.txt": b"t\n"})
    assert [log.name for log in read_archive("x.zip", data)] == [
        "x.zip:0_lint.txt",
        "x.zip:test/1_Set up job.txt",
    ]


def test_a_negative_number_and_a_wrapping_folder() -> None:
    data = packed({"logs_7/-9223372036854775808_test.txt": b"t\n", "logs_7/test/1_Set up job.txt": b"s\n"})
    assert [(log.job, log.step_number) for log in read_archive("x.zip", data)] == [("test", 0)]


def test_slashes_and_cuts_in_job_names_still_join() -> None:
    long = "call _ " + "windows arm64 driver verifier release build " * 2
    data = packed({f"0_{long}.txt": b"t\n", f"{long[5:60].strip()}/1_Set up job.txt": b"s\n"})
    assert [log.step_number for log in read_archive("x.zip", data)] == [0, 1]
    data = packed({f"0_{long}.txt": b"t\n", f"{long[:60].strip()}/1_Set up job.txt": b"s\n"})
    assert [log.step_number for log in read_archive("x.zip", data)] == [0]


def test_an_archive_that_somebody_packed_himself() -> None:
    data = packed({"notes/ci.log": b"x\n", "notes/picture.png": b"\x89PNG", "__MACOSX/ci.log": b"?"})
    assert [(log.name, log.job) for log in read_archive("x.zip", data)] == [("x.zip:notes/ci.log", "")]


@pytest.mark.parametrize(
    "name", ["/etc/passwd.txt", "../0_test.txt", "a/../../b.txt", "C:/x.txt", "..\\x.log"]
)
def test_names_outside_the_archive_are_refused(name: str) -> None:
    with pytest.raises(ArchiveError, match="outside itself"):
        read_archive("x.zip", packed({"0_test.txt": b"ok\n", name: b"evil\n"}))


def test_links_are_left_out() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("0_test.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("1_lint.txt", "lint\n")
    assert [log.job for log in read_archive("x.zip", buffer.getvalue())] == ["lint"]


def _with_flag(data: bytes, flag: int) -> bytes:
    """The archive with a general-purpose flag set in all headers."""
    changed = bytearray(data)
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(magic)
        while at >= 0:
            changed[at + offset] |= flag
            at = changed.find(magic, at + 4)
    return bytes(changed)


def test_an_encrypted_archive_says_so() -> None:
    with pytest.raises(ArchiveError, match="is encrypted"):
        read_archive("x.zip", _with_flag(packed({"0_test.txt": b"secret\n"}), 1))


def test_a_method_that_is_not_supported_is_noted() -> None:
    notes: list[str] = []
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("0_a.txt", b"a\n" * 50, zipfile.ZIP_BZIP2)
        archive.writestr("1_b.txt", b"b\n")
    assert [log.job for log in read_archive("x.zip", buffer.getvalue(), on_note=notes.append)] == ["b"]
    assert notes == ["x.zip: 0_a.txt is packed by a method that is not supported (12) and was left out"]


def test_a_duplicate_name_is_read_once_and_noted() -> None:
    notes: list[str] = []
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("0_test.txt", "first\n")
        archive.writestr("0_test.txt", "second\n")
    logs = read_archive("x.zip", buffer.getvalue(), on_note=notes.append)
    assert [bytes(log.data) for log in logs] == [b"second\n"]
    assert "occurs twice" in notes[0]


def test_an_archive_in_an_archive_is_refused_politely() -> None:
    inner = packed({"0_test.txt": b"x\n"})
    with pytest.raises(ArchiveError, match=r"holds another archive \(logs\.zip\): unpack it"):
        read_archive("x.zip", packed({"logs.zip": inner}))


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({}, "is an empty archive"),
        ({"a.png": b"x"}, "has no logs in it"),
        ({"0_test.txt": b""}, "only empty or unreadable"),
    ],
)
def test_nothing_to_read(members: dict[str, bytes], reason: str) -> None:
    with pytest.raises(ArchiveError, match=reason):
        read_archive("x.zip", packed(members))


def test_a_bomb_is_refused_before_it_unfolds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inflate, "RATIO_FLOOR", 1_000_000)
    data = packed({"0_test.txt": b"\0" * 3_000_000})
    assert len(data) < 4_000
    with pytest.raises(ArchiveError, match="unpacks to more"):
        read_archive("x.zip", data)


def test_many_members_share_one_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inflate, "TOTAL_LIMIT", 250_000)
    with pytest.raises(ArchiveError, match="unpacks to more"):
        read_archive("x.zip", packed({f"{n}_job.txt": bytes(100_000) for n in range(3)}, zipfile.ZIP_STORED))


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_entries, "MEMBER_LIMIT", 5)
    data = packed({f"{n}_job.txt": b"x\n" for n in range(6)})
    with pytest.raises(ArchiveError, match="more members"):
        read_archive("x.zip", data)
    monkeypatch.setattr(zip_entries, "DIRECTORY_LIMIT", 100)
    with pytest.raises(ArchiveError, match="more members"):
        read_archive("x.zip", data)


@pytest.mark.parametrize("pack", [packed, streamed])
def test_a_truncated_archive_gives_what_is_left(pack: Callable[[Mapping[str, bytes]], bytes]) -> None:
    lines = b"".join(b"%d %d\n" % (n, n * 7919 % 10007) for n in range(5_000))
    data = pack({"0_lint.txt": b"lint\n", "1_test.txt": lines})
    notes: list[str] = []
    logs = read_archive("x.zip", data[: len(data) * 2 // 3], on_note=notes.append)
    assert [log.job for log in logs] == ["lint", "test"]
    assert bytes(logs[0].data) == b"lint\n"
    assert 1_000 < len(logs[1].data) < len(lines)
    assert lines.startswith(bytes(logs[1].data))
    assert "2 of its members could be found" in notes[0]
    assert notes[1:] == ["x.zip: 1_test.txt is damaged or cut off; what is left of it was read"]


def test_a_damaged_member_is_noted() -> None:
    data = bytearray(packed({"0_test.txt": b"good line\n", "1_lint.txt": b"fine\n"}, zipfile.ZIP_STORED))
    data[data.find(b"good")] = ord("G")
    notes: list[str] = []
    assert len(read_archive("x.zip", bytes(data), on_note=notes.append)) == 2
    assert notes == ["x.zip: 0_test.txt is damaged or cut off; what is left of it was read"]


def test_control_characters_of_a_name_do_not_reach_the_answer() -> None:
    (log,) = read_archive("x.zip", packed({"0_a\x1b[2J.txt": b"x\n"}))
    assert "\x1b" not in log.name


def test_large_members_are_mapped() -> None:
    content = b"line\n" * 2_000_000
    (log,) = read_archive("x.zip", packed({"0_test.txt": content}))
    assert not isinstance(log.data, bytes)
    assert log.data[:] == content


@settings(max_examples=60, deadline=None)
@given(
    names=st.lists(st.text(NAMES, min_size=1, max_size=12), max_size=6, unique=True),
    sizes=st.lists(st.integers(0, 3_000), min_size=6, max_size=6),
    cut=st.integers(0, 400),
    method=st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
)
def test_any_archive_is_read_or_refused(names: list[str], sizes: list[int], cut: int, method: int) -> None:
    members = {f"{name}.txt": b"x\n" * size for name, size in zip(names, sizes, strict=False)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = packed(members, method)
    try:
        logs = read_archive("x.zip", data[: len(data) - cut] if cut < len(data) else data)
    except ArchiveError as error:
        assert "\n" not in str(error)
    else:
        assert all(set(bytes(log.data)) <= set(b"x\n") or cut for log in logs)


@settings(max_examples=40, deadline=None)
@given(contents=st.lists(st.binary(min_size=1, max_size=2_000), min_size=1, max_size=5))
def test_what_was_packed_comes_out(contents: list[bytes]) -> None:
    members = {f"{n}_job {n}.txt": content for n, content in enumerate(contents)}
    for data in (packed(members), streamed(members), packed(members, zipfile.ZIP_STORED)):
        assert is_zip(data)
        logs = read_archive("x.zip", data)
        assert [bytes(log.data) for log in logs] == contents


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_damaged_archive_never_crashes(data: st.DataObject) -> None:
    archive = bytearray(packed({"0_test.txt": b"line\n" * 200, "test/1_Set up job.txt": b"a\n"}))
    for at in data.draw(st.lists(st.integers(0, len(archive) - 1), min_size=1, max_size=6)):
        archive[at] = data.draw(st.integers(0, 255))
    try:
        read_archive("x.zip", bytes(archive))
    except ArchiveError as error:
        assert "\n" not in str(error)
