"""The page's elements as arrays: sums over what each holds, ancestors that hold more than their child, shared ancestors."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from declutter.parsing.page import Elements

Ints = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Tree(NamedTuple):
    """The elements of a page of n blocks; E rows in document order."""

    parent: Ints  # shape (E,); -1 for the root
    first: Ints  # the blocks inside an element are first … end - 1
    end: Ints
    top: Ints  # the outermost ancestor that holds no other blocks, or the element itself
    above: Ints  # the nearest ancestor that holds more blocks; the root, 0, for the outermost
    blocks: int

    def inside(self, values: Doubles) -> Doubles:
        """Return the sums of the blocks' values, shape (k, n), inside each element, shape (k, E)."""
        sums = np.zeros((values.shape[0], self.blocks + 1))
        np.cumsum(values, axis=1, out=sums[:, 1:])
        return np.asarray(sums[:, self.end] - sums[:, self.first])

    def around(self, values: Doubles) -> Doubles:
        """Return for each block the sum of the values, shape (E,), of all elements around it, shape (n,)."""
        steps = np.bincount(self.first, values, self.blocks + 1) - np.bincount(self.end, values, self.blocks + 1)
        return np.asarray(np.cumsum(steps)[: self.blocks])

    def path(self, row: int) -> list[int]:
        """Return the row and those of its ancestors, innermost first."""
        rows = []
        while row >= 0:
            rows.append(row)
            row = int(self.parent[row])
        return rows

    def shared(self, path: list[int]) -> Ints:
        """Return for each block how many of the elements on a path hold it, shape (n,)."""
        first, end = self.first[path], self.end[path]
        steps = np.bincount(first, minlength=self.blocks + 1) - np.bincount(end, minlength=self.blocks + 1)
        return np.asarray(np.cumsum(steps)[: self.blocks])


def read_tree(elements: Elements, blocks: int) -> Tree:
    """Return the arrays of a page's elements."""
    parent = np.array(elements.parent, dtype=np.int64)
    first = np.array(elements.first_block, dtype=np.int64)
    end = np.array(elements.end_block, dtype=np.int64)
    rows = np.arange(len(parent))
    up = np.maximum(parent, 0)
    top = np.where((first == first[up]) & (end == end[up]), up, rows)
    while True:  # as often as the logarithm of the depth
        higher = top[top]
        if np.array_equal(higher, top):
            break
        top = higher
    return Tree(parent, first, end, top, np.maximum(parent[top], 0), blocks)
