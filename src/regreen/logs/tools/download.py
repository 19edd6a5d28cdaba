"""Downloads that did not arrive: what pip's network layer, curl, wget and actions say in the end.

A server of the job itself (localhost, a service by its bare name) is no download: those are left to others.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.phrases import anchors, heard, phrase
from regreen.logs.signal import Signal
from regreen.logs.tool import Tool
from regreen.logs.window import Window
from regreen.model.finding import Category

_NET = Category.FLAKY_NETWORK
_WHY = r"(?:Read timed out|Max retries exceeded|Connection reset|Connection aborted|RemoteDisconnected|IncompleteRead|Temporary failure in name resolution|Name or service not known|NameResolutionError|ConnectTimeout|NewConnectionError|Connection broken|ReadTimeout)"
_LOCAL = Pattern(r"localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]")

_PHRASES = (
    phrase("download-failed", _NET, "Could not install packages due to an", r"Could not install packages due to an (?:OSError|EnvironmentError): (?P<text>.*" + _WHY + r".*)"),
    phrase("download-failed", _NET, ("pip._vendor.urllib3.exceptions.", "pip._vendor.requests.exceptions."), r"^\s*pip\._vendor\.(?:urllib3|requests)\.exceptions\.(?P<text>(?:ReadTimeoutError|ProtocolError|ConnectionError|ConnectTimeout|ReadTimeout|ChunkedEncodingError|IncompleteRead|MaxRetryError|SSLError).*)"),
    phrase("download-failed", _NET, "while getting http", r"ERROR: (?P<text>HTTP error 5\d\d while getting) (?P<subject>\S+)"),
    phrase("index-refused", Category.PERMISSION_SECRET, "while getting http", r"ERROR: (?P<text>HTTP error 40[13] while getting) (?P<subject>\S+)"),
    phrase("download-missing", Category.DEPENDENCY_RESOLUTION, "while getting http", r"ERROR: (?P<text>HTTP error 4\d\d while getting) (?P<subject>\S+)"),
    phrase("download-missing", Category.OTHER, "curl: (22) ", r"^\s*curl: \((?P<code>22)\) (?P<text>The requested URL returned error: (?:404|410)\b.*)"),
    phrase("download-failed", _NET, "wget: unable to resolve host", r"wget: (?P<text>unable to resolve host address .+)"),
    phrase("download-failed", _NET, "Unexpected HTTP response: 5", r"##\[error\](?P<text>Unexpected HTTP response: 5\d\d)"),
)  # fmt: skip


def _read(window: Window) -> Iterable[Signal]:
    if not _LOCAL.search(window.line.text):
        yield from heard("download", _PHRASES, window)


TOOL = Tool(name="download", anchors=anchors(_PHRASES), read=_read)
