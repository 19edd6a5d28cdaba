from __future__ import annotations

from support.said import said


def test_workflow_and_yaml_linters() -> None:
    log = """\
.github/workflows/ci.yml:12:9: property "os" is not defined in object type {} [expression]
docs/data.yml:3:1: [error] wrong indentation: expected 2 but found 4 (indentation)
docs/more.yaml
  1:1       warning  missing document start "---"  (document-start)
  9:81      error    line too long (93 > 80 characters)  (line-length)

"""
    assert said(log) == [
        ("actionlint", 1, ".github/workflows/ci.yml", 12, "expression", "error"),
        ("yamllint", 2, "docs/data.yml", 3, "indentation", "error"),
        ("yamllint", 4, "docs/more.yaml", 1, "document-start", "warning"),
        ("yamllint", 5, "docs/more.yaml", 9, "line-length", "error"),
    ]


def test_shell_and_docker_linters() -> None:
    log = """\
In scripts/run.sh line 3:
echo $name
     ^---^ SC2086 (info): Double quote to prevent globbing and word splitting.

scripts/run.sh:5:1: warning: Use cd ... || exit [SC2164]
Dockerfile:3 DL3008 warning: Pin versions in apt get install
"""
    assert said(log) == [
        ("shellcheck", 3, "scripts/run.sh", 3, "SC2086", "error"),
        ("shellcheck", 5, "scripts/run.sh", 5, "SC2164", "error"),
        ("hadolint", 6, "Dockerfile", 3, "DL3008", "error"),
    ]


def test_markdownlint() -> None:
    log = """\
README.md:3:81 MD013/line-length Line length [Expected: 80; Actual: 93]
docs/a.md:9 error MD041/first-line-heading First line should be a heading
Summary: 2 error(s)
"""
    assert said(log) == [
        ("markdownlint", 1, "README.md", 3, "MD013", "error"),
        ("markdownlint", 2, "docs/a.md", 9, "MD041", "error"),
        ("markdownlint", 3, 2, False),
    ]


def test_spelling() -> None:
    log = """\
README.md:12: teh ==> the
error: `recieve` should be `receive`
  --> ./docs/a.md:3:5
docs/b.md:3:5 - Unknown word (regreen)
CSpell: Files checked: 3, Issues found: 1 in 1 file.
"""
    assert said(log) == [
        ("codespell", 1, "README.md", 12, "teh", "error"),
        ("typos", 2, "./docs/a.md", 3, "recieve", "error"),
        ("cspell", 4, "docs/b.md", 3, "regreen", "error"),
        ("cspell", 5, 1, False),
    ]


def test_sphinx() -> None:
    log = """\
/build/docs/index.rst:10: WARNING: undefined label: 'cart' [ref.ref]
/build/src/cart.py:docstring of shop.cart.total:3: WARNING: Unexpected indentation. [docutils]
(docs/index: line   12) broken    https://example.org/gone - 404 Client Error
build finished with problems, 2 warnings (with warnings treated as errors).
"""
    assert said(log) == [
        ("sphinx", 1, "/build/docs/index.rst", 10, "ref.ref", "warning"),
        ("sphinx", 2, "/build/src/cart.py:docstring of shop.cart.total", 3, "docutils", "warning"),
        ("sphinx", 3, "docs/index", 12, "broken", "error"),
        ("sphinx", 4, 2, False),
    ]


def test_sphinx_that_stops() -> None:
    log = """\
Warning, treated as error:
/build/docs/index.rst:10:undefined label: 'cart'

Extension error:
Could not import extension myst_parser (exception: No module named 'myst_parser')

Sphinx error:
Builder name htm not registered or available through entry point
build succeeded, 3 warnings.
"""
    assert said(log) == [
        ("sphinx", 2, 1, False),
        ("sphinx", 5, "docs-error", "myst_parser"),
        ("sphinx", 8, "docs-error", "Builder name htm not registered or available through entry point"),
        ("sphinx", 9, 0, True),
    ]


def test_mkdocs() -> None:
    log = """\
INFO    -  Building documentation to directory: /build/site
WARNING -  Doc file 'a.md' contains a link 'b.md', but the target is not found among documentation files.
ERROR   -  Config value 'theme': Unrecognised theme name: 'material'.
Aborted with 1 warnings in strict mode!
WARNING - a program logs like this
"""
    assert said(log) == [
        ("mkdocs", 2, "a.md", 0, "", "warning"),
        ("mkdocs", 3, "docs-error", "Config value 'theme': Unrecognised theme name: 'material'."),
        ("mkdocs", 4, 1, False),
    ]


def test_link_checkers() -> None:
    log = """\
[404] <https://example.org/gone> | Network error: Not Found
🔍 100 Total (in 3s) ✅ 98 OK 🚫 2 Errors
[✖] https://example.org/gone → Status: 404
ERROR: 1 dead links found!
That's it. 10 links in 10 URLs checked. 1 warning found. 2 errors found.
  X Broken relative link in docs/a.md: b.md
"""
    assert [(signal[0], signal[1]) for signal in said(log)] == [
        ("lychee", 1),
        ("lychee", 2),
        ("markdown-link-check", 3),
        ("markdown-link-check", 4),
        ("linkchecker", 5),
        ("link check", 6),
    ]


def test_other_documentation() -> None:
    log = """\
 docs/a.md
 3:5  error  Did you really mean 'regreen'?  Vale.Spelling

✖ 1 error, 0 warnings and 0 suggestions in 1 file.
[ERROR] Error: Docusaurus found broken links!
(!) Found dead link ./gone in file guide/start.md
build error: [vitepress] 1 dead link(s) found.
Error: error building site: failed to render pages
include/cart.h:3: error: argument 'x' is not found (warning treated as error, aborting now)
"""
    found = [signal for signal in said(log) if signal[0] not in ("compiler", "cc")]
    assert [(signal[0], signal[1]) for signal in found] == [
        ("vale", 2),
        ("vale", 4),
        ("docusaurus", 5),
        ("vitepress", 6),
        ("vitepress", 7),
        ("hugo", 8),
        ("doxygen", 9),
    ]
