from __future__ import annotations

from support.said import said


def test_ruff_format() -> None:
    log = """\
Would reformat: src/cart.py
unformatted: File would be reformatted
 --> src/api.py:1:1
2 files would be reformatted, 9 files already formatted
error: Failed to parse src/bad.py:3:9: Expected an expression
11 files already formatted
"""
    assert said(log) == [
        ("ruff format", 1, "src/cart.py", 0, "", "error"),
        ("ruff format", 2, "src/api.py", 1, "unformatted", "error"),
        ("ruff format", 4, 2, False),
        ("ruff format", 5, "checker-parse", "src/bad.py"),
        ("ruff format", 6, 0, True),
    ]


def test_black() -> None:
    log = """\
would reformat /home/runner/work/shop/shop/src/cart.py
␛[1mwould reformat src/api.py␛[0m
error: cannot format src/bad.py: Cannot parse: 3:9: x = (

Oh no! 💥 💔 💥
␛[34m2 files ␛[0m␛[1mwould be reformatted␛[0m, 7 files would be left unchanged, 1 file would fail to reformat.
All done! ✨ 🍰 ✨
7 files would be left unchanged.
"""
    assert said(log) == [
        ("black", 1, "/home/runner/work/shop/shop/src/cart.py", 0, "", "error"),
        ("black", 2, "src/api.py", 0, "", "error"),
        ("black", 3, "checker-parse", "src/bad.py"),
        ("black", 6, 2, False),
        ("black", 8, 0, True),
    ]


def test_black_that_rewrites_is_content() -> None:
    assert said("reformatted src/cart.py\n\nAll done!\n1 file reformatted, 7 files left unchanged.\n") == []


def test_isort() -> None:
    log = """\
ERROR: /build/src/cart.py Imports are incorrectly sorted and/or formatted.
ERROR: src/api.py Imports are incorrectly sorted.
"""
    assert said(log) == [
        ("isort", 1, "/build/src/cart.py", 0, "", "error"),
        ("isort", 2, "src/api.py", 0, "", "error"),
    ]


def test_formatters_that_show_a_difference() -> None:
    log = """\
--- original/src/a.py
--- src/b.py\t(original)
--- before/src/c.py
--- a/src/f.py
"""
    assert [(signal[0], signal[2]) for signal in said(log)] == [
        ("autopep8", "src/a.py"),
        ("yapf", "src/b.py"),
        ("docformatter", "src/c.py"),
    ]


def test_prettier() -> None:
    log = """\
Checking formatting...
[warn] src/cart.ts
[warn] README.md
[warn] Code style issues found in 2 files. Run Prettier with --write to fix.
[error] src/bad.ts: SyntaxError: Unexpected token (3:9)
"""
    assert said(log) == [
        ("prettier", 2, "src/cart.ts", 0, "", "warning"),
        ("prettier", 3, "README.md", 0, "", "warning"),
        ("prettier", 4, 2, False),
        ("prettier", 5, "src/bad.ts", 0, "", "error"),
    ]


def test_older_prettier() -> None:
    assert said("[warn] Code style issues found in the above file. Forgot to run Prettier?\n") == [
        ("prettier", 1, 0, False)
    ]
    assert said("All matched files use Prettier code style!\n") == [("prettier", 1, 0, True)]


def test_rustfmt() -> None:
    assert said("Diff in /build/src/main.rs:12:\n") == [("rustfmt", 1, "/build/src/main.rs", 12, "", "error")]
