"""Small logs as GitHub's runner writes them, for runs that never were."""

from __future__ import annotations

from collections.abc import Iterable

EXIT_1 = "##[error]Process completed with exit code 1."
SETUP = ("Current runner version: '2.331.0'", "##[group]Runner Image", "Image: ubuntu-24.04", "##[endgroup]")
CLEANUP = ("Post job cleanup.", "Cleaning up orphan processes")


def stamped(lines: Iterable[str], *, minute: int = 15, day: int = 2) -> str:
    """Lines with the runner's time stamps, one a second."""
    return "".join(
        f"2026-03-{day:02}T09:{minute + at // 60:02}:{at % 60:02}.{at * 7919 % 10_000_000:07}Z {line}\n"
        for at, line in enumerate(lines)
    )


def step(command: str, *output: str) -> list[str]:
    """A step: the echo of its command, and what it prints."""
    return [f"##[group]Run {command}", command, "shell: /usr/bin/bash -e {0}", "##[endgroup]", *output]


def job(*steps: Iterable[str], minute: int = 15, day: int = 2) -> str:
    """A whole job."""
    lines = [*SETUP, *(line for one in steps for line in one), *CLEANUP]
    return stamped(lines, minute=minute, day=day)


def pytest_failure(test: str = "tests/test_cart.py::test_total", seconds: str = "0.42") -> list[str]:
    """What pytest prints of one failing test."""
    path, _, name = test.partition("::")
    return [
        "============================= test session starts ==============================",
        "collected 12 items",
        "",
        "=================================== FAILURES ===================================",
        f"__________________________________ {name} __________________________________",
        "",
        f"    def {name}():",
        ">       assert total(cart) == 30",
        "E       assert 25 == 30",
        "",
        f"{path}:14: AssertionError",
        "=========================== short test summary info ============================",
        f"FAILED {test} - assert 25 == 30",
        f"========================= 1 failed, 11 passed in {seconds}s =========================",
        EXIT_1,
    ]


def ruff_failure() -> list[str]:
    """What ruff prints of one violation."""
    return [
        "src/shop/cart.py:1:8: F401 [*] `os` imported but unused",
        "Found 1 error.",
        "[*] 1 fixable with the `--fix` option.",
        EXIT_1,
    ]


def poetry_failure(folder: str) -> list[str]:
    """What Poetry prints where the project itself cannot be installed; `folder` is a machine's own."""
    return [
        "Installing dependencies from lock file",
        "",
        "No dependencies to install or update",
        "",
        f"Installing the current project: backend (0.1.0) in {folder}",
        "",
        "Error: The current project could not be installed: No file/folder found for package backend",
        "If you do not want to install the current project use --no-root.",
        "If you want to use Poetry only for dependency management but not for packaging, you can disable package mode "
        "by setting package-mode = false in your pyproject.toml file.",
        EXIT_1,
    ]


def green() -> str:
    """The log of a job that ended well, noisy as they are."""
    return job(
        step("pip install -e .", "WARNING: Running pip as the 'root' user can result in broken permissions"),
        step(
            "pytest",
            "tests/test_errors.py::test_reports_failure PASSED",
            "ERROR    shop.cart:cart.py:7 payment failed",
            "============================== 12 passed in 0.31s ==============================",
        ),
    )
