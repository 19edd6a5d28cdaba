from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.model.text import Edit, Source, Span
from regreen.patch.diff import diff, file_diff
from regreen.patch.encoding import decode, encode

GIT = {**os.environ, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}
LINES = st.lists(
    st.sampled_from(["a", "b", "", " x", "é 😀", "tail ", "\tq", "-- y", "++ z", "\f", "lone\rcr"]),
    max_size=14,
)
ENDS = st.sampled_from(["\n", "\r\n"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    body = "".join(line + draw(ENDS) for line in draw(LINES))
    start = draw(st.sampled_from(["", "\ufeff"]))
    return start + body + draw(st.sampled_from(["", "no end", "\r"]))


def git_apply(folder: Path, path: str, before: str | None, patch: str) -> bytes:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if before is not None:
        target.write_bytes(encode(before))
    command = ["git", "apply", "-p1", "--whitespace=nowarn", "-"]
    done = subprocess.run(command, cwd=folder, input=encode(patch), env=GIT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return target.read_bytes()


@settings(max_examples=60, deadline=None)
@given(
    st.none() | texts(),
    texts(),
    st.sampled_from(["f.txt", "a dir/my file.txt", 'q"uote.txt', "back\\slash", "tab\there", "ümlaut.py"]),
)
def test_git_applies_every_diff(before: str | None, after: str, path: str) -> None:
    patch = file_diff(path, before, after)
    if before == after:
        assert patch == ""
        return
    with tempfile.TemporaryDirectory() as folder:
        assert git_apply(Path(folder), path, before, patch) == encode(after)


def test_distant_changes_make_two_hunks() -> None:
    lines = [f"line {n}\n" for n in range(40)]
    after = lines.copy()
    after[3], after[30] = "changed\n", "also\n"
    patch = file_diff("f", "".join(lines), "".join(after))
    assert [line for line in patch.split("\n") if line.startswith("@@")] == [
        "@@ -1,7 +1,7 @@",
        "@@ -28,7 +28,7 @@",
    ]


def test_several_files_are_sorted_and_new_ones_marked() -> None:
    sources = {"b": Source("b", "x\n")}
    edits = [Edit(Span("b", 0, 1), "x", "y"), Edit(Span("a", 0, 0), "", "new\n")]
    assert diff(sources, edits) == (
        "diff --git a/a b/a\nnew file mode 100644\n--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+new\n"
        "--- a/b\n+++ b/b\n@@ -1 +1 @@\n-x\n+y\n"
    )


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfea\0", b"\xfe\xff\0a", b"caf\xe9\r\n", b"\xef\xbb\xbfx", b"\xff"]
)
def test_decoding_loses_no_byte(data: bytes) -> None:
    decoded = decode(data)
    assert decoded is not None
    assert encode(decoded.text, decoded.encoding) == data


def test_binary_is_not_text() -> None:
    assert decode(b"\x7fELF\0\0") is None
    assert decode(b"\xff\xfeabc") is None
