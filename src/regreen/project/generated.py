"""Modules that a build makes and that are rightly not tracked: version files, extensions, generated code."""

from __future__ import annotations

import re
from functools import cached_property

from regreen.project.tree import Tree

_BUILD_FILES = frozenset(
    {
        "pyproject.toml",
        "setup.py",
        "setup.cfg",
        "CMakeLists.txt",
        "meson.build",
        "Cargo.toml",
        "Makefile",
        "build.py",
    }
    | {
        "hatch_build.py",
        "build.rs",
        "tasks.py",
        "noxfile.py",
        "tox.ini",
        "justfile",
        "Justfile",
        "dodo.py",
        "Rakefile",
    }
    | {
        "BUILD",
        "BUILD.bazel",
        "SConstruct",
        "SConscript",
        "wscript",
        "MANIFEST.in",
        "versioneer.py",
        "pdm_build.py",
    }
    | {"Dockerfile", "Taskfile.yml", "buildconfig.py", "conanfile.py", "package.json"}
)
_NATIVE = frozenset({"c", "cc", "cpp", "cxx", "cu", "rs", "f", "f90", "pyx", "pxd", "m", "mm", "zig", "go"})
_SOURCES = frozenset(
    {"pyx", "proto", "g4", "i", "ui", "qrc", "thrift", "fbs", "capnp", "in", "j2", "tmpl", "mako", "re2c"}
)
_VERSION = re.compile(
    r"^_?_?(version|git_?version|scm_version|build_?info|about|generated_version|buildno)(__|_info)?$"
)
_SUFFIX = re.compile(r"(_pb2|_pb2_grpc|_grpc|_pb|_rc|_ui|_cffi|_pywrap)$|^(ui_|rc_|moc_|lextab|parsetab)")
_NATIVE_BUILD = re.compile(
    r"ext_modules|cffi_modules|rust_extensions|CUDAExtension|CppExtension|maturin|setuptools[-_]rust|scikit-build"
    r"|pybind11|nanobind|mesonpy|cythonize|py_modules_abi|pyo3|swig|build_ext"
)


class Generated:
    """Tells whether a missing module is one that a build of this tree would make."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def makes(self, folder: str, name: str) -> bool:
        """Whether a build makes the module `name` in `folder`, as far as the tree tells."""
        if _VERSION.match(name.lower()) or _SUFFIX.search(name):
            return True
        if self._has_source(folder, name) or (name.startswith("_") and self._builds_native):
            return True
        return self._is_named(folder, name)

    def _has_source(self, folder: str, name: str) -> bool:
        """A template, a grammar or an extension's source of the same name."""
        for place, suffixes in self._stems.get(name, frozenset()):
            if suffixes & _SOURCES or (place == folder and suffixes & _NATIVE):
                return True
            if suffixes & _NATIVE and name not in ("lib", "main", "mod", "core", "utils", "types"):
                return True
        return False

    @cached_property
    def _stems(self) -> dict[str, frozenset[tuple[str, frozenset[str]]]]:
        """Folder and suffixes of each file that could be a source, by its name up to the first dot."""
        found: dict[str, set[tuple[str, frozenset[str]]]] = {}
        for path in self._tree.paths:
            folder, _, name = path.rpartition("/")
            stem, *suffixes = name.split(".")
            if suffixes and not (_NATIVE | _SOURCES).isdisjoint(suffixes):
                found.setdefault(stem, set()).add((folder, frozenset(suffixes)))
        return {stem: frozenset(places) for stem, places in found.items()}

    @cached_property
    def _builds_native(self) -> bool:
        return any(_NATIVE_BUILD.search(text) for text in self._build_texts)

    @cached_property
    def _build_texts(self) -> tuple[str, ...]:
        paths = [path for name in sorted(_BUILD_FILES) for path in self._tree.names.get(name, ())]
        return tuple(text for path in paths[:200] if (text := self._tree.text(path)) is not None)

    def _is_named(self, folder: str, name: str) -> bool:
        """Whether a build file speaks of the file, or makes an extension of that name."""
        file = re.compile(rf"(?<![\w.-]){re.escape(name)}\.(?:py|pyi|so|pyd)\b")
        package = folder.removeprefix("src/").replace("/", ".")
        quoted = re.compile(
            rf"""["'(](?:[\w.]+\.)?{re.escape(package.rpartition(".")[2])}\.{re.escape(name)}["')]"""
        )
        extension = re.compile(
            rf"(?:module-name|add_module|extension_module)[^\n]{{0,40}}\b{re.escape(name)}\b"
        )
        return any(
            file.search(text)
            or extension.search(text)
            or (quoted.search(text) and _NATIVE_BUILD.search(text) is not None)
            for text in self._build_texts
            if name in text
        )
