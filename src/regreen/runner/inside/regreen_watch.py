"""Lets an interpreter of a watched step say what keeps it waiting. Python 3.8 and later, standard library only.

Two things, in files beside this one. `stacks`: on a signal, faulthandler writes where all threads are, even while the
interpreter is stuck in C; then, if Python still runs, `answers` gets a JSON line with what only Python knows: the
test, the threads' names, the tasks of event loops. `started`: a line for each thread that will keep the process from
ending, and for each child process and asynchronous engine, with the line of the user's code that it comes from.

Nothing here may ever disturb the program: every entry point swallows its own errors.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # importing typing would cost every program some milliseconds
    from collections.abc import Callable, Iterator
    from types import CodeType, FrameType, ModuleType
    from typing import Any

_HERE = os.path.dirname(os.path.abspath(__file__))
_STANDARD = os.path.dirname(os.path.abspath(os.__file__))
_LIBRARIES = (os.sep + "site-packages" + os.sep, os.sep + "dist-packages" + os.sep)
_DEEPEST = 400  # frames that are walked
_KEPT = 8  # frames of the user that are kept
_TASKS = 50
_HIGH = 250  # a descriptor that programs do not use


def begin() -> None:
    """Answer to the signal, and look at the modules that start what outlives a test."""
    import _signal  # type: ignore[import-not-found] # quicker than signal
    import faulthandler

    number = getattr(_signal, "SIGRTMIN", 0) + 11 if hasattr(_signal, "SIGRTMIN") else _signal.SIGUSR1
    _signal.signal(number, _answer)
    faulthandler.register(number, file=_descriptor(), all_threads=True, chain=True)
    hooks: dict[str, Callable[[Any], None]] = {
        "threading": _watch_threads,
        "multiprocessing.process": _watch_processes,
        "sqlalchemy.ext.asyncio.engine": _watch_engines,
    }
    for name in list(hooks):
        if name in sys.modules:
            hooks.pop(name)(sys.modules[name])
    sys.meta_path.insert(0, _Finder(hooks))


def _descriptor() -> int:
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
    first = os.open(os.path.join(_HERE, "stacks"), flags, 0o666)
    try:
        os.fstat(_HIGH)
    except OSError:
        try:
            os.dup2(first, _HIGH, inheritable=False)
        except OSError:
            return first
        os.close(first)
        return _HIGH
    return first


class _Finder:
    """Finds nothing itself; has a look at some modules right after others have loaded them."""

    def __init__(self, hooks: dict[str, Callable[[Any], None]]) -> None:
        self._hooks = hooks

    def find_spec(self, name: str, path: Any = None, target: ModuleType | None = None) -> Any:
        hook = self._hooks.pop(name, None)
        if hook is None:
            return None
        for finder in sys.meta_path:
            find = getattr(finder, "find_spec", None)
            spec = find(name, path, target) if find is not None and finder is not self else None
            if spec is not None:
                _after_loading(spec, hook)
                return spec
        return None


def _after_loading(spec: Any, hook: Callable[[Any], None]) -> None:
    try:
        load = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            load(module)
            try:
                hook(module)
            except Exception:
                pass

        spec.loader.exec_module = exec_module
    except Exception:
        pass


def _as_was(own: Any, original: Any) -> Any:
    for name in ("__doc__", "__name__", "__qualname__", "__module__"):
        setattr(own, name, getattr(original, name))
    own.__wrapped__ = original
    return own


def _watch_threads(module: Any) -> None:
    original = module.Thread.start

    def start(self: Any) -> None:
        original(self)
        try:
            if not self.daemon:
                _record("thread", sys._getframe(1), ident=self.ident, name=self.name)
        except Exception:
            pass

    module.Thread.start = _as_was(start, original)


def _watch_processes(module: Any) -> None:
    original = module.BaseProcess.start

    def start(self: Any) -> None:
        original(self)
        try:
            _record("process", sys._getframe(1), child=self.pid, name=self.name)
        except Exception:
            pass

    module.BaseProcess.start = _as_was(start, original)


def _watch_engines(module: Any) -> None:
    """SQLAlchemy: an engine that is not disposed keeps its connections, and they their threads."""
    made, disposed = module.AsyncEngine.__init__, module.AsyncEngine.dispose

    def __init__(self: Any, *arguments: Any, **named: Any) -> None:
        made(self, *arguments, **named)
        try:
            _record("engine", sys._getframe(1), pool=id(self.sync_engine.pool), name=str(self.url))
        except Exception:
            pass

    async def dispose(self: Any, *arguments: Any, **named: Any) -> None:
        pool = id(self.sync_engine.pool)
        await disposed(self, *arguments, **named)
        try:
            _record("disposed", None, pool=pool)
        except Exception:
            pass

    module.AsyncEngine.__init__ = _as_was(__init__, made)
    module.AsyncEngine.dispose = _as_was(dispose, disposed)


def _record(kind: str, frame: FrameType | None, **known: Any) -> None:
    test = os.environ.get("PYTEST_CURRENT_TEST", "")
    _write("started", {"kind": kind, "pid": os.getpid(), "test": test, **_origin(frame), **known})


def _write(name: str, value: Any) -> None:
    import json

    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
    descriptor = os.open(os.path.join(_HERE, name), flags, 0o666)
    try:
        os.write(descriptor, (json.dumps(value) + "\n").encode("utf-8", "replace"))
    finally:
        os.close(descriptor)


def _origin(frame: FrameType | None) -> dict[str, Any]:
    """The user's calls that led here, the innermost first, the libraries' last one, and pytest's fixture."""
    found: dict[str, Any] = {"frames": [], "through": [], "fixture": None}
    for one in _calls(frame):
        code = one.f_code
        if code.co_name == "pytest_fixture_setup" and found["fixture"] is None:
            found["fixture"] = _fixture(one.f_locals.get("fixturedef"))
        elif not _is_library(code):
            found["frames"].append(_place(one))
        elif not found["frames"]:
            found["through"].append(code.co_filename)
    found["frames"] = found["frames"][:_KEPT]
    found["through"] = sorted({os.path.dirname(name).rpartition(os.sep)[2] for name in found["through"]})
    return found


