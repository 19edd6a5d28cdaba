"""What a pre-commit hook guards, by its id: words of ids as the well-known hook repositories name them."""

from __future__ import annotations

from regreen.model.finding import Category

_BY_WORD: tuple[tuple[Category, tuple[str, ...]], ...] = (
    (Category.TYPE_CHECK, ("mypy", "pyright", "pyrefly", "pytype", "pyre", "tsc", "typecheck", "type-check", "zuban")),
    (
        Category.SECURITY_SCAN,
        ("bandit", "gitleaks", "detect-secrets", "trufflehog", "detect-private-key", "detect-aws", "safety", "pip-audit",
         "semgrep", "zizmor", "ggshield", "talisman", "checkov", "tfsec", "trivy", "uv-secure"),
    ),
    (Category.DOCS, ("sphinx", "mkdocs", "doc8", "rstcheck", "markdown-link-check", "lychee", "interrogate")),
    (
        Category.FORMAT,
        ("black", "ruff-format", "yapf", "autopep8", "prettier", "trailing-whitespace", "end-of-file", "mixed-line-ending",
         "fix-byte-order-marker", "pretty-format", "yamlfmt", "docformatter", "blacken", "clang-format", "taplo", "toml-sort",
         "pyproject-fmt", "mdformat", "shfmt", "gofmt", "rustfmt", "djlint-reformat", "add-trailing-comma", "format", "fmt",
         "double-quote-string-fixer", "sort-all", "ruff_format", "nbstripout", "nbqa-black", "whitespace",
         "file-contents-sorter", "requirements-txt-fixer", "remove-tabs", "remove-crlf"),
    ),
    (Category.TEST_ASSERTION, ("pytest", "unittest")),
    (
        Category.DEPENDENCY_RESOLUTION,
        ("poetry-lock", "uv-lock", "pip-compile", "pdm-lock-check", "poetry-check", "uv-export"),
    ),
)  # fmt: skip


def category_of(hook: str, *, changed: bool) -> Category:
    """The category of a hook that failed; `changed` tells that it rewrote files."""
    name = hook.lower()
    for category, words in _BY_WORD:
        if any(word in name for word in words):
            return category
    fixes = changed and not any(
        word in name for word in ("ruff", "isort", "eslint", "pyupgrade", "autoflake", "codespell")
    )
    return Category.FORMAT if fixes else Category.LINT
