from __future__ import annotations

from regreen.logs.read import read
from regreen.logs.signal import Raised


def raised(text: str) -> list[Raised]:
    return [signal for signal in read("log", text.encode()).signals if isinstance(signal, Raised)]


PLAIN = """\
Traceback (most recent call last):
  File "/w/load.py", line 12, in <module>
    main()
    ~~~~^^
  File "/w/load.py", line 8, in main
    raise shop.LoadError("no price")
shop.LoadError: no price
done
"""


def test_frames_and_error() -> None:
    [one] = raised(PLAIN)
    assert (one.module, one.error, one.message, one.line.number) == ("shop", "LoadError", "no price", 7)
    assert [(frame.path, frame.row, frame.function) for frame in one.frames] == [
        ("/w/load.py", 12, "<module>"),
        ("/w/load.py", 8, "main"),
    ]
    assert [line.number for line in one.also] == [5]


def test_prefixes_of_wrappers() -> None:
    for prefix in ("    ", "web-1  | ", "E   ", "#12 3.456 "):
        text = "".join(f"{prefix}{line}\n" for line in PLAIN.splitlines())
        assert [(r.error, len(r.frames)) for r in raised(text)] == [("LoadError", 2)], prefix


def test_a_prefix_with_a_clock() -> None:
    text = "".join(f"#12 {n}.25 {line}\n" for n, line in enumerate(PLAIN.splitlines(), 8))
    assert [r.error for r in raised(text)] == ["LoadError"]


def test_chain_gives_both() -> None:
    text = (
        PLAIN.replace("done\n", "")
        + "\nDuring handling of the above exception, another exception occurred:\n\n"
        + PLAIN
    )
    assert [r.line.number for r in raised(text)] == [7, 17]


def test_box_of_rich() -> None:
    text = """\
╭───────────────────── Traceback (most recent call last) ──────────────────────╮
│ /w/shop/cli.py:8 in main                                                     │
│                                                                              │
│    7 def main() -> None:                                                     │
│ ❱  8 │   load()                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
ValueError: no price
"""
    [one] = raised(text)
    assert (one.error, one.message, one.line.number, one.frames[0].row) == ("ValueError", "no price", 7, 8)


def test_text_of_more_than_one_line() -> None:
    text = """\
Traceback (most recent call last):
  File "/w/app.py", line 3, in <module>
    settings = Settings()
pydantic_core._pydantic_core.ValidationError: 2 validation errors for Settings
database_url
  Field required [type=missing]

next
"""
    assert [line.number for line in raised(text)[0].also] == [2, 5, 6]


def test_what_is_no_traceback() -> None:
    assert raised('print("Traceback (most recent call last):")\nplain text\n') == []
    assert raised("Traceback (most recent call last):\nshop is closed today\n") == []


def test_a_line_that_a_problem_matcher_marked() -> None:
    text = PLAIN.replace(
        '    raise shop.LoadError("no price")', "##[error]    raise shop.LoadError('no price')"
    )
    [one] = raised(text)
    assert (one.error, one.message, one.line.number) == ("LoadError", "no price", 7)
