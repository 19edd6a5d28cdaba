"""`regreen explain`: the page of a rule, or the list of all rules."""

from __future__ import annotations

import argparse
import sys
from difflib import get_close_matches

from regreen.cli.codes import CLEAN
from regreen.model.errors import InputError
from regreen.rules import all_rules


def run(options: argparse.Namespace) -> int:
    """Print the page of the rule that the options name."""
    rules = {rule.id: rule for rule in all_rules()}
    if options.rule is None:
        width = max(map(len, rules))
        for name, page in rules.items():
            sys.stdout.write(f"{name:{width}}  {page.doc.partition(chr(10))[0]}\n")
        return CLEAN
    rule = rules.get(options.rule)
    if rule is None:
        near = get_close_matches(options.rule, rules, 1)
        raise InputError(
            f"there is no rule '{options.rule}'" + (f"; did you mean '{near[0]}'?" if near else "")
        )
    sys.stdout.write(f"# {rule.id}\n\ncategory: {rule.category} · since {rule.since}\n\n{rule.doc.strip()}\n")
    return CLEAN
