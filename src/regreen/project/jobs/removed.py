"""Modules and names of the standard library that a job's Python does not have, not yet or no more.

Source: the documents "What's new in Python" 3.9 to 3.14 and PEP 594.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from regreen.model.text import Source
from regreen.project.import_facts import Import
from regreen.project.imports import candidates, imports
from regreen.project.jobs.lacking import Lacking
from regreen.project.jobs.model import Call, JobRun
from regreen.project.reach import Outside

_REMOVED = {
    **dict.fromkeys(("asynchat", "asyncore", "smtpd", "imp", "distutils"), "3.12"),
    **dict.fromkeys(
        str.split(
            "aifc audioop cgi cgitb chunk crypt imghdr mailcap msilib nis nntplib ossaudiodev pipes sndhdr spwd sunau "
            "telnetlib uu xdrlib lib2to3"
        ),
        "3.13",
    ),
}
_ADDED = {"tomllib": "3.11", "zoneinfo": "3.9", "graphlib": "3.9", "annotationlib": "3.14"}
_NAMES_ADDED = {
    "3.8": "typing.TypedDict typing.Literal typing.Protocol typing.Final typing.final typing.runtime_checkable "
    "functools.cached_property functools.singledispatchmethod math.prod shlex.join",
    "3.9": "typing.Annotated functools.cache math.lcm math.nextafter",
    "3.10": "typing.TypeAlias typing.ParamSpec typing.Concatenate typing.TypeGuard typing.is_typeddict "
    "itertools.pairwise types.NoneType types.UnionType types.EllipsisType dataclasses.KW_ONLY "
    "contextlib.aclosing",
    "3.11": "datetime.UTC enum.StrEnum enum.verify enum.ReprEnum typing.Self typing.LiteralString typing.Never "
    "typing.NotRequired typing.Required typing.Unpack typing.TypeVarTuple typing.assert_never typing.assert_type "
    "typing.reveal_type typing.dataclass_transform typing.clear_overloads contextlib.chdir asyncio.TaskGroup "
    "asyncio.timeout asyncio.Runner asyncio.Barrier http.HTTPMethod",
    "3.12": "typing.override typing.TypeAliasType collections.abc.Buffer itertools.batched "
    "inspect.markcoroutinefunction calendar.Month calendar.Day",
    "3.13": "warnings.deprecated typing.TypeIs typing.ReadOnly typing.NoDefault copy.replace queue.ShutDown",
}
_NAMES_REMOVED = {
    "3.10": "collections.Callable collections.Mapping collections.MutableMapping collections.Iterable "
    "collections.Sequence collections.Hashable collections.Set collections.MutableSet collections.MutableSequence "
    "collections.Iterator collections.Sized collections.Container collections.Generator fractions.gcd",
    "3.9": "base64.encodestring base64.decodestring",
    "3.11": "inspect.getargspec inspect.formatargspec asyncio.coroutine",
    "3.12": "configparser.SafeConfigParser pkgutil.ImpImporter ssl.wrap_socket ssl.match_hostname",
    "3.13": "unittest.makeSuite unittest.findTestCases locale.resetlocale",
    "3.14": "ast.Str ast.Num ast.Bytes ast.NameConstant pkgutil.get_loader pkgutil.find_loader",
}
_STAND_INS = {
    "distutils": ("setuptools",),
    "cgi": ("legacy-cgi",),
    "cgitb": ("legacy-cgi",),
    "audioop": ("audioop-lts",),
    "imp": ("zombie-imp",),
    "asyncore": ("pyasyncore",),
    "asynchat": ("pyasynchat",),
}
_NO_PYTHONS = frozenset({"", "3.1", "3.2", "3.3", "3.4", "3.5"})
_IMPORT = re.compile(rf"^(?:import|from)[ \t]+({'|'.join((*_REMOVED, *_ADDED))})\b", re.MULTILINE)


def _table(rows: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Module and name -> the release."""
    found: dict[tuple[str, str], str] = {}
    for since, names in rows.items():
        for dotted in names.split():
            module, _, name = dotted.rpartition(".")
            found.setdefault((module, name), since)
    return found


_COME, _GONE = _table(_NAMES_ADDED), _table(_NAMES_REMOVED)


class Removed(Struct, frozen=True):
    """An import of a module, or a name of one, that the Python of a job lacks; `since` says from when on it is there
    (`added`) or is not any more.
    """

    module: str
    found: Outside
    run: JobRun
    call: Call
    python: str
    since: str
    added: bool


def removed_modules(runs: Sequence[JobRun], lacking: Lacking) -> Iterator[Removed]:
    """All of them, once for each leg and module."""
    for run in runs:
        numbers = _numbers(run.python) if run.python not in _NO_PYTHONS else ()
        seen: set[str] = set()
        for call in run.calls if numbers and not run.foreign else ():
            environment = lacking.holdings.runs_in(call)
            for path, chain in lacking.reached(call).items() if environment is not None else ():
                for module in _named(path, lacking) - seen:
                    since = _REMOVED.get(module) or _ADDED[module]
                    gone = numbers >= _numbers(since) if module in _REMOVED else numbers < _numbers(since)
                    held = lacking.holdings.modules(environment) if environment is not None else frozenset()
                    own = lacking.modules.roots_of(module) or held & set(_stand_ins(module))
                    found = lacking.outside(path, chain, module) if gone and not own else None
                    if found is not None and found.certain and not (environment and environment.unknown):
                        seen.add(module)
                        yield Removed(module, found, run, call, run.python, since, module in _ADDED)
                for item in _names(path, numbers, lacking) if environment is not None else ():
                    dotted = f"{item.module}.{item.name}"
                    if dotted not in seen and lacking.leads((*chain, path)):
                        seen.add(dotted)
                        added = (item.module, item.name) in _COME
                        since = (_COME if added else _GONE)[item.module, item.name]
                        found = Outside(dotted, item, chain, True)
                        yield Removed(dotted, found, run, call, run.python, since, added)


def _names(path: str, numbers: tuple[int, ...], lacking: Lacking) -> Iterator[Import]:
    """The imports of a file, at its top and unguarded, of names that a Python does not have."""
    source = lacking.tree.source(path)
    if source is None or not _lacked(source, numbers):
        return
    wanted = _lacked(source, numbers)
    for item in imports(source):
        if item.runs and not item.level and (item.module, item.name) in wanted:
            yield item


@lru_cache(maxsize=8192)
def _lacked(source: Source, numbers: tuple[int, ...]) -> frozenset[tuple[str, str]]:
    named = candidates(source)
    return frozenset(
        pair
        for pair in named
        if (pair in _COME and numbers < _numbers(_COME[pair]))
        or (pair in _GONE and numbers >= _numbers(_GONE[pair]))
    )


def _named(path: str, lacking: Lacking) -> frozenset[str]:
    source = lacking.tree.source(path)
    return _imported(source) if source is not None else frozenset()


@lru_cache(maxsize=8192)
def _imported(source: Source) -> frozenset[str]:
    return frozenset(_IMPORT.findall(source.text))


def _stand_ins(module: str) -> tuple[str, ...]:
    return (*_STAND_INS.get(module, ()), f"standard-{module}", f"backports-{module}")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split("."))) if version else ()
