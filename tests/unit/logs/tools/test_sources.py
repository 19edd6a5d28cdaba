from __future__ import annotations

import pytest

from support.said import said

GIT = [
    ("remote: error: GH006: Protected branch update failed for refs/heads/main.", "push-forbidden", ""),
    (" ! [rejected]        main -> main (non-fast-forward)", "push-outdated", "main -> main"),
    (" ! [remote rejected] main -> main (pre-receive hook declined)", "push-declined", "main -> main"),
    ("error: src refspec main does not match any", "push-declined", "main"),
    (
        "fatal: could not read Username for 'https://git.example': No such device",
        "git-auth",
        "https://git.example",
    ),
    (
        "fatal: Authentication failed for 'https://git.example/a.git/'",
        "git-auth",
        "https://git.example/a.git/",
    ),
    ("batch response: This repository exceeded its LFS budget.", "lfs-budget", ""),
    ("fatal: pathspec 'a/' did not match any files", "pathspec-missing", "a/"),
    ("error: pathspec 'dev' did not match any file(s) known to git", "pathspec-missing", "dev"),
    ("fatal: couldn't find remote ref dev", "git-reference-missing", "dev"),
    ("fatal: refusing to merge unrelated histories", "git-merge-conflict", ""),
    ("error: cannot pull with rebase: You have unstaged changes.", "git-local-changes", ""),
    ("fatal: not a git repository (or any of the parent directories): .git", "not-a-git-repository", ""),
    ("nothing to commit, working tree clean", "git-nothing-to-commit", ""),
    ("fatal: No url found for submodule path 'lib' in .gitmodules", "git-reference-missing", "lib"),
]
NPM = [
    ("npm ERR! code ERESOLVE", "peer-conflict", ""),
    (
        "npm error `npm ci` can only install with an existing package-lock.json or",
        "lock-file-missing",
        "package-lock.json",
    ),
    (" ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with frozen-lockfile", "lock-file-stale", ""),
    (
        "error Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`.",
        "lock-file-stale",
        "lockfile",
    ),
    (
        "➤ YN0028: │ The lockfile would have been modified by this install, which is forbidden.",
        "lock-file-stale",
        "",
    ),
    ("error: lockfile had changes, but lockfile is frozen", "lock-file-stale", ""),
    ("npm ERR! 404  'a@1' is not in this registry.", "npm-package-not-found", "a@1"),
    ("npm error notarget No matching version found for a@9.", "npm-package-not-found", "a@9"),
    ('error: No version matching "9" found for specifier "a"', "npm-package-not-found", '"9"'),
    ("npm ERR! code EBADENGINE", "node-version-unsupported", ""),
    ('npm ERR! Missing script: "lint"', "script-undefined", "lint"),
    ("npm ERR! missing script: lint", "script-undefined", "lint"),
    ('error Command "lint" not found.', "script-undefined", "lint"),
    ("npm ERR! code ETIMEDOUT", "download-failed", ""),
    ("error: ConnectionRefused downloading package manifest a", "download-failed", ""),
    ("npm error code E401", "index-refused", ""),
    ("npm error code EINTEGRITY", "hash-mismatch", ""),
]
SYSTEM = [
    ("E: Unable to locate package a-dev", "system-package-missing", "a-dev"),
    ("E: Package 'a' has no installation candidate", "system-package-missing", "a"),
    ("E: Version '1' for 'a' was not found", "system-package-missing", "a"),
    ("  a-dev (no such package):", "system-package-missing", "a-dev"),
    ("E: Unable to correct problems, you have held broken packages.", "system-packages-conflict", ""),
    (
        "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 9",
        "system-package-lock",
        "/var/lib/dpkg/lock-frontend",
    ),
    (
        "E: Failed to fetch http://a.example/b.deb  503  Not Now",
        "download-failed",
        "http://a.example/b.deb",
    ),
    ('Error: No available formula or cask with the name "a".', "system-package-missing", "a"),
]
PUBLISH = [
    ("ERROR    HTTPError: 403 Forbidden from https://up.example/", "publish-denied", "https://up.example/"),
    ("##[error]Trusted publishing exchange failure: ", "publish-denied", ""),
    (
        "         File already exists ('a-1.whl', with blake2_256 hash '00').",
        "version-already-published",
        "a-1.whl",
    ),
    ("ERROR    InvalidDistribution: Cannot find file (or expand pattern): 'dist/*'", "publish-refused", ""),
    ("ERROR    InvalidDistribution: Metadata is missing required fields: Name.", "publish-refused", ""),
]
CARGO = [
    ("error: failed to select a version for `a`.", "no-matching-distribution", "a"),
    (
        "error: the lock file Cargo.lock needs to be updated but --locked was passed",
        "lock-file-stale",
        "Cargo.lock",
    ),
    (
        "error: package `a v2` cannot be built because it requires rustc 1.80 or newer",
        "toolchain-too-old",
        "a v2",
    ),
    ("error: no such command: `nextest`", "command-removed", "nextest"),
    ("error: could not compile `a` (lib) due to 1 previous error", "build-failed", "a"),
    (
        "go: example.com/a@v9: invalid version: unknown revision v9",
        "no-matching-distribution",
        "example.com/a@v9",
    ),
    (
        "a.go:5:2: no required module provides package e.x/a; add",
        "no-matching-distribution",
        "e.x/a",
    ),
    ("npm error gyp ERR! stack Error: not found: make", "source-build-failed", "gyp"),
]
SETUP = [
    (
        "##[error]The version '3.6' with architecture 'x64' was not found for Ubuntu 24.04.",
        "setup-version-not-found",
        "3.6",
    ),
    ("##[error]Version 3.6 with arch x64 not found", "setup-version-not-found", "3.6"),
    (
        "##[error]Unable to find Node version '99' for platform linux and architecture x64.",
        "setup-version-not-found",
        "99",
    ),
    ("##[error]Unable to locate executable file: pnpm. Please verify", "cache-tool-missing", "pnpm"),
    (
        "##[error]No file in /w matched to [**/requirements.txt], make sure",
        "cache-dependency-file-missing",
        "**/requirements.txt",
    ),
]


@pytest.mark.parametrize(
    ("line", "kind", "subject"),
    [*GIT, *NPM, *SYSTEM, *PUBLISH, *CARGO, *SETUP],
    ids=lambda value: str(value)[:40],
)
def test_sentences(line: str, kind: str, subject: str) -> None:
    assert [found[1:] for found in said(f"before\n{line}\nafter\n")] == [(2, kind, subject)]


@pytest.mark.parametrize(
    "line",
    [
        "hint: Updates were rejected because the tip is behind",
        "npm warn EBADENGINE Unsupported engine",
        "remote: Resolving deltas: 100% (3/3), done.",
        "Version 3.12 was not found in the local cache",
        "curl: (28) Failed to connect to localhost port 80",
        "W: Failed to fetch http://a.example/b: using the old one",
    ],
)
def test_harmless(line: str) -> None:
    assert said(f"{line}\n") == []
