"""`regreen fix`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from msgspec.structs import replace

from regreen.app.fix import Wish, fix
from regreen.app.fix_inputs import look
from regreen.app.inputs import Request
from regreen.app.offers import check_only
from regreen.cli.ask import asker
from regreen.cli.codes import CLEAN, FINDINGS
from regreen.cli.output import emit, page_of, progress
from regreen.cli.patch import write_patch
from regreen.cli.probe_options import day_of
from regreen.model.errors import InputError
from regreen.model.repair import Repair
from regreen.rules import all_rules


def run(options: argparse.Namespace) -> int:
    """Fix what the options name; 1 when something is left that a person must look at."""
    check_only(options.only, [rule.id for rule in all_rules()])
    if options.until_green:
        from regreen.cli.until_green import run as until_green

        return until_green(options)
    _no_runs(options)
    if options.diff and (options.commit or options.branch):
        raise InputError("--diff writes nothing, so there is nothing to commit")
    as_of = day_of(options.as_of, "--as-of")
    with progress(options) as say:
        say("reading")
        looked = look(_request(options), dry=options.diff, as_of=as_of, say=say)
        say("trying")
    ask = asker(options) if options.interactive else None
    repair = fix(
        looked.findings,
        looked.tree,
        looked.worktree,
        _wish(options),
        ask=ask,
        as_of=as_of,
        before=looked.before,
    )
    _answer(options, repair if options.quiet else replace(repair, notes=(*looked.notes, *repair.notes)))
    return CLEAN if repair.complete else FINDINGS


def _no_runs(options: argparse.Namespace) -> None:
    """Raise `InputError` where what is only for runs is asked for without one."""
    for name in ("apply", "rounds", "budget", "repeat", "workflow", "matrix"):
        if getattr(options, name):
            raise InputError(f"--{name} goes with --until-green")
    if options.format == "markdown":
        raise InputError("--format markdown goes with --until-green")


def _wish(options: argparse.Namespace) -> Wish:
    return Wish(
        unsafe=options.unsafe,
        only=tuple(options.only),
        force=options.force,
        dry=options.diff,
        commit=options.commit,
        branch=options.branch,
    )


def _request(options: argparse.Namespace) -> Request:
    folder = _folder(options)
    return Request(
        targets=() if folder else tuple(options.target),
        repository_folder=folder or options.repo,
        revision=options.rev,
        run_id=options.run_id,
        job_id=_job_id(options.job),
        pull=options.pr,
        repository=options.repository,
        token=options.token,
    )


def _folder(options: argparse.Namespace) -> str:
    """The one target where it is a repository rather than a folder of logs; empty for anything else."""
    if options.repo or len(options.target) != 1 or not Path(options.target[0]).is_dir():
        return ""
    from regreen.project.git import find_repository

    path = Path(options.target[0])
    is_root = find_repository(path) is not None and any((path / name).exists() for name in (".git", "HEAD"))
    return options.target[0] if is_root else ""


def _job_id(words: list[str]) -> int | None:
    if not words:
        return None
    if len(words) > 1 or not words[0].isdigit():
        raise InputError("--job: without --until-green it is the id of one job on GitHub")
    return int(words[0])


def _answer(options: argparse.Namespace, repair: Repair) -> None:
    if options.format == "json":
        from regreen.report.json.fix_v1 import render

        emit(options, render(repair))
        return
    from regreen.report import fix_terminal

    if not options.diff:
        emit(options, page_of(options, fix_terminal.render, repair))
        return
    write_patch(options, repair.diff)
    if repair.held and not options.quiet:
        sys.stderr.write(
            f"regreen: {fix_terminal.headline(repair)}; --format json names each with the reason\n"
        )
