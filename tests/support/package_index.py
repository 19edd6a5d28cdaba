"""A package index on 127.0.0.1: hand-made wheels, with the times at which they were published.

It speaks the JSON of PEP 691 with the `upload-time` of PEP 700. A listing is text:

    alpha 1.0 2024-01-05
      needs beta<2
    gamma 1.0 2024-01-05 sdist
    delta 1.0 2024-01-05 cp39
      has delta/core.py

`black`, `flake8`, `mypy` and `hatchling` can be started: they stand for a formatter, a linter, a type checker that
objects to everything, and a build back end that leaves out what .gitignore names.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FORMATTER = """\
import pathlib, sys
if "--version" in sys.argv:
    print("black, 24.1.0")
    raise SystemExit
for path in pathlib.Path(".").rglob("*.py"):
    path.write_bytes(path.read_bytes().replace(b"=1", b" = 1"))
"""
LINTER = """\
import pathlib, sys
if "--version" in sys.argv:
    print("7.0.0 (mccabe: 0.7.0)")
    raise SystemExit
for path in sorted(pathlib.Path(".").rglob("*.py")):
    for row, line in enumerate(path.read_text().split("\\n"), 1):
        if line.startswith("import"):
            print(f"./{path}:{row}:1: F401 imported but unused")
"""
TOOLS = {"black": {"black/__init__.py": "", "black/__main__.py": FORMATTER}}
TOOLS["flake8"] = {"flake8/__init__.py": "", "flake8/__main__.py": LINTER}
TYPES = """\
import sys
print("\\n".join(sys.argv[1:]), file=sys.stderr)
for path in sys.argv[1:]:
    if path.endswith(".py"):
        print(f'{path}:1:5: error: Too few arguments for "drop"  [call-arg]')
sys.exit(1)
"""
TOOLS["mypy"] = {"mypy/__init__.py": "", "mypy/__main__.py": TYPES}
BACKEND = """\
import os, pathlib, zipfile
def build_wheel(folder, config_settings=None, metadata_directory=None):
    hidden = pathlib.Path(".gitignore").read_text().split() if os.path.exists(".gitignore") else []
    if "broken" in hidden:
        raise ValueError("Unable to determine which files to ship")
    with zipfile.ZipFile(os.path.join(folder, "a-1-py3-none-any.whl"), "w") as archive:
        for path in sorted(pathlib.Path(".").rglob("*.py")):
            if not any(part in hidden for part in path.parts):
                archive.write(path)
    return "a-1-py3-none-any.whl"
"""
TOOLS["hatchling"] = {"hatchling/__init__.py": "", "hatchling/build.py": BACKEND}
TAGS = {"": "py3-none-any", "cp39": "cp39-cp39-manylinux_2_17_x86_64"}


@dataclass
class Release:
    """A version; `kind` is empty for a wheel that fits everywhere, `cp39` for one of Python 3.9, or `sdist`."""

    name: str
    version: str
    day: str
    kind: str = ""
    needs: list[str] = field(default_factory=list)
    python: str = ""
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def file_name(self) -> str:
        if self.kind == "sdist":
            return f"{self.name}-{self.version}.tar.gz"
        return f"{self.name}-{self.version}-{TAGS[self.kind]}.whl"

    @property
    def metadata(self) -> str:
        lines = ["Metadata-Version: 2.1", f"Name: {self.name}", f"Version: {self.version}"]
        lines += [f"Requires-Dist: {need}" for need in self.needs]
        lines += [f"Requires-Python: {self.python}"] if self.python else []
        return "\n".join(lines) + "\n"

    @property
    def data(self) -> bytes:
        if self.kind == "sdist":
            return b"not an archive: nobody may unpack it"
        info = f"{self.name}-{self.version}.dist-info"
        wheel = f"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: {TAGS[self.kind]}\n"
        files = {**self.files, f"{info}/METADATA": self.metadata, f"{info}/WHEEL": wheel}
        record = "".join(f"{path},{_hash(text)},{len(text.encode())}\n" for path, text in files.items())
        files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n"
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for path, text in files.items():
                archive.writestr(zipfile.ZipInfo(path, (2024, 1, 1, 0, 0, 0)), text)
        return buffer.getvalue()


def listed(text: str) -> list[Release]:
    """The releases of a listing."""
    found: list[Release] = []
    for line in filter(str.strip, text.split("\n")):
        words = line.split()
        if words[0] == "needs":
            found[-1].needs.append(" ".join(words[1:]))
        elif words[0] == "has":
            found[-1].files = {**found[-1].files, words[1]: ""}
        elif words[0] == "python":
            found[-1].python = words[1]
        else:
            kind = words[3] if len(words) > 3 else ""
            found.append(Release(words[0], words[1], words[2], kind, files=TOOLS.get(words[0], {})))
    return found


@contextmanager
def served(releases: list[Release]) -> Iterator[str]:
    """The index as long as it is wanted; gives its address."""
    by_file = {release.file_name: release for release in releases}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = self.path.strip("/").split("/")
            if parts[0] == "files" and parts[1] in by_file:
                self._send_part(by_file[parts[1]].data)
                return
            if parts[0] == "files" and parts[1].removesuffix(".metadata") in by_file:
                self._send(200, by_file[parts[1].removesuffix(".metadata")].metadata.encode(), "text/plain")
                return
            own = [release for release in releases if parts[:2] == ["simple", release.name]]
            page = {"meta": {"api-version": "1.1"}, "name": parts[-1], "files": [_entry(r) for r in own]}
            page["versions"] = [release.version for release in own]
            self._send(200 if own else 404, json.dumps(page).encode(), "application/vnd.pypi.simple.v1+json")

        def _send_part(self, data: bytes) -> None:
            first, _, last = self.headers.get("Range", "").removeprefix("bytes=").partition("-")
            if not (first or last):
                self._send(200, data, "application/octet-stream")
                return
            start = int(first) if first else max(0, len(data) - int(last))
            end = int(last) + 1 if first and last else len(data)
            self._send(
                206, data[start:end], "application/octet-stream", f"bytes {start}-{end - 1}/{len(data)}"
            )

        def _send(self, code: int, body: bytes, kind: str, part: str = "") -> None:
            self.send_response(code)
            if part:
                self.send_header("Content-Range", part)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/simple"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _entry(release: Release) -> dict[str, object]:
    digest = hashlib.sha256(release.data).hexdigest()
    return {
        "filename": release.file_name,
        "url": f"../../files/{release.file_name}",
        "hashes": {"sha256": digest},
        "upload-time": f"{release.day}T12:00:00.000000Z",
        **(
            {"core-metadata": {"sha256": hashlib.sha256(release.metadata.encode()).hexdigest()}}
            if release.kind != "sdist"
            else {}
        ),
        **({"requires-python": release.python} if release.python else {}),
    }


def _hash(text: str) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
