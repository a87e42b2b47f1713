"""From raw columns to the numbers a model computes with. The same rules are written as ONNX nodes in graph.py."""

import numpy as np
import pandas as pd

NUMERIC = ("number", "boolean")


def ranked_values(values):
    """The distinct strings of a column with their counts, the most frequent first."""
    codes, distinct = pd.factorize(values)
    return sorted(zip(distinct.tolist(), np.bincount(codes).tolist()), key=lambda pair: (-pair[1], pair[0]))


class Encoder:
    """Learns from the training rows alone. Matrix: the numbers, then flags for what was missing, then the one-hot columns of each category.

    impute: fill missing numbers with the median and add a flag; otherwise they stay NaN, for trees that learn a direction for them.
    scale: zero mean and unit variance, never in front of trees, whose thresholds float32 would flip.
    Categories beyond `max_categories` or rarer than `min_frequency` rows share one code, which unseen ones get too. Code 0 is "unknown": no column.
    """

    def __init__(self, columns, impute, scale, max_categories, min_frequency):
        self.columns = columns
        self.impute = impute
        self.scale = scale
        self.max_categories = max_categories
        self.min_frequency = min_frequency
        self.numeric = [column.name for column in columns if column.kind in NUMERIC]
        self.categorical = [column.name for column in columns if column.kind == "category"]

    def fit(self, data):
        self.flagged = []
        medians, means, stds = [], [], []
        for name in self.numeric:
            values = data[name].astype(np.float64)
            missing = np.isnan(values)
            if self.impute and missing.any():
                self.flagged.append(name)
            median = float(np.median(values[~missing])) if not missing.all() else 0.0
            filled = np.where(missing, median, values)
            std = float(filled.std())
            medians.append(median)
            means.append(float(filled.mean()))
            stds.append(std if std > 0 else 1.0)
        self.medians, self.means, self.stds = (np.array(v, dtype=np.float32) for v in (medians, means, stds))
        self.stds[self.stds == 0] = 1
        self.codes, self.fallback, self.width_of = {}, {}, {}
        for name in self.categorical:
            ranked = ranked_values(data[name])
            kept = [value for value, count in ranked if count >= self.min_frequency][: self.max_categories]
            self.codes[name] = {value: index + 1 for index, value in enumerate(kept)}
            folded = len(kept) < len(ranked)
            self.fallback[name] = len(kept) + 1 if folded else 0
            self.width_of[name] = len(kept) + int(folded)
        return self

    @property
    def owners(self):
        """The raw column behind each column of the matrix."""
        return self.numeric + self.flagged + [name for name in self.categorical for _ in range(self.width_of[name])]

    def dense(self, data):
        """Numbers and flags, float32 [rows, numbers + flags]."""
        count = len(next(iter(data.values())))
        x = np.empty((count, len(self.numeric)), dtype=np.float32)
        for index, name in enumerate(self.numeric):
            x[:, index] = data[name]
        flags = [np.isnan(x[:, self.numeric.index(name)]).astype(np.float32) for name in self.flagged]
        if self.impute:
            x = np.where(np.isnan(x), self.medians, x)
        if self.scale:
            x = (x - self.means) / self.stds
        return np.column_stack([x, *flags]).astype(np.float32, copy=False)

    def code(self, data):
        """Codes of the categories, int64 [rows, categories]."""
        count = len(next(iter(data.values())))
        out = np.empty((count, len(self.categorical)), dtype=np.int64)
        for index, name in enumerate(self.categorical):
            codes, fallback = self.codes[name], self.fallback[name]
            inverse, values = pd.factorize(data[name])
            out[:, index] = np.array([codes.get(value, fallback) for value in values], dtype=np.int64)[inverse]
        return out

    def matrix(self, data):
        """Everything, float32 [rows, len(owners)]."""
        dense, codes = self.dense(data), self.code(data)
        x = np.zeros((len(dense), len(self.owners)), dtype=np.float32)
        x[:, : dense.shape[1]] = dense
        start = dense.shape[1]
        for index, name in enumerate(self.categorical):
            known = np.flatnonzero(codes[:, index] > 0)
            x[known, start + codes[known, index] - 1] = 1
            start += self.width_of[name]
        return x
