"""Who keeps a program from going on, or from ending, told from a look at its interpreters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from regreen.runner.sample import Fixture, Place, Sample, Started
from regreen.runner.stacks import Frame, Thread

_SHOWN = 3  # threads that are named
_LOOPS = ("_run_once", "run_forever", "run_until_complete")
_RUNS = "R"


class Culprit(Struct, frozen=True):
    """`text` says it in one sentence. `exits`: the program is through and only waits for others; `own`: a line of
    the user's code is in it.
    """

    text: str
    exits: bool = False
    own: bool = False


def find_culprit(samples: Sequence[Sample], started: Sequence[Started]) -> Culprit | None:
    """The culprit; None where the stacks do not tell. The deepest process counts: those above wait for it."""
    found = [one for sample in reversed(samples) if (one := _of(sample, samples, started)) is not None]
    for wanted in (
        lambda one: one.exits and one.own,
        lambda one: one.exits,
        lambda one: one.own,
        lambda one: True,
    ):
        if (first := next(filter(wanted, found), None)) is not None:
            return first
    return None


def _of(sample: Sample, samples: Sequence[Sample], started: Sequence[Started]) -> Culprit | None:
    main = sample.main
    if main is None:
        return None
    if not main.ends:
        return _inside(sample, main)
    own = [one for one in started if one.pid == sample.process.pid]
    keeping = list(_threads(sample, main, own)) or list(_children(samples, own))
    if not keeping:
        return None
    more = f"; and {len(keeping) - _SHOWN} more" if len(keeping) > _SHOWN else ""
    named = "; ".join(text for text, _ in keeping[:_SHOWN]) + more
    engines = _engines(own)
    word = "keeps" if len(keeping) == 1 else "keep"
    return Culprit(f"{named} {word} the process from ending{engines}", True, any(own for _, own in keeping))


def _threads(sample: Sample, main: Thread, started: Sequence[Started]) -> Iterator[tuple[str, bool]]:
    """The threads that the interpreter waits for, and whether it is known which line of the user started them."""
    daemons = {ident for ident, _, daemon in sample.answer.threads if daemon} if sample.answer else set()
    for thread in sample.threads:
        if thread is main or thread.ident in daemons:
            continue
        record = next(
            (one for one in reversed(started) if one.kind == "thread" and one.ident == thread.ident), None
        )
        name = f"thread '{thread.name or (record.name if record else '')}'".replace(" ''", "")
        place = thread.own or thread.frames[0]
        waits = f"{_verb(sample)} {thread.frames[0].shown}" + (
            f", called from {place.shown}" if place is not thread.frames[0] else ""
        )
        origin = _origin(record) if record else ""
        yield f"{name}, {f'{origin}, ' if origin else ''}which {waits},", bool(origin or thread.own)


def _children(samples: Sequence[Sample], started: Sequence[Started]) -> Iterator[tuple[str, bool]]:
    """The processes of `multiprocessing` that it waits for."""
    for record in started:
        child = next((one for one in samples if one.process.pid == record.child), None)
        if record.kind == "process" and child is not None and child.main is not None:
            inside = _inside(child, child.main)
            where = f", where {inside.text}" if inside else ""
            yield f"process '{record.name}', {_origin(record)}{where},", True


def _origin(record: Started) -> str:
    """Where something was started: the line of the user, the fixture, the test."""
    words = f"started at {_place(record.frames[0])}" if record.frames else "started"
    if record.fixture is not None:
        words += f" for {_fixture(record.fixture)}"
    if record.test:
        words += f" during {_test(record.test)}"
    return words if record.frames or record.fixture or record.test else ""


def _fixture(fixture: Fixture) -> str:
    file, row, _ = fixture.place
    scope = f"{fixture.scope} " if fixture.scope not in ("", "function") else ""
    return f"the {scope}fixture '{fixture.name}' ({file}:{row})"


def _engines(started: Sequence[Started]) -> str:
    """The engines whose pools nobody disposed, where a thread came from SQLAlchemy."""
    if not any(
        one.kind == "thread" and {"sqlalchemy", "asyncio", "aiosqlite"} & set(one.through) for one in started
    ):
        return ""
    alive: dict[int, Started] = {}
    for one in started:
        if one.kind == "engine" and one.frames:
            alive.setdefault(one.pool, one)
        elif one.kind == "disposed":
            alive.pop(one.pool, None)
    shown = [f"the engine {one.name}, created at {_place(one.frames[0])}" for one in alive.values()]
    return f"; never disposed: {'; '.join(dict.fromkeys(shown))}" if shown and len(shown) <= _SHOWN else ""


def _inside(sample: Sample, main: Thread) -> Culprit | None:
    """A call that does not return, or tasks that never get what they await."""
    test = f", during {_test(sample.answer.test)}" if sample.answer and sample.answer.test else ""
    if any(frame.function in _LOOPS for frame in main.frames[:6]) and sample.process.state != _RUNS:
        tasks = sample.answer.tasks if sample.answer else []
        waiting = [
            f"task '{task.name}' at {_place(task.frames[0])}"
            + (f" for {_place(task.inner)}" if task.inner and task.inner != task.frames[0] else "")
            for task in tasks
            if task.frames
        ]
        if waiting:
            return Culprit(f"the event loop waits for {'; '.join(waiting[:_SHOWN])}{test}", own=True)
    own = main.own
    place = own or main.frames[0]
    others = [
        f"; thread '{thread.name}' {_verb(sample)} {thread.frames[0].function}, called from {thread.own.shown}"
        for thread in sample.threads
        if thread is not main and thread.own is not None
    ]
    text = f"it {_verb(sample)} {main.frames[0].function}, called from {place.shown}{test}"
    return Culprit(text + "".join(others[:_SHOWN]), own=own is not None)


def _verb(sample: Sample) -> str:
    return "runs in" if sample.process.state == _RUNS else "waits in"


def _test(text: str) -> str:
    """`path::test (call)` as pytest gives it, without the phase of a call."""
    return text.removesuffix(" (call)")


def _place(place: Place) -> str:
    file, row, function = place
    return Frame(file, row, function).shown
