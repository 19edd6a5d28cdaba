"""Names that people require and that no index has, or has as an empty or broken shell: those of modules.

Source: what installers answer to them; the indexes' own pages of the shells.
"""

from __future__ import annotations

_OF_PYTHON = frozenset({"sqlite3", "tkinter", "pkg-resources"})
_BY_MODULE = {
    "cv2": "opencv-python",
    "opencv": "opencv-python",
    "pil": "pillow",
    "yaml": "pyyaml",
    "skimage": "scikit-image",
    "dotenv": "python-dotenv",
    "beautifulsoup": "beautifulsoup4",
}


def instead_of(name: str) -> str | None:
    """The distribution that is meant; empty for a part of Python itself; None for a name that may well be one."""
    if name in _OF_PYTHON:
        return ""
    return _BY_MODULE.get(name)
