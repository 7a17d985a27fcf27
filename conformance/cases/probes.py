"""The inputs that cases are asked about, beside held-out rows: those where implementations part ways."""

import numpy as np
import pandas as pd

from cases.case import Probe


def numeric(held, edges=None, huge=True):
    """Held-out rows, edge rows, and the inputs that are refused somewhere: missing, infinite, too wide, too narrow.

    huge: also a number that no float32 can hold. Not for sums in which such numbers cancel: nothing but noise is left.
    """
    row = held[:1]
    width = held.shape[1]
    yield Probe("held-out", held)
    if edges is not None and len(edges) > 0:
        yield Probe("edges", like(held, edges))
    yield Probe("small", like(held, np.vstack([np.zeros(width), np.full(width, -0.0), np.full(width, 5e-324)])))
    yield Probe("large", like(held, np.vstack([np.asarray(row) * 1e6, np.asarray(row) * -1e6])))
    yield Probe("missing", replaced(row, 0, np.nan))
    yield Probe("infinite", replaced(row, width - 1, np.inf))
    if huge:
        yield Probe("beyond-float32", replaced(row, 0, 3.4028235677973366e38))
    yield Probe("too-narrow", without_last_column(row))
    if not isinstance(held, pd.DataFrame):
        yield Probe("too-wide", np.hstack([row, row[:, :1]]))


def table(held, unseen=None, missing=()):
    """For a DataFrame of mixed columns: held-out rows, an unseen category, a gap in each column, a column less."""
    row = held[:1]
    yield Probe("held-out", held)
    for column, value in sorted((unseen or {}).items()):
        yield Probe("unseen-" + slug(column), replaced(row, held.columns.get_loc(column), value))
    for column in missing:
        yield Probe("missing-" + slug(column), replaced(row, held.columns.get_loc(column), np.nan))
    yield Probe("too-narrow", without_last_column(row))


def values(X, **others):
    """The rows X, and each further input by its name."""
    yield Probe("rows", X)
    for name, rows in others.items():
        yield Probe(name.replace("_", "-"), rows)


def slug(text):
    return text.replace(" ", "-")


def like(held, rows):
    """The rows as a DataFrame if `held` is one."""
    if isinstance(held, pd.DataFrame):
        return pd.DataFrame(np.asarray(rows, dtype=float), columns=held.columns)
    return np.asarray(rows, dtype=float)


def replaced(row, column, value):
    """A copy of the one-row input with another value in one column. Text columns of a DataFrame keep their dtype."""
    if not isinstance(row, pd.DataFrame):
        copy = row.astype(object if isinstance(value, str) else np.result_type(row.dtype, type(value)))
        copy[0, column] = value
        return copy
    copy = row.reset_index(drop=True)
    name = row.columns[column]
    is_number = pd.api.types.is_numeric_dtype(copy[name])
    copy[name] = pd.Series([value], dtype=None if is_number else copy[name].dtype)
    return copy


def without_last_column(row):
    return row.iloc[:, :-1] if isinstance(row, pd.DataFrame) else row[:, :-1]


def tree_edges(tree, X, limit=4):
    """Rows that stand exactly on a split's threshold and on its neighbours, in float32 and in float64.

    Trees compare float32(x) with a float64 threshold, so a float64 just above the threshold may still go left.
    """
    splits = np.flatnonzero(tree.children_left >= 0)[:limit]
    rows = []
    for node in splits:
        threshold = tree.threshold[node]
        single = np.float32(threshold)
        for value in (
            threshold,
            np.nextafter(threshold, np.inf),
            float(np.nextafter(single, np.float32(np.inf))),
            float(np.nextafter(single, np.float32(-np.inf))),
        ):
            row = np.array(np.asarray(X)[node % len(X)], dtype=float)
            row[tree.feature[node]] = value
            rows.append(row)
    return rows
