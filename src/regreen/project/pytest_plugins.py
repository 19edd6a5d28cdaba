"""Options and settings of pytest that a plugin brings, and the distributions of these plugins.

Sources: the documentation of the plugins.
"""

from __future__ import annotations

PLUGINS = {
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
"""Options -> the distribution that brings them; a longer option with a dash behind the name belongs to it, too."""

_ALSO = {
    "--cov": ("pytest-cover",),
    "--snapshot-update": ("pytest-snapshot", "snapshottest", "inline-snapshot"),
    "--browser": ("pytest-selenium", "pytest-splinter", "playwright-pytest"),
    "--headed": ("playwright-pytest",),
    "--html": ("pytest-html-reporter", "pytest-html-plus"),
    "--allure": ("allure-pytest-bdd",),
    "--alluredir": ("allure-pytest-bdd",),
    "--benchmark": ("pytest-codspeed",),
    "--timeout": ("pytest-wdl", "pytest-timeouts"),
    "--count": ("pytest-flakefinder", "pytest-bdd-ng"),
    "--black": ("pytest-black-multipy",),
    "--codecov": ("pytest-cov",),
    "--record-mode": ("pytest-vcr",),
    "--vcr": ("pytest-recording",),
}
SETTINGS = {
    "asyncio_mode": "pytest-asyncio",
    "asyncio_default_fixture_loop_scope": "pytest-asyncio",
    "django_settings_module": "pytest-django",
    "timeout": "pytest-timeout",
    "timeout_method": "pytest-timeout",
    "env": "pytest-env",
    "benchmark_autosave": "pytest-benchmark",
    "anyio_mode": "anyio",
    "mypy_plugins": "pytest-mypy",
    "qt_api": "pytest-qt",
    "bdd_features_base_dir": "pytest-bdd",
    "env_files": "pytest-dotenv",
}
"""Settings -> the distribution that reads them."""


def plugin_of(option: str) -> tuple[str, ...]:
    """The distributions any of which knows an option; nothing for an option that is nobody's."""
    name = option.partition("=")[0]
    known = next((item for item in PLUGINS if name == item or name.startswith(f"{item}-")), "")
    return (PLUGINS[known], *_ALSO.get(known, ())) if known else ()
