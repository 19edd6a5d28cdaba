"""`regreen check`."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from regreen.app.check import check, folder_of, tree_of
from regreen.app.remembered import Memory, memory
from regreen.cli.codes import CLEAN, FINDINGS
from regreen.cli.output import emit, progress, rendered_checkup
from regreen.cli.probe_options import day_of
from regreen.model.checkup import Checkup
from regreen.project.tree import Tree

_RAW, _SHOWN = "check", "shown"


def run(options: argparse.Namespace) -> int:
    """Check what the options name; 1 when something will fail."""
    known = _memory(options)
    answer = known.recall(_SHOWN) if known is not None and _plain(options) else None
    if answer is None:
        with progress(options) as say:
            answer = _fresh(options, known, say)
    emit(options, rendered_checkup(options, answer))
    return FINDINGS if answer.errors else CLEAN


def _paths(options: argparse.Namespace) -> list[str]:
    return options.path or ([options.repo] if options.repo else [])


def _memory(options: argparse.Namespace) -> Memory | None:
    """What is remembered; nothing where the answer depends on what the world says today."""
    folder = folder_of(_paths(options))
    if options.no_cache or options.deep or folder is None:
        return None
    return memory(folder, options.rev, (options.as_of or "", options.tools))


def _plain(options: argparse.Namespace) -> bool:
    """Whether nothing but the repository decides which findings are shown."""
    return options.changed is None and not options.baseline and not options.write_baseline


def _fresh(options: argparse.Namespace, known: Memory | None, say: Callable[[str], None]) -> Checkup:
    from regreen.cli.accept import shown
    from regreen.sources.linters import LINTERS, asked

    say("reading")
    tree = tree_of(_paths(options), options.rev)
    if known is not None:
        tree = known.watching(tree)
    checkup = known.recall(_RAW) if known is not None else None
    if checkup is None:
        say("checking")
        checkup = _checked(options, tree, say)
    answer = shown(options, checkup, tree)
    if known is not None:
        plain = _plain(options) and not asked(options.tools)
        known.keep({_RAW: checkup} | ({_SHOWN: answer} if plain else {}), LINTERS)
    return answer


def _checked(options: argparse.Namespace, tree: Tree, say: Callable[[str], None]) -> Checkup:
    probes = None
    if options.deep:
        from regreen.cli.probe_options import end_of
        from regreen.probe.probes import Probes

        green = end_of(day_of(options.green_since, "--green-since"))
        probes = Probes(green=green, offline=options.offline, say=say)
    return check(tree, as_of=day_of(options.as_of, "--as-of"), probes=probes)
