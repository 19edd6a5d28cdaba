from __future__ import annotations

from support.said import said


def test_eslint() -> None:
    log = """\
/home/runner/work/shop/shop/src/cart.ts
##[error]  12:5   error    'x' is assigned a value but never used  @typescript-eslint/no-unused-vars
##[warning]  20:10  warning  Unexpected any                            @typescript-eslint/no-explicit-any

/home/runner/work/shop/shop/src/api.ts
  3:1  error  Parsing error: ';' expected

✖ 3 problems (2 errors, 1 warning)
  1 error and 0 warnings potentially fixable with the `--fix` option.
"""
    root = "/home/runner/work/shop/shop/src/"
    assert said(log) == [
        ("eslint", 2, root + "cart.ts", 12, "@typescript-eslint/no-unused-vars", "error"),
        ("eslint", 3, root + "cart.ts", 20, "@typescript-eslint/no-explicit-any", "warning"),
        ("eslint", 6, root + "api.ts", 3, "", "error"),
        ("eslint", 8, 2, False),
    ]


def test_eslint_with_warnings_only() -> None:
    log = """\
src/cart.ts
  20:10  warning  Unexpected any  no-any

✖ 1 problem (0 errors, 1 warning)

ESLint found too many warnings (maximum: 0).
"""
    assert said(log) == [
        ("eslint", 2, "src/cart.ts", 20, "no-any", "warning"),
        ("eslint", 6, 0, False),
    ]


def test_eslint_that_cannot_work() -> None:
    log = """\
Oops! Something went wrong! :(

ESLint: 9.1.0

ESLint couldn't find an eslint.config.(js|mjs|cjs) file.
"""
    assert said(log)[0] == ("eslint", 5, "checker-config", "")


def test_stylelint() -> None:
    log = """\
src/cart.css
  3:5  ✖  Unexpected empty block  block-no-empty

✖ 1 problem (1 error, 0 warnings)
"""
    assert said(log) == [
        ("stylelint", 2, "src/cart.css", 3, "block-no-empty", "error"),
        ("stylelint", 4, 1, False),
    ]


def test_biome() -> None:
    log = """\
src/cart.ts:12:5 lint/suspicious/noExplicitAny ━━━━━━━━━━━━━━━━━━━━

  ! Unexpected any. Specify a different type.

src/api.ts format ━━━━━━━━━━━━━━━━━━━━

  × Formatter would have printed the following content:

Checked 12 files in 5ms. No fixes applied.
Found 1 error.
"""
    assert said(log) == [
        ("biome", 1, "src/cart.ts", 12, "lint/suspicious/noExplicitAny", "warning"),
        ("biome", 5, "src/api.ts", 0, "", "error"),
        ("biome", 10, 1, False),
    ]


def test_other_linters() -> None:
    log = """\
Found 3 warnings and 1 error.
cmd/main.go:12:5: Error return value is not checked (errcheck)
✖   subject may not be empty [subject-empty]
✖   found 1 problems, 0 warnings
##[error]No release type found in pull request title "Update things". Add a prefix to it.
"""
    assert [(signal[0], signal[1]) for signal in said(log)] == [
        ("oxlint", 1),
        ("golangci-lint", 2),
        ("commitlint", 3),
        ("commitlint", 4),
        ("pull request title", 5),
    ]


def test_linters_of_linters() -> None:
    log = """\
❌ Linted [PYTHON] files with [black]: Found 3 error(s) - (0.5s)
2026-01-02 10:00:00 [ERROR]   Found errors when linting PYTHON_BLACK. Exit code: 1.
INFO: 2026-01-02 10:00:00 QUALITY GATE STATUS: FAILED - View details on the server
Linted 3 files, found 2 errors.
== [queries/cart.sql] FAIL
Failed: 3 failure(s), 0 warning(s) on 10 files.
"""
    assert [(signal[0], signal[1]) for signal in said(log)] == [
        ("megalinter", 1),
        ("super-linter", 2),
        ("sonar", 3),
        ("djlint", 4),
        ("sqlfluff", 5),
        ("ansible-lint", 6),
    ]


def test_coverage_of_other_tools() -> None:
    log = """\
Failure. Coverage is below 80%.
Jest: "global" coverage threshold for branches (80%) not met: 71.4%
ERROR: Coverage for lines (62.5%) does not meet global threshold (80%)
"""
    assert [(signal[0], signal[1], signal[3]) for signal in said(log)] == [
        ("diff-cover", 1, False),
        ("jest", 2, False),
        ("vitest", 3, False),
    ]


def test_next_lint() -> None:
    log = """\
./src/app/page.tsx
12:5  Error: 'x' is defined but never used.  @typescript-eslint/no-unused-vars
20:1  Warning: Unexpected console statement.  no-console
"""
    assert said(log) == [
        ("eslint", 2, "./src/app/page.tsx", 12, "@typescript-eslint/no-unused-vars", "error"),
        ("eslint", 3, "./src/app/page.tsx", 20, "no-console", "warning"),
    ]
