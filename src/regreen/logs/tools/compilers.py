"""Compilers: located errors of gcc, clang, MSVC, Cython, rustc, go, javac, kotlinc and csc, and what linkers miss.

gcc/clang: `path:row:column: error: text`; MSVC and csc: `path(row,column): error C2143: text`; rustc: `error[E0308]:
text` above ` --> path:row:column`; Cython: `path.pyx:row:column: text` below `Error compiling Cython file:`; javac
`path:row: error: text`, maven `[ERROR] path:[row,column] text`, kotlinc `e: file:///path:row:column text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from regreen.logs.pattern import Pattern
from regreen.logs.phrases import anchors, bare, heard, phrase
from regreen.logs.signal import Complaint, Signal
from regreen.logs.tool import Tool
from regreen.logs.window import Window
from regreen.model.finding import Category
from regreen.model.run import Line

_BUILD = Category.BUILD_COMPILE
_DEPS = Category.DEPENDENCY_RESOLUTION

_EXT = (
    r"(?:c|cc|cpp|cxx|c\+\+|h|hh|hpp|hxx|inl|ipp|tcc|cu|cuh|m|mm|S|s|f|f90|F90|java|kt|swift|go|rs|ino|i|tpp)"
)
_GNU = Pattern(
    r"^\s*(?P<path>(?:[A-Za-z]:)?[^\s:()'\"][^:()'\"]*?\."
    + _EXT
    + r"):(?P<row>\d+)(?::(?P<column>\d+))?: (?:fatal )?error: (?P<text>.+)$"
)
_MSVC = Pattern(
    r"^\s*(?:\d+>)?(?P<path>(?:[A-Za-z]:)?[^\s:()'\"][^:()'\"\n]*\.\w{1,4})\((?P<row>\d+)(?:,(?P<column>\d+))?\) ?: (?:fatal )?error (?P<code>(?:C|CS|FS|BC)\d+): (?P<text>.+)$"
)
_RUST = Pattern(r"^\s*error(?:\[(?P<code>E\d+)\])?: (?P<text>.+)$")
_ARROW = Pattern(r"^(?:##\[error\])?\s*--> (?P<path>[^:]+\.(?:rs|toml)):(?P<row>\d+):(?P<column>\d+)")
_CYTHON = Pattern(r"^\s*(?P<path>\S+\.(?:pyx|pxd|pxi|py)):(?P<row>\d+):(?P<column>\d+): (?P<text>.+)$")
_GO = Pattern(r"^\s*(?:vet: )?(?P<path>[\w./-]+\.go):(?P<row>\d+):(?P<column>\d+): (?P<text>.+)$")
_MAVEN = Pattern(
    r"^\s*\[ERROR\] (?P<path>\S+\.(?:java|kt|scala)):\[(?P<row>\d+),(?P<column>\d+)\] (?P<text>.+)$"
)
_KOTLIN = Pattern(
    r"^\s*e: (?:file://)?(?P<path>\S+?\.kts?):(?: \()?(?P<row>\d+)[:,] ?(?P<column>\d+)\)?:? (?P<text>.+)$"
)

_NEEDED = (
    phrase("build-tool-missing", _DEPS, ("error: command '", 'error: command "'), r"error: command ['\"](?P<subject>[\w+./-]+)['\"] failed: No such file or directory"),
    phrase("build-tool-missing", _DEPS, "unable to execute '", r"unable to execute '(?P<subject>[\w+.-]+)': No such file"),
    phrase("build-tool-missing", _DEPS, "Microsoft Visual C++", r"error: (?P<subject>Microsoft Visual C\+\+) \d+\.\d+ (?:or greater )?is required"),
    phrase("build-tool-missing", _DEPS, "Unable to find vcvarsall", r"Unable to find (?P<subject>vcvarsall)"),
    phrase("build-tool-missing", _DEPS, "pg_config executable not found", r"(?P<subject>pg_config) executable not found"),
    phrase("build-tool-missing", _DEPS, ("pkg-config name", "mysql_config not found", "mysql_config: not found"), r"Can not find valid (?P<subject>pkg-config name)|(?P<other>mysql_config):? not found"),
    phrase("build-tool-missing", _DEPS, "No package '", r"No package '(?P<subject>[\w.+-]+)' found"),
    phrase("build-tool-missing", _DEPS, "required by 'virtual:world'", r"Package '(?P<subject>[\w.+-]+)', required by 'virtual:world', not found"),
    phrase("build-tool-missing", _DEPS, "was not found in the pkg-config search path", r"Package '?(?P<subject>[\w.+-]+)'? was not found in the pkg-config search path"),
    phrase("build-tool-missing", _DEPS, "development packages are installed", r"Please make sure the (?P<subject>.+?) development packages are installed"),
    phrase("build-tool-missing", _DEPS, "The headers or library files could not be found for", r"headers or library files could not be found for (?P<subject>\w+)"),
    phrase("build-tool-missing", _DEPS, "directory of OpenSSL installation", r"Could not find directory of (?P<subject>OpenSSL) installation"),
    phrase("build-tool-missing", _DEPS, "find Rust compiler", r"can'?t find (?P<subject>Rust) compiler"),
    phrase("build-tool-missing", _DEPS, "Cargo, the Rust package manager", r"(?P<subject>Cargo), the Rust package manager, is not installed"),
    phrase("build-tool-missing", _DEPS, "CMake must be installed", r"(?P<subject>CMake) must be installed"),
    phrase("build-tool-missing", _DEPS, ("nknown compiler(s)", "Did not find pkg-config"), r"[Uu]nknown (?P<subject>compiler)\(s\)|ERROR: Did not find (?P<other>pkg-config)"),
    phrase("build-library-missing", _BUILD, "cannot find -l", r"(?:ld|ld\.\w+|lld): cannot find -l(?P<subject>[\w.+-]+)"),
    phrase("build-library-missing", _BUILD, "library not found for -l", r"library not found for -l(?P<subject>[\w.+-]+)"),
    phrase("build-library-missing", _BUILD, "library '", r"ld: library '(?P<subject>[^']+)' not found"),
    phrase("build-library-missing", _BUILD, "fatal error LNK", r"fatal error LNK1181: cannot open input file '(?P<subject>[^']+)'|fatal error (?P<code>LNK\d+): (?P<text>.+)"),
    phrase("link-failed", _BUILD, "undefined reference to", r"undefined reference to [`'\"](?P<subject>[^'`\"]+)"),
    phrase("link-failed", _BUILD, "Undefined symbols for architecture", r"Undefined symbols for architecture (?P<subject>\w+)", also=r'^\s+"_'),
    phrase("link-failed", _BUILD, "unresolved external symbol", r"error LNK\d+: unresolved external symbol (?P<subject>\S+)"),
)  # fmt: skip


def _read(window: Window) -> Iterable[Signal]:
    line, text = window.line, bare(window.line.text)
    for name, pattern in (("cc", _GNU), ("msvc", _MSVC), ("maven", _MAVEN), ("kotlin", _KOTLIN)):
        if match := pattern.match(text):
            yield _complaint(name, line, match)
            return
    if "Error compiling Cython file" in text:
        yield from _cython(window)
    elif match := _GO.match(text):
        if _below_package(window):
            yield _complaint("go", line, match)
    elif "error[E" in text or "error: " in text:
        yield from _rust(window, text)
    yield from heard("cc", _NEEDED, window)


def _complaint(tool: str, line: Line, match: re.Match[str], also: tuple[Line, ...] = ()) -> Complaint:
    groups = match.groupdict()
    return Complaint(
        tool=tool,
        line=line,
        also=also,
        text=groups["text"].strip()[:400],
        path=groups["path"].strip(),
        row=int(groups["row"]),
        column=int(groups.get("column") or 0),
        code=groups.get("code") or "",
        category=_BUILD,
    )


def _rust(window: Window, text: str) -> Iterator[Complaint]:
    """Rustc's place stands one to three lines below the error; cargo's closing statements have none."""
    error = _RUST.match(text)
    if error is None:
        return
    for below in window.after(3):
        arrow = _ARROW.match(bare(below.text)) or _ARROW.match(below.text)
        if arrow:
            yield Complaint(
                tool="rustc",
                line=window.line,
                also=(below,),
                text=error["text"][:400],
                path=arrow["path"].strip(),
                row=int(arrow["row"]),
                column=int(arrow["column"]),
                code=error["code"] or "",
                category=_BUILD,
            )
            return


def _cython(window: Window) -> Iterator[Complaint]:
    for line in window.after(40):
        match = _CYTHON.match(bare(line.text))
        if match:
            yield _complaint("cython", line, match, (window.line,))
            return


def _below_package(window: Window) -> bool:
    """`# package` heads the errors of `go build` and `go vet`; linters print the same lines without it."""
    for line in window.before(12):
        text = bare(line.text)
        if not _GO.match(text):
            return text.startswith("# ")
    return False


TOOL = Tool(
    name="compiler",
    anchors=anchors(
        _NEEDED,
        ": error: ",
        ": fatal error: ",
        "error[E",
        "error: ",
        ": error C",
        ": fatal error C",
        "Error compiling Cython file",
        "[ERROR] /",
        "e: file:///",
        ".go:",
    ),
    read=_read,
)