def _calls(frame: FrameType | None) -> Iterator[FrameType]:
    """The stack outwards; where a greenlet ends, that of those who switched to it."""
    greenlet = sys.modules.get("greenlet")
    current = greenlet.getcurrent() if greenlet is not None else None
    for _ in range(_DEEPEST):
        if frame is None:
            current = getattr(current, "parent", None)
            frame = getattr(current, "gr_frame", None)
            if frame is None:
                return
        yield frame
        frame = frame.f_back


def _is_library(code: CodeType) -> bool:
    name = code.co_filename
    return (
        name.startswith(("<", _STANDARD + os.sep, _HERE))
        or any(folder in name for folder in _LIBRARIES)
        or os.path.basename(os.path.dirname(name)) in ("bin", "Scripts")
    )


def _place(frame: FrameType) -> list[Any]:
    return [frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name]


def _fixture(definition: Any) -> dict[str, Any] | None:
    function = getattr(definition, "func", None)
    for _ in range(10):
        inner = getattr(function, "__wrapped__", None) or getattr(function, "func", None)
        if inner is None:
            break
        function = inner
    code = getattr(function, "__code__", None)
    if code is None:
        return None
    return {
        "name": str(getattr(definition, "argname", "")),
        "scope": str(getattr(definition, "scope", "")),
        "place": [code.co_filename, code.co_firstlineno, code.co_name],
    }


def _answer(number: int, frame: FrameType | None) -> None:
    """Say what only Python knows; called in the main thread as soon as it runs Python again."""
    try:
        threading = sys.modules.get("threading")
        known = list(getattr(threading, "_active", {}).values())
        main = threading.main_thread().ident if threading is not None else None
        _write(
            "answers",
            {
                "pid": os.getpid(),
                "test": os.environ.get("PYTEST_CURRENT_TEST", ""),
                "main": main,
                "threads": [[one.ident, one.name, bool(one.daemon)] for one in known],
                "fixture": _origin(frame)["fixture"],
                "tasks": list(_tasks()),
            },
        )
    except Exception:
        pass


def _tasks() -> Iterator[dict[str, Any]]:
    """The tasks of all event loops that are not done, with the calls that wait, the innermost first."""
    asyncio = sys.modules.get("asyncio")
    if asyncio is None:
        return
    import gc

    kinds = tuple(kind for kind in (asyncio.Task, getattr(asyncio.tasks, "_PyTask", None)) if kind)
    tasks = [one for one in gc.get_objects() if issubclass(type(one), kinds) and not one.done()]
    for task in tasks[:_TASKS]:
        calls = list(_awaited(task.get_coro()))[::-1]
        own = [_place(frame) for frame in calls if not _is_library(frame.f_code)]
        yield {"name": task.get_name(), "frames": own[:_KEPT], "inner": _place(calls[0]) if calls else None}


def _awaited(coroutine: Any) -> Iterator[FrameType]:
    import gc

    for _ in range(_DEEPEST):
        if type(coroutine).__name__.startswith("async_generator_"):  # an asend() does not tell whose it is
            below = gc.get_referents(coroutine)
            coroutine = next((one for one in below if hasattr(one, "ag_frame")), None)
        for prefix, then in (("cr", "await"), ("gi", "yieldfrom"), ("ag", "await")):
            frame = getattr(coroutine, prefix + "_frame", None)
            if frame is not None:
                yield frame
                coroutine = getattr(coroutine, prefix + "_" + then)
                break
        else:
            return
