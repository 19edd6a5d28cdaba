"""Sources that checkers and formatters are given, and which fail when one of them is not there.

Source: the command line of each tool. Only those are listed that end with an error for a path that does not exist;
isort and bandit merely say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from regreen.project.paths.programs import Program
from regreen.workflow.shell.words import Word

_VALUED: Mapping[str, frozenset[str]] = {
    "black": frozenset(
        str.split(
            "-c --code -l --line-length -t --target-version --include --exclude --extend-exclude --force-exclude "
            "--stdin-filename -W --workers --config --required-version --line-ranges --enable-unstable-feature"
        )
    ),
    "flake8": frozenset(
        str.split(
            "--color --output-file --format --exclude --extend-exclude --filename --stdin-display-name --ignore "
            "--extend-ignore --per-file-ignores --max-line-length --max-doc-length --indent-size --select "
            "--extend-select -j --jobs --config --append-config --max-complexity --enable-extensions "
            "--require-plugins --builtins --docstring-convention --import-order-style --application-import-names"
        )
    ),
    "mypy": frozenset(
        str.split(
            "--config-file --python-version --platform --python-executable --cache-dir --exclude --follow-imports "
            "--shadow-file --junit-xml --always-true --always-false --disable-error-code --enable-error-code "
            "--any-exprs-report --cobertura-xml-report --html-report --txt-report --xml-report --linecount-report "
            "--custom-typeshed-dir --plugins --package-root --untyped-calls-exclude --num-workers -j -n"
        )
    ),
    "pylint": frozenset(
        str.split(
            "--rcfile --disable -d --enable -e --jobs -j --output-format -f --ignore --ignore-paths "
            "--ignore-patterns --load-plugins --fail-under --fail-on --msg-template --output --max-line-length "
            "--py-version --confidence --init-hook --source-roots --extension-pkg-allow-list"
        )
    ),
    "ruff": frozenset(
        str.split(
            "--config --select --ignore --extend-select --extend-ignore --fixable --unfixable --extend-fixable "
            "--per-file-ignores --extend-per-file-ignores --target-version --line-length --output-format "
            "-o --output-file --exclude --extend-exclude --cache-dir --stdin-filename --extension --preview-mode "
            "--add-noqa-reason --range"
        )
    ),
}
"""Options that take the next word as their value."""
_MODULES = frozenset({"-m", "--module", "-p", "--package", "-c", "--command"})
"""What makes mypy look for modules instead of paths."""


def sources(program: Program) -> Iterator[Word]:
    """The words of a call that name files and folders to look at."""
    valued = _VALUED.get(program.name)
    words = list(program.arguments)
    if valued is None or (program.name == "mypy" and any(word.text in _MODULES for word in words)):
        return
    if program.name == "ruff":
        if not words or words[0].text not in ("check", "format"):
            return
        words = words[1:]
    index = 0
    while index < len(words):
        text = words[index].text
        if text.startswith("-"):
            index += 2 if text in valued else 1
            continue
        if program.name != "pylint" or "/" in text or text.endswith(".py"):  # pylint takes modules as well
            yield words[index]
        index += 1
