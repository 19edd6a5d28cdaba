from __future__ import annotations

import pytest

from support.said import said

DOCKER = [
    ("toomanyrequests: You have reached your pull rate limit.", "registry-rate-limit", ""),
    (
        "Error response from daemon: pull access denied for shop, repository does not exist",
        "image-not-found",
        "shop",
    ),
    (
        "Error response from daemon: manifest for shop:9 not found: manifest unknown: x",
        "image-not-found",
        "shop:9",
    ),
    (
        "no matching manifest for linux/arm64/v8 in the manifest list entries",
        "image-not-found",
        "linux/arm64/v8",
    ),
    ("denied: requested access to the resource is denied", "registry-denied", ""),
    ("unauthorized: authentication required", "registry-denied", ""),
    ("##[error]Username and password required", "registry-denied", ""),
    (
        '#7 ERROR: failed to calculate checksum of ref a::b: "/dist": not found',
        "copy-source-missing",
        "/dist",
    ),
    (
        "COPY failed: file not found in build context or excluded by .dockerignore: stat dist/: file does not exist",
        "copy-source-missing",
        "dist/",
    ),
    (
        "ERROR: failed to solve: failed to read dockerfile: open Dockerfile.ci: no such file or directory",
        "copy-source-missing",
        "Dockerfile.ci",
    ),
    (
        "ERROR: failed to solve: dockerfile parse error on line 3: unknown instruction: RUNN",
        "dockerfile-invalid",
        "",
    ),
    (
        'ERROR: failed to build: invalid tag "A/b:c": repository name must be lowercase',
        "dockerfile-invalid",
        "A/b:c",
    ),
    ('ERROR: failed to solve: target stage "prod" could not be found', "dockerfile-invalid", "prod"),
    (
        "ERROR: failed to solve: python:3: failed to do request: Head x: net/http: TLS handshake timeout",
        "download-failed",
        "",
    ),
]
BACKENDS = [
    (
        "error: Multiple top-level modules discovered in a flat-layout: ['a', 'b'].",
        "package-discovery-ambiguous",
        "['a', 'b']",
    ),
    ("error: package directory 'a/b' does not exist", "package-directory-missing", "a/b"),
    ("error in shop setup command: 'install_requires' must be a string", "metadata-invalid", "shop"),
    ("configuration error: `project.license` must be valid exactly", "metadata-invalid", "project.license"),
    ("ValueError: invalid pyproject.toml config: `project`.", "metadata-invalid", "project"),
    (
        "setuptools.errors.InvalidConfigError: License classifiers have been superseded by",
        "metadata-invalid",
        "",
    ),
    ("TypeError: Field `project.version` must be a string", "metadata-invalid", "project.version"),
    ("OSError: Readme file does not exist: README.md", "metadata-file-missing", "README.md"),
    ("LookupError: setuptools-scm was unable to detect version for /w.", "version-not-detected", ""),
    (
        "LookupError: Error getting the version from source `vcs`: setuptools-scm was unable to detect version",
        "version-not-detected",
        "",
    ),
    (
        "OSError: Error getting the version from source `regex`: file does not exist: src/a.py",
        "version-not-detected",
        "regex",
    ),
    ("error: invalid command 'bdist_wheel'", "build-backend-missing", "bdist_wheel"),
    ('../meson.build:42:9: ERROR: Dependency "x" not found', "configure-failed", "../meson.build"),
    ("configure: error: no acceptable C compiler found in $PATH", "configure-failed", ""),
]
NEEDED = [
    ("error: command 'gcc' failed: No such file or directory", "build-tool-missing", "gcc"),
    (
        "error: Microsoft Visual C++ 14.0 or greater is required. Get it with",
        "build-tool-missing",
        "Microsoft Visual C++",
    ),
    ("Error: pg_config executable not found.", "build-tool-missing", "pg_config"),
    ("error: can't find Rust compiler", "build-tool-missing", "Rust"),
    ("Package 'cairo', required by 'virtual:world', not found", "build-tool-missing", "cairo"),
    ("/usr/bin/ld: cannot find -lpq: No such file or directory", "build-library-missing", "pq"),
    ("LINK : fatal error LNK1181: cannot open input file 'libpq.lib'", "build-library-missing", "libpq.lib"),
    ("/usr/bin/ld: a.c:(.text+0x1): undefined reference to `crc32'", "link-failed", "crc32"),
]
BUNDLERS = [
    ('[vite]: Rollup failed to resolve import "a" from "b.ts".', "bundle-failed", "a"),
    ("Module not found: Error: Can't resolve './A' in '/w/src'", "bundle-failed", "./A"),
    ('✘ [ERROR] Could not resolve "react"', "bundle-failed", "react"),
]


