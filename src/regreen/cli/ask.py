"""Questions on the terminal. They go to the error stream, so that the answer on the other one stays clean."""

from __future__ import annotations

import argparse
import shutil
import sys

from regreen.app.fix import ALL, NO, QUIT, YES, Ask
from regreen.model.repair import Offer, Repair

_ANSWERS = {"y": YES, "n": NO, "": NO, "a": ALL, "q": QUIT, **{word: word for word in (YES, NO, ALL, QUIT)}}


def asker(options: argparse.Namespace) -> Ask:
    """Shows a fix with its patch and asks for it; the end of the input means `quit`."""

    def ask(offer: Offer) -> str:
        from regreen.report import fix_terminal

        width = shutil.get_terminal_size().columns
        shown = fix_terminal.render(Repair(applied=(offer,)), width=width, verbose=options.verbose)
        sys.stderr.write(shown.partition("\n")[2])
        return _answer("apply this fix? [y]es, [N]o, [a]ll that follow, [q]uit: ")

    return ask


def confirmed(question: str) -> bool:
    """Whether a person says yes; anything else, and the end of the input, is a no."""
    return _answer(f"{question} [y/N]: ") == YES


def _answer(question: str) -> str:
    while sys.stdin is not None:
        sys.stderr.write(question)
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            break
        answer = _ANSWERS.get(line.strip().lower())
        if answer is not None:
            return answer
    sys.stderr.write("\n")
    return QUIT
