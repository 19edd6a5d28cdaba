"""Python build back ends: what setuptools, hatchling, setuptools-scm, flit, poetry-core, maturin and meson refuse.

Formats as `setuptools/discovery.py` and `config/`, `hatchling/builders/wheel.py` and `metadata/core.py`,
`setuptools_scm/_get_version_impl.py`, `flit_core/config.py`, `pyproject_hooks` and `build` write them.
"""

from __future__ import annotations

from regreen.logs.phrases import phrase, phrasebook
from regreen.model.finding import Category

_PACKAGING = Category.PACKAGING_CONFIG

TOOL = phrasebook(
    "build-backend",
    (
        phrase("package-discovery-ambiguous", _PACKAGING, "discovered in a flat-layout", r"Multiple top-level (?P<what>packages|modules) discovered in a flat-layout: (?P<subject>\[[^\]]*\])"),
        phrase("package-discovery-ambiguous", _PACKAGING, "Unable to determine which files to ship", r"Unable to determine which files to ship inside the wheel", also=r"matches the name of your project \((?P<subject>[^)]+)\)|The most likely cause"),
        phrase("package-directory-missing", _PACKAGING, "package directory '", r"error: package directory '(?P<subject>[^']+)' does not exist"),
        phrase("package-directory-missing", _PACKAGING, "No file/folder found for package", r"ModuleOrPackageNotFound\w*: No file/folder found for package (?P<subject>\S+)"),
        phrase("package-directory-missing", _PACKAGING, "No file, package, or module", r"No (?:file|folder|module|package)[\w/, ]* found for package (?P<subject>\S+)"),
        phrase("package-directory-missing", _PACKAGING, "Unable to find Python module", r"Unable to find [Pp]ython module (?P<subject>\S+)"),
        phrase("package-directory-missing", _PACKAGING, "No file/folder found for module", r"No file/folder found for module (?P<subject>\S+)"),
        phrase("metadata-invalid", _PACKAGING, " setup command: ", r"^\s*error in (?P<subject>\S+) setup command: (?P<text>.+)"),
        phrase("metadata-invalid", _PACKAGING, "configuration error: `", r"configuration error: `(?P<subject>[^`]+)` (?P<text>.+)"),
        phrase("metadata-invalid", _PACKAGING, "invalid pyproject.toml config: `", r"invalid pyproject\.toml config: `(?P<subject>[^`]+)`"),
        phrase("metadata-invalid", _PACKAGING, "License classifiers have been superseded", r"InvalidConfigError: (?P<text>License classifiers have been superseded.*)"),
        phrase("metadata-invalid", _PACKAGING, ("of field `project.", "Field `project.", "Field `tool.hatch", "of field `tool.hatch"), r"(?:TypeError|ValueError): (?P<text>.*?[Ff]ield `(?P<subject>(?:project|tool\.hatch)[\w.-]*)`.*)"),
        phrase("metadata-invalid", _PACKAGING, "flit_core.", r"flit_core\.\w+\.ConfigError: (?P<text>.+)"),
        phrase("metadata-invalid", _PACKAGING, "must be specified under `tool.hatch", r"(?P<text>\S.*must be specified under `(?P<subject>tool\.hatch[^`]*)`.*)"),
        phrase("metadata-invalid", _PACKAGING, "cannot be a direct reference unless", r"Dependency #\d+ of field `(?P<subject>project\.[\w.-]+)` cannot be a direct reference"),
        phrase("metadata-file-missing", _PACKAGING, ("eadme file does not exist", "icense file does not exist"), r"(?:Readme|License) file does not exist: (?P<subject>\S+)"),
        phrase("metadata-file-missing", _PACKAGING, "file does not exist: ", r"^\s*(?:OSError|FileNotFoundError): (?!Error getting the version)(?:\w+ )?file does not exist: (?P<subject>\S+)"),
        phrase("version-not-detected", _PACKAGING, "unable to detect version", r"(?:setuptools[-_]scm|vcs[-_]versioning|dunamai|versioningit)\S* was unable to detect version|unable to detect version for (?P<subject>\S+)"),
        phrase("version-not-detected", _PACKAGING, "rror getting the version from source", r"Error getting the version from source `(?P<subject>[^`]+)`: (?P<text>.+)"),
        phrase("version-not-detected", _PACKAGING, ("Unable to find version string", "Cannot find version string"), r"(?:RuntimeError: )?(?:Unable to|Cannot) find version string"),
        phrase("build-backend-missing", _PACKAGING, "BackendUnavailable", r"BackendUnavailable(?:: Cannot import '(?P<subject>[^']+)')?"),
        phrase("build-backend-missing", _PACKAGING, ("Cannot import 'setuptools", "Cannot import 'hatchling", "Cannot import 'poetry", "Cannot import 'flit"), r"Cannot import '(?P<subject>[^']+)'"),
        phrase("build-backend-missing", _PACKAGING, "invalid command 'bdist_wheel'", r"error: invalid command '(?P<subject>bdist_wheel)'"),
        phrase("build-backend-missing", _PACKAGING, "ERROR Missing dependencies", r"^\s*ERROR Missing dependencies:", also=r"^\s+\S+[<>=]|^\s{4,}\S+$"),
        phrase("configure-failed", Category.BUILD_COMPILE, "maturin failed", r"maturin failed", also=r"Caused by: |^\s+\S"),
        phrase("configure-failed", Category.BUILD_COMPILE, "meson.build:", r"(?P<subject>\S*meson\.build):\d+:\d+: ERROR: (?P<text>.+)"),
        phrase("configure-failed", Category.BUILD_COMPILE, "configure: error: ", r"^\s*configure: error: (?P<text>.+)"),
    ),
)  # fmt: skip