@pytest.mark.parametrize(
    ("line", "kind", "subject"),
    [*DOCKER, *BACKENDS, *NEEDED, *BUNDLERS],
    ids=lambda value: str(value)[:40],
)
def test_sentences(line: str, kind: str, subject: str) -> None:
    assert [found[1:] for found in said(f"before\n{line}\nafter\n")] == [(2, kind, subject)]


@pytest.mark.parametrize(
    ("line", "tool", "path", "row", "code"),
    [
        ("src/a.c:3:10: fatal error: x.h: No such file or directory", "cc", "src/a.c", 3, ""),
        ("/w/src/a.cpp:12:5: error: expected ';' before '}' token", "cc", "/w/src/a.cpp", 12, ""),
        ("#8 1.204 src/a.c:3:1: error: unknown type name 'x'", "cc", "src/a.c", 3, ""),
        (r"C:\w\a.h(52): error C2143: syntax error", "msvc", r"C:\w\a.h", 52, "C2143"),
        (r"src\a.cs(5,9): error CS0103: The name 'x' does not exist", "msvc", r"src\a.cs", 5, "CS0103"),
        ("[ERROR] /w/src/A.java:[8,12] cannot find symbol", "maven", "/w/src/A.java", 8, ""),
        ("A.java:8: error: cannot find symbol", "cc", "A.java", 8, ""),
        ("e: file:///w/A.kt:7:3 Unresolved reference: x", "kotlin", "/w/A.kt", 7, ""),
    ],
)
def test_compilers(line: str, tool: str, path: str, row: int, code: str) -> None:
    assert said(f"{line}\n") == [(tool, 1, path, row, code, "error")]


def test_rust_names_the_place_below() -> None:
    text = "error[E0425]: cannot find value `X`\n##[error]  --> src/a.rs:5:9\n   |\nerror: could not compile `a`\n"
    assert said(text) == [
        ("rustc", 1, "src/a.rs", 5, "E0425", "error"),
        ("cargo", 4, "build-failed", "a"),
    ]


def test_cython_names_the_place_below() -> None:
    text = (
        "Error compiling Cython file:\n------\nx\n ^\n------\na/b.pyx:4:1: undeclared name not builtin: x\n"
    )
    assert said(text) == [("cython", 6, "a/b.pyx", 4, "", "error")]


def test_go_errors_stand_below_the_package() -> None:
    text = "# command-line-arguments\n./a.go:3:2: undefined: x\n./a.go:4:2: undefined: y\n"
    assert said(text) == [("go", 2, "./a.go", 3, "", "error"), ("go", 3, "./a.go", 4, "", "error")]


@pytest.mark.parametrize(
    "line",
    [
        "src/a.c:3:10: warning: unused variable",
        "a/b.py:3: error: Incompatible types",
        "INFO:shop: error: x",
        "CMake Warning at CMakeLists.txt:4 (message):",
        "image cover.png: not found",
    ],
)
def test_harmless(line: str) -> None:
    kinds = ("cc", "msvc", "rustc", "cmake", "docker", "go")
    assert [found for found in said(f"{line}\n") if found[0] in kinds] == []


def test_cmake_says_below_what_it_misses() -> None:
    text = """\
CMake Error at CMakeLists.txt:3 (find_package):
  Could not find a package configuration file provided by "Eigen3" with any
"""
    assert said(text) == [("cmake", 1, "configure-failed", "Eigen3")]


def test_gradle_deepest_reason() -> None:
    text = """\
* What went wrong:
Execution failed for task ':app:sign'.
> A failure occurred while executing Signer
   > Keystore file '/w/release.jks' not found.

* Try:
"""
    assert said(text) == [("gradle", 4, "build-failed", ":app:sign")]


def test_a_build_step_prints_its_own_error() -> None:
    text = """\
#11 0.412 make assets
#11 0.530 error: palette.json has no entry
#12 0.600 another step goes on
#11 ERROR: process "/bin/sh -c make assets" did not complete successfully: exit code: 2
------
 > [5/7] RUN make assets:
0.530 error: palette.json has no entry
------
ERROR: failed to solve: process "/bin/sh -c make assets" did not complete successfully: exit code: 2
"""
    assert said(text) == [
        ("docker", 2, "image-build-step-failed", "make assets"),
        ("docker", 7, "image-build-step-failed", "make assets"),
    ]


def test_the_classic_builder() -> None:
    text = "make: error: no rule\nThe command '/bin/sh -c make assets' returned a non-zero code: 2\n"
    assert said(text) == [("docker", 1, "image-build-step-failed", "make assets")]
