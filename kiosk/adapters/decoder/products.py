"""Matrix products in this thread alone.

BLAS shares a large product out to threads, and waiting for them costs the waiting thread's
own time, which is what a frame's budget counts: three times as much on a busy machine. So
products are cut into pieces that OpenBLAS leaves to one thread.
"""

import numpy as np

from kiosk.adapters.decoder.picture import FloatArray

LARGEST = 4 * 65_536
"""Multiplications; above, OpenBLAS uses threads (SMP_THRESHOLD_MIN times GEMM_MULTITHREAD_THRESHOLD)."""


def product(one: FloatArray, other: FloatArray) -> FloatArray:
    """Return the product of two matrices."""
    whole = np.empty((one.shape[0], other.shape[1]), dtype=np.float32)
    if one.shape[0] >= other.shape[1]:
        step = max(1, LARGEST // other.size)
        for first in range(0, one.shape[0], step):
            np.matmul(one[first : first + step], other, out=whole[first : first + step])
        return whole
    step = max(1, LARGEST // one.size)
    for first in range(0, other.shape[1], step):
        np.matmul(one, other[:, first : first + step], out=whole[:, first : first + step])
    return whole
