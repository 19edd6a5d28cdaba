"""Errors become exit codes here: one sentence for what a person can mend, a report for a bug of ours."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from regreen.cli.codes import BUG, INTERRUPTED, USAGE
from regreen.cli.options import parse
from regreen.model.errors import RegreenError

_GARBAGE = 20_000  # objects made until cycles are looked for: syntax trees are many objects and hold none


def guarded(words: Sequence[str]) -> int:
    """Run the command that the words name."""
    gc.set_threshold(_GARBAGE, 20, 20)
    try:
        options = parse(words)
        code: int = options.run(options)
        sys.stdout.flush()
    except RegreenError as error:
        sys.stderr.write(f"regreen: {error}\n")
        return USAGE
    except KeyboardInterrupt:
        sys.stderr.write("regreen: interrupted\n")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from regreen.cli.crash import write_report

        sys.stderr.write(
            f"regreen: this is a bug of ours: {type(error).__name__}. {write_report(error, words)}\n"
        )
        return BUG
    return code
