"""Joint work: how many works two groups have taken part in together.

A work counts once for two groups, however many of each take part: people of one team are no independent witnesses of
each other. A direct tie between two bodies is a work of two, and so is one of a person with somebody they share no work
with: what colleagues of one team declare besides says nothing new. Whoever is split between groups does not meet
themselves: for a work and groups a and b,

    m_ab = min(1, x_a x_b - sum of g_ia g_ib over the units i of the work),  x_a = sum of g_ia

which is 1 or 0 where every unit is in one group.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from labnet.analysis.tables import table_of
from labnet.network.columns import Ints

__all__ = ["direct_contacts", "joint_work", "meetings", "outside_works"]

Floats: TypeAlias = npt.NDArray[np.float64]


def meetings(attendance: sparse.csr_array, direct: sparse.csr_array, bodies: npt.NDArray[np.bool_]) -> sparse.csr_array:
    """Give who takes part in what, with a row for each direct tie between two bodies besides those of works.

    Parameters
    ----------
    attendance : (w, n) csr array
        1 where a unit takes part in a work.
    direct : (n, n) csr array
        Direct ties between units, symmetric.
    bodies : (n,) bool array
        Which units are bodies.
    """
    pairs = sparse.triu(direct, k=1).tocoo()
    between = bodies[pairs.coords[0]] & bodies[pairs.coords[1]]
    ones, others = pairs.coords[0][between], pairs.coords[1][between]
    rows = np.repeat(np.arange(len(ones)), 2)
    columns = np.column_stack([ones, others]).ravel()
    ties = table_of((rows, columns), (len(ones), attendance.shape[1]))
    return sparse.csr_array(sparse.vstack([attendance, ties], format="csr"))


def outside_works(
    attendance: sparse.csr_array, direct: sparse.csr_array, people: npt.NDArray[np.bool_]
) -> sparse.csr_array:
    """Give a row for each direct tie of a person with somebody they share no work with, with 1 for both ends.

    Parameters
    ----------
    attendance, direct
        As in `meetings`.
    people : (n,) bool array
        Which units are people.
    """
    pairs = sparse.triu(direct, k=1).tocoo()
    ones, others = pairs.coords
    personal = people[ones] | people[others]
    ones, others = ones[personal], others[personal]
    works = sparse.csr_array(attendance.T)
    apart = np.asarray(works[ones].multiply(works[others]).sum(axis=1)).ravel() == 0
    columns = np.column_stack([ones[apart], others[apart]]).ravel()
    rows = np.repeat(np.arange(len(columns) // 2), 2)
    return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(columns) // 2, attendance.shape[1]))


def joint_work(table: sparse.csr_array, shares: sparse.csr_array) -> sparse.csr_array:
    """Count the works of each two groups: (k, k) csr array, symmetric, with an empty diagonal.

    Parameters
    ----------
    table : (w, n) csr array
        1 where a unit takes part in a work.
    shares : (n, k) csr array
        How much of each unit is in each group.

    Examples
    --------
    Three of one group and one of another work together once, however many they are.

    >>> together = sparse.csr_array(np.ones((1, 4)))
    >>> groups = sparse.csr_array(np.array([[1, 0], [1, 0], [1, 0], [0, 1]]))
    >>> joint_work(together, groups).toarray().tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    split = np.diff(shares.indptr) > 1
    mixed = (table @ split.astype(np.float64)) > 0
    there = sparse.csr_array(table[~mixed] @ shares)
    there.data[:] = 1
    counts = sparse.csr_array(there.T @ there) + _of_split(table[mixed], shares, split)
    counts.setdiag(0)
    found = sparse.csr_array(counts)
    found.eliminate_zeros()
    found.sort_indices()
    return found


def direct_contacts(direct: sparse.csr_array, shares: sparse.csr_array) -> sparse.csr_array:
    """Count the direct ties between each two groups, in the same form; who is split counts in part."""
    ones = direct.sign()
    counts = sparse.csr_array(shares.T @ ones @ shares)
    counts.setdiag(0)
    counts.eliminate_zeros()
    counts.sort_indices()
    return counts


def _of_split(table: sparse.csr_array, shares: sparse.csr_array, split: npt.NDArray[np.bool_]) -> sparse.csr_array:
    """Count the works of groups where some of those who take part are split between groups."""
    k = shares.shape[1]
    there = sparse.csr_array(table @ shares)
    there.sort_indices()
    works = np.repeat(np.arange(there.shape[0]), np.diff(there.indptr))
    products = _products(there, works, k)
    # The parts of one unit that is split, one row for each work it takes part in.
    entries = table.tocoo()
    chosen = split[entries.coords[1]]
    parts = sparse.csr_array(shares[entries.coords[1][chosen]])
    parts.sort_indices()
    selves = _products(parts, np.repeat(entries.coords[0][chosen], np.diff(parts.indptr)), k)
    keys, places = np.unique(np.concatenate([products[0], selves[0]]), return_inverse=True)
    met = np.bincount(places, np.concatenate([products[1], -selves[1]]), len(keys))
    pairs, numbers = np.unique(keys % (k * k), return_inverse=True)
    counts = np.bincount(numbers, np.clip(met, 0.0, 1.0), len(pairs))
    upper = table_of((pairs // k, pairs % k), (k, k), counts.astype(np.float64))
    return sparse.csr_array(upper + upper.T)


def _products(rows: sparse.csr_array, works: Ints, k: int) -> tuple[Ints, Floats]:
    """Give the products of each two values of a row, under a number that tells the work and the two columns."""
    lengths = np.diff(rows.indptr)
    ends = np.repeat(rows.indptr[1:], lengths)
    later = ends - np.arange(rows.nnz) - 1
    ones = np.repeat(np.arange(rows.nnz), later)
    others = ones + 1 + np.arange(len(ones)) - np.repeat(np.cumsum(later) - later, later)
    keys = (works[ones].astype(np.int64) * k + rows.indices[ones]) * k + rows.indices[others]
    return keys, rows.data[ones] * rows.data[others]
