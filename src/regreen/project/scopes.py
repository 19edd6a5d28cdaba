"""The scopes of a Python file as Python's own `symtable` sees them."""

from __future__ import annotations

import symtable
import warnings
from functools import lru_cache

from regreen.model.text import Source
from regreen.patch.encoding import BOM


@lru_cache(maxsize=4)
def scopes(source: Source) -> symtable.SymbolTable:
    """The table of the module, kept for whoever asks next about the same file.

    Raises what `symtable` raises: `SyntaxError`, `ValueError`, `RecursionError`, `MemoryError`.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return symtable.symtable(source.text.removeprefix(BOM), source.path, "exec")
