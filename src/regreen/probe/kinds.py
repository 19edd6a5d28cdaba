"""The checkers that can be asked: how each is installed and started, and which of its options are repeated.

Only checkers are known here that read files and execute none of them. Source: the `--help` of each, in its releases
since about 2020.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from regreen.model.finding import Category


def _words(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in text.split())


class Kind(Struct, frozen=True):
    """A checker. `module` is what it is started as; `valued` are options that are repeated with their value, `kept`
    flags that are repeated, `dropped` flags that are left out, `ignored` options that are left out with their value.

    `asked` are words that make it say what it objects to, `repairs` words that make it rewrite files (None: it cannot).
    `checks`: without one of these it rewrites files and succeeds, except as a hook. `files`: it takes files only.
    """

    distribution: str
    module: str
    category: Category
    valued: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    asked: tuple[str, ...] | None = None
    repairs: tuple[str, ...] | None = None
    checks: frozenset[str] = frozenset()
    files: bool = False
    suffixes: tuple[str, ...] = (".py", ".pyi")


_QUIET = "-q --quiet -v --verbose --color --no-color --diff"
_JOBS = _words("-j --jobs -W --workers --output-format --format -f --output-file --tee --cache-dir")
_RUFF = _words(
    "--select --ignore --extend-select --extend-ignore --line-length --config --target-version --exclude",
    "--extend-exclude --per-file-ignores --extend-per-file-ignores --fixable --unfixable --extend-fixable",
)

KINDS: Mapping[str, Kind] = {
    "black": Kind(
        "black",
        "black",
        Category.FORMAT,
        _words(
            "-l --line-length -t --target-version --include --exclude --extend-exclude --force-exclude --config"
        ),
        _words(
            "-S --skip-string-normalization -C --skip-magic-trailing-comma --preview --unstable --fast --safe",
            "--pyi --ipynb -x --skip-source-first-line",
        ),
        _words("--check", _QUIET),
        _JOBS,
        repairs=("--quiet",),
        checks=_words("--check"),
        suffixes=(".py", ".pyi", ".ipynb"),
    ),
    "ruff format": Kind(
        "ruff",
        "ruff",
        Category.FORMAT,
        _RUFF,
        _words("--preview --no-preview --force-exclude --isolated"),
        _words("--check -s --silent --no-cache -n", _QUIET),
        _JOBS,
        repairs=("format", "--quiet", "--no-cache"),
        checks=_words("--check --diff"),
        suffixes=(".py", ".pyi", ".ipynb"),
    ),
    "ruff": Kind(
        "ruff",
        "ruff",
        Category.LINT,
        _RUFF,
        _words("--preview --no-preview --force-exclude --isolated --ignore-noqa --unsafe-fixes"),
        _words(
            "--fix --no-fix --show-source --show-fixes --no-show-fixes --no-cache -n -s --silent -e",
            "--exit-non-zero-on-fix --statistics",
            _QUIET,
        ),
        _JOBS,
        asked=("check", "--output-format", "json", "--no-cache", "--no-fix"),
        repairs=("check", "--fix", "--quiet", "--no-cache"),
        suffixes=(".py", ".pyi", ".ipynb"),
    ),
    "isort": Kind(
        "isort",
        "isort",
        Category.LINT,
        _words(
            "--profile --sp --settings-path --settings-file -l -w --line-length -s --skip --sg --skip-glob -m",
            "--multi-line",
            "-p --project --known-first-party -a --add-import --src --src-path --py --python-version --lai",
            "--lines-after-imports --skip-gitignore",
        ),
        _words(
            "--float-to-top --fss --force-sort-within-sections --gitignore --skip-gitignore --filter-files --tc",
            "--trailing-comma --up --use-parentheses --fgw --ca --combine-as --ac --sl --force-single-line-imports",
        ),
        _words("--check --check-only -c --df -d --atomic -rc --recursive --resolve-all-configs", _QUIET),
        _JOBS,
        repairs=("--quiet",),
        checks=_words("--check --check-only -c"),
    ),
    "flake8": Kind(
        "flake8",
        "flake8",
        Category.LINT,
        _words(
            "--select --ignore --extend-ignore --extend-select --max-line-length --max-complexity --exclude --filename",
            "--extend-exclude --config --append-config --per-file-ignores --max-doc-length --docstring-convention",
        ),
        _words("--disable-noqa --isolated --doctests"),
        _words("--show-source --statistics --count --benchmark --no-show-source", _QUIET),
        _JOBS,
        asked=("--format", "%(path)s:%(row)d:%(col)d: %(code)s %(text)s", "--jobs", "1"),
    ),
    "pylint": Kind(
        "pylint",
        "pylint",
        Category.LINT,
        _words(
            "--disable -d --enable -e --rcfile --max-line-length --ignore --ignore-patterns --ignore-paths",
            "--fail-under --fail-on --min-similarity-lines --good-names --max-args --py-version",
            "--min-public-methods --extension-pkg-whitelist",
        ),
        _words("-E --errors-only"),
        _words("-rn -sn -sy --score -r --recursive=y --recursive=yes --recursive=true", _QUIET),
        _JOBS | _words("--reports --score --msg-template"),
        asked=("--output-format=json", "--persistent=n", "--jobs=1"),
    ),
    "mypy": Kind(
        "mypy",
        "mypy",
        Category.TYPE_CHECK,
        _words(
            "--config-file --python-version --platform --exclude -p --package -m --module --follow-imports"
        ),
        _words(
            "--strict --check-untyped-defs --disallow-untyped-defs --disallow-incomplete-defs --no-implicit-optional",
            "--strict-optional --no-strict-optional --implicit-optional --namespace-packages --explicit-package-bases",
            "--scripts-are-modules --warn-unreachable --disallow-any-generics --local-partial-types",
            "--allow-redefinition --implicit-reexport --no-implicit-reexport --strict-equality",
            "--no-namespace-packages --disallow-untyped-calls --allow-untyped-globals",
        ),
        _words(
            "--ignore-missing-imports --warn-unused-ignores --warn-redundant-casts --warn-return-any --pretty",
            "--warn-unused-configs --disallow-untyped-decorators --disallow-subclassing-any --show-error-codes",
            "--show-column-numbers --show-error-context --no-error-summary --no-incremental --no-site-packages",
            "--non-interactive --install-types --color-output --hide-error-codes --show-traceback --sqlite-cache",
            _QUIET,
        ),
        _JOBS,
        asked=("--show-column-numbers", "--show-error-codes", "--no-error-summary", "--no-color-output"),
    ),
    "codespell": Kind(
        "codespell",
        "codespell_lib",
        Category.LINT,
        _words("-S --skip -L --ignore-words-list -I --ignore-words --toml --builtin --uri-ignore-words-list"),
        _words("-f --check-filenames -H --check-hidden"),
        _words("-q --quiet-level -w --write-changes -s --summary --count -d --disable-colors", _QUIET),
        asked=(),
        suffixes=("",),
    ),
    "pycodestyle": Kind(
        "pycodestyle",
        "pycodestyle",
        Category.LINT,
        _words("--select --ignore --max-line-length --max-doc-length --exclude --config --filename"),
        frozenset(),
        _words("--show-source --show-pep8 --statistics --count --first", _QUIET),
        _JOBS,
        asked=(),
    ),
    "pyflakes": Kind("pyflakes", "pyflakes", Category.LINT, asked=()),
    "yamllint": Kind(
        "yamllint",
        "yamllint",
        Category.LINT,
        _words("-c --config-file -d --config-data"),
        _words("-s --strict --no-warnings"),
        frozenset(),
        _JOBS,
        asked=("-f", "parsable"),
        suffixes=(".yml", ".yaml"),
    ),
    "doc8": Kind(
        "doc8",
        "doc8",
        Category.LINT,
        _words("--max-line-length --ignore --ignore-path --config -e --extension"),
        _words("--allow-long-titles"),
        _words(_QUIET),
        _JOBS,
        asked=("--quiet",),
        suffixes=(".rst", ".txt"),
    ),
    "sphinx-lint": Kind(
        "sphinx-lint",
        "sphinxlint",
        Category.LINT,
        _words("-e --enable -d --disable -i --ignore --max-line-length"),
        frozenset(),
        _words(_QUIET),
        _JOBS,
        asked=(),
        suffixes=(".rst", ".py"),
    ),
    "bandit": Kind(
        "bandit",
        "bandit",
        Category.SECURITY_SCAN,
        _words(
            "-c --configfile -x --exclude -s --skip -t --tests --severity-level --confidence-level -b --baseline"
        ),
        _words("-r --recursive -l -ll -lll -i -ii -iii"),
        _words("-n --number", _QUIET),
        _JOBS | _words("-o --output"),
        asked=("-q", "-f", "custom", "--msg-template", "{relpath}:{line}: {test_id} {msg}"),
        suffixes=(".py",),
    ),
    "docformatter": Kind(
        "docformatter",
        "docformatter",
        Category.FORMAT,
        _words("--wrap-summaries --wrap-descriptions --config --exclude -e --style -s --docstring-length"),
        _words("-r --recursive --black --blank --pre-summary-newline --make-summary-multi-line --non-strict"),
        _words("-c --check -i --in-place", _QUIET),
        repairs=("--in-place",),
        checks=_words("-c --check"),
    ),
    "autoflake": Kind(
        "autoflake",
        "autoflake",
        Category.LINT,
        _words("--imports --exclude --config"),
        _words(
            "-r --recursive --remove-all-unused-imports --remove-unused-variables --remove-duplicate-keys",
            "--expand-star-imports --ignore-init-module-imports --ignore-pass-statements",
        ),
        _words("-c --check -cd --check-diff -i --in-place", _QUIET),
        _JOBS,
        repairs=("--in-place",),
        checks=_words("-c --check -cd --check-diff"),
    ),
    "pyupgrade": Kind(
        "pyupgrade",
        "pyupgrade",
        Category.LINT,
        frozenset(),
        _words(
            "--py3-plus --py36-plus --py37-plus --py38-plus --py39-plus --py310-plus --py311-plus --py312-plus",
            "--py313-plus --py314-plus --keep-percent-format --keep-mock --keep-runtime-typing",
        ),
        repairs=(),
        files=True,
        suffixes=(".py",),
    ),
    "blacken-docs": Kind(
        "blacken-docs",
        "blacken_docs",
        Category.FORMAT,
        _words("-l --line-length -t --target-version"),
        _words("-S --skip-string-normalization -E --skip-errors --rst-literal-blocks --pyi --preview"),
        repairs=(),
        files=True,
        suffixes=(".rst", ".md", ".py", ".tex"),
    ),
    "reorder-python-imports": Kind(
        "reorder-python-imports",
        "reorder_python_imports",
        Category.LINT,
        _words("--add-import --remove-import --application-directories --replace-import"),
        _words("--py3-plus --py36-plus --py37-plus --py38-plus --py39-plus --py310-plus --py311-plus"),
        repairs=(),
        files=True,
    ),
    "add-trailing-comma": Kind(
        "add-trailing-comma",
        "add_trailing_comma",
        Category.FORMAT,
        frozenset(),
        _words("--py35-plus --py36-plus"),
        repairs=(),
        files=True,
    ),
}

COMPANIONS: Mapping[str, frozenset[str]] = {
    "flake8": _words(
        "flake8-bugbear flake8-comprehensions flake8-docstrings flake8-pytest-style flake8-simplify flake8-quotes",
        "flake8-isort flake8-annotations flake8-builtins flake8-print flake8-import-order flake8-eradicate",
        "flake8-commas flake8-pyproject pep8-naming flake8-debugger flake8-return flake8-tidy-imports",
        "flake8-noqa flake8-implicit-str-concat flake8-bandit flake8-async flake8-logging flake8-black",
        "flake8-rst-docstrings flake8-pyi flake8-blind-except flake8-string-format flake8-type-checking",
    ),
    "black": _words("click black[jupyter] black[colorama]"),
    "blacken-docs": _words("black"),
    "isort": _words("toml tomli colorama"),
    "codespell": _words("tomli"),
    "autoflake": _words("tomli pyflakes"),
    "docformatter": _words("tomli"),
    "mypy": frozenset(),
}
"""Distributions that change what a checker says, and are installed beside it."""
