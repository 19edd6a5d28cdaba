"""pytest is asked for something that only a plugin can do, and the plugin is not there.

## Why
`addopts` or the workflow passes an option of a plugin (`--cov`, `-n`, `--timeout`), or tests are `async
def`, and the job installs pytest without it. It is often in a development group or extra that the job
leaves out.

## Fix
Install the plugin with the tests' other requirements, or take the option out.
"""

from __future__ import annotations

from regreen.logs.statements import Statement, Statements
from regreen.rule import Category, Fixer, Match, Matches, Pattern, Refusal, Rule, Safety, Signals
from regreen.rules._saying import evidence

_PLUGINS = {
    "--cov": "pytest-cov",
    "--no-cov": "pytest-cov",
    "-n": "pytest-xdist",
    "--numprocesses": "pytest-xdist",
    "--dist": "pytest-xdist",
    "--maxprocesses": "pytest-xdist",
    "--timeout": "pytest-timeout",
    "--asyncio-mode": "pytest-asyncio",
    "--reruns": "pytest-rerunfailures",
    "--only-rerun": "pytest-rerunfailures",
    "--benchmark": "pytest-benchmark",
    "--html": "pytest-html",
    "--self-contained-html": "pytest-html",
    "--json-report": "pytest-json-report",
    "--ds": "pytest-django",
    "--reuse-db": "pytest-django",
    "--create-db": "pytest-django",
    "--no-migrations": "pytest-django",
    "--mypy": "pytest-mypy",
    "--ruff": "pytest-ruff",
    "--flake8": "pytest-flake8",
    "--black": "pytest-black",
    "--randomly": "pytest-randomly",
    "--random-order": "pytest-random-order",
    "--snapshot-update": "syrupy",
    "--splits": "pytest-split",
    "--nbval": "nbval",
    "--nbmake": "nbmake",
    "--alluredir": "allure-pytest",
    "--allure": "allure-pytest",
    "--disable-socket": "pytest-socket",
    "--allow-hosts": "pytest-socket",
    "--picked": "pytest-picked",
    "--testmon": "pytest-testmon",
    "--headed": "pytest-playwright",
    "--browser": "pytest-playwright",
    "--instafail": "pytest-instafail",
    "--codecov": "pytest-codecov",
    "--md-report": "pytest-md-report",
    "--mpl": "pytest-mpl",
    "--arraydiff": "pytest-arraydiff",
    "--doctest-plus": "pytest-doctestplus",
    "--remote-data": "pytest-remotedata",
    "--record-mode": "pytest-recording",
    "--vcr": "pytest-vcr",
    "--forked": "pytest-forked",
    "--count": "pytest-repeat",
    "--durations-path": "pytest-split",
    "--store-durations": "pytest-split",
}
_ASYNC = Pattern(
    r"async def functions are not natively supported|'asyncio' not found in `markers` configuration"
    r"|requested an async fixture '\w+', with no plugin or hook that handled it"
)
_PLUGIN = Pattern(r"Error importing plugin \"(?P<plugin>[\w.]+)\": No module named")


def lacking(signals: Signals, statements: Statements) -> Matches:
    """One match for each option, required plugin, or for all async tests of a step."""
    for refusal in signals.of(Refusal):
        if refusal.tool == "pytest" and refusal.kind in ("unknown-option", "missing-plugin"):
            yield _refused(refusal)
    groups: dict[tuple[object, str], list[Statement]] = {}
    for statement in statements.all:
        if _ASYNC.search(statement.text):
            groups.setdefault((statement.place.key, "pytest-asyncio"), []).append(statement)
        elif found := _PLUGIN.search(statement.text):
            groups.setdefault((statement.place.key, found["plugin"].replace("_", "-")), []).append(statement)
    for (_, plugin), members in groups.items():
        is_async = plugin == "pytest-asyncio"
        yield Match(
            lines=evidence(members),
            claims=tuple(line for member in members for line in member.lines),
            count=len(members),
            data={"option": "async tests" if is_async else f"the plugin {plugin}", "plugin": plugin},
        )


def _refused(refusal: Refusal) -> Match:
    if refusal.kind == "missing-plugin":
        data = {"option": "its required plugins", "plugin": refusal.subject}
        return Match(lines=refusal.lines, data=data)
    option = refusal.subject.partition("=")[0]
    plugin = next(
        (name for known, name in _PLUGINS.items() if option == known or option.startswith(f"{known}-")), ""
    )
    title = "" if plugin else f"pytest does not know the option {option}"
    return Match(lines=refusal.lines, data={"option": option, "plugin": plugin}, title=title)


RULE = Rule(
    id="pytest-plugin-missing",
    category=Category.MISSING_TOOL,
    title="pytest does not know {option}: {plugin} is not installed",
    log=lacking,
    key=("option", "plugin"),
    explains=(
        "test-collection-error",
        "conftest-import-error",
        "test-failed",
        "no-tests-collected",
        "coverage-below-*",
        "module-not-installed",
        "marker-not-registered",
    ),
    fixers=(
        Fixer(
            "Install {plugin} with the tests' requirements", Safety.ADVICE, commands=("pip install {plugin}",)
        ),
    ),
)
