"""The windows. This package is the only one that knows Qt."""

import ctypes
import sys

if sys.version_info < (3, 12):
    # PySide6 6.12 gives away a reference to None at every void call without owning one; after
    # some ten thousand calls Python before 3.12, whose None can die, aborts in none_dealloc.
    # A count that no session can use up keeps None alive; 3.12 made it immortal by itself.
    ctypes.c_ssize_t.from_address(id(None)).value = 1 << 60
