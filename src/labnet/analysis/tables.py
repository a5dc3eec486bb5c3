"""Tables with few values that are not 0, their places held in 32 bits: half of what SciPy takes for ordinary ones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from labnet.network.columns import Ints

__all__ = ["table_of"]


def table_of(
    places: tuple[Ints, Ints], shape: tuple[int, int], values: npt.NDArray[np.float64] | None = None
) -> sparse.csr_array:
    """Give a table of some values, 1 unless told; those of one place are added up.

    Examples
    --------
    >>> table = table_of((np.array([0, 0, 1]), np.array([1, 1, 0])), (2, 2))
    >>> table.toarray().tolist(), table.indices.dtype.itemsize
    ([[0.0, 2.0], [1.0, 0.0]], 4)
    """
    rows, columns = (each.astype(np.int32) for each in places)
    return sparse.csr_array((np.ones(len(rows)) if values is None else values, (rows, columns)), shape=shape)
