"""A shared library that a Python package loads is not on the machine.

## Why
The wheel brings the Python part; the library itself comes from the system, and the image of the job is
smaller than a desktop.

## Fix
Install the system package before the step. On Debian and Ubuntu the table below the title names it; for
OpenCV the wheel `opencv-python-headless` needs no display library at all. A missing CUDA library means that
a GPU build was installed: use the CPU wheels.
"""

from __future__ import annotations

from regreen.logs.statements import Statement
from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._saying import saying

_PACKAGES = {
    "libGL": "libgl1",
    "libEGL": "libegl1",
    "libgthread-2": "libglib2.0-0",
    "libglib-2": "libglib2.0-0",
    "libpq": "libpq5",
    "libmagic": "libmagic1",
    "libcairo": "libcairo2",
    "cairo": "libcairo2",
    "libpango-1": "libpango-1.0-0",
    "pango-1": "libpango-1.0-0",
    "libpangocairo": "libpangocairo-1.0-0",
    "gobject-2": "libglib2.0-0 libpango-1.0-0",
    "libgobject-2": "libglib2.0-0",
    "libsndfile": "libsndfile1",
    "libportaudio": "libportaudio2",
    "PortAudio": "libportaudio2",
    "libgomp": "libgomp1",
    "libxcb": "libxcb1",
    "libX11": "libx11-6",
    "libXrender": "libxrender1",
    "libSM": "libsm6",
    "libxkbcommon": "libxkbcommon0",
    "libtk": "python3-tk",
    "libmysqlclient": "libmysqlclient-dev",
    "libodbc": "unixodbc",
    "libzbar": "libzbar0",
    "zbar": "libzbar0",
    "libusb": "libusb-1.0-0",
    "libspatialindex": "libspatialindex-dev",
    "libgeos_c": "libgeos-dev",
    "libgdal": "libgdal-dev",
    "libxmlsec1": "libxmlsec1",
    "libffi": "libffi8",
    "libopenblas": "libopenblas0",
    "libtesseract": "tesseract-ocr",
}


def _with_package(_: Statement, data: dict[str, str]) -> dict[str, str]:
    library = data["library"]
    stem = next(
        (name for name in _PACKAGES if library == name or library.startswith((name + ".", name + "-"))), ""
    )
    return {"library": library, "package": _PACKAGES.get(stem, f"the package that holds {library}")}


log = saying(
    r"(?P<library>lib[\w.+-]+?\.(?:so[\d.]*|dylib)): cannot open shared object file",
    r"cannot load library '(?P<library>[^'\n]+)'",
    r"no library called \"(?P<library>[^\"\n]+)\" was found",
    r"Library not loaded: (?P<library>\S+)",
    r"DLL load failed(?: while importing (?P<library>\w+))?: The specified module could not be found",
    r"OSError: (?P<library>\w+) library not found",
    r"failed to find lib(?P<library>magic)\b",
    r"Unable to find (?P<library>zbar) shared library",
    judge=_with_package,
)


RULE = Rule(
    id="shared-library-missing",
    category=Category.MISSING_MODULE,
    title="The shared library {library} is not on the machine",
    log=log,
    key=("library",),
    explains=(
        "script-missing",
        "test-collection-error",
        "conftest-import-error",
        "test-failed",
        "coverage-below-threshold",
    ),
    fixers=(
        Fixer(
            "Install the system package",
            Safety.ADVICE,
            commands=("sudo apt-get update && sudo apt-get install -y {package}",),
        ),
    ),
)
