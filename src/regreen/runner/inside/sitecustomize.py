"""Stands first on the path of every interpreter of a watched step, Python 2 included: nothing newer is written here."""

import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))


def _watch():  # type: ignore[no-untyped-def]
    if sys.version_info < (3, 8) or os.environ.get("REGREEN_WATCH") == "off":
        return
    try:
        import regreen_watch  # type: ignore[import-not-found]

        regreen_watch.begin()
    except Exception:  # whatever it is, the program must not notice
        pass


def _step_aside():  # type: ignore[no-untyped-def]
    """Load the sitecustomize that this one hides, and leave the path as it would be without us."""
    own = sys.modules.pop("sitecustomize", None)
    sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder) != _HERE]
    try:
        import sitecustomize  # type: ignore[import-not-found] # noqa: F401
    except ImportError:
        if "sitecustomize" not in str(sys.exc_info()[1]):
            raise
    finally:
        if own is not None:
            sys.modules.setdefault("sitecustomize", own)


_watch()  # type: ignore[no-untyped-call]
_step_aside()  # type: ignore[no-untyped-call]
