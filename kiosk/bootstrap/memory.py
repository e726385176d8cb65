"""The desk's memory: what was used for a moment is given back.

glibc keeps an arena for each thread and, after the first large block was freed, large blocks in
them for good. With eighteen threads that serve people and the 19 MiB a look at a PIN took then, that
were 127 MB where 76 are in use. Source of the numbers: mallopt(3).
"""

import ctypes

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
LARGE_BYTES = 256 * 1024
ARENAS = 2


def keep_small() -> bool:
    """Give large blocks back as soon as they are free, and let threads share their arenas; tell whether the C library takes it."""
    tuned = getattr(ctypes.CDLL(None), "mallopt", None)
    return bool(tuned and tuned(_M_MMAP_THRESHOLD, LARGE_BYTES) and tuned(_M_ARENA_MAX, ARENAS))
