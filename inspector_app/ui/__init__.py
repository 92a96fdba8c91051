"""The windows. This package is the only one that knows Qt."""

import ctypes
import sys

if sys.version_info < (3, 12):
    # PySide6 6.12 gives away a reference at every void call (None) and at every bool it hands to
    # a signal (True) without owning one; after some ten thousand calls Python before 3.12, whose
    # constants can die, aborts in none_dealloc or bool_dealloc. A count that no session can use
    # up keeps them alive; 3.12 made them immortal by itself.
    for _constant in (None, True, False):
        ctypes.c_ssize_t.from_address(id(_constant)).value = 1 << 60
