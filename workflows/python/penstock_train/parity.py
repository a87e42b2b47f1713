"""Rows on which the ONNX file must say what the trainer says: sampled ones, and those where conversions go wrong."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from .data import concatenate, rows, take

SAMPLED, PROBED_COLUMNS, PROBED_THRESHOLDS = 1_400, 150, 100
UNSEEN = "a value that never occurred"


def parity_rows(data, columns, thresholds, rng):
    """At most 2,000 raw rows: a sample; a row missing each column; an unseen value in each category; numbers on, just under and just over a
    tree's threshold; a row that is missing everything. `thresholds`: pairs of (raw column, number)."""
    count = rows(data)
    sampled = take(data, rng.permutation(count)[:SAMPLED])
    # Of very wide data a seeded choice of columns is probed.
    probed = [columns[i] for i in sorted(rng.permutation(len(columns))[:PROBED_COLUMNS])]
    changes = []
    for column in probed:
        is_category = column.kind == "category"
        changes.append({column.name: "" if is_category else np.nan})
        if is_category:
            changes.append({column.name: UNSEEN})
    for index in rng.permutation(len(thresholds))[:PROBED_THRESHOLDS]:
        name, threshold = thresholds[index]
        exact = np.float32(threshold)
        for value in (np.nextafter(exact, np.float32(-np.inf)), exact, np.nextafter(exact, np.float32(np.inf))):
            changes.append({name: value})
    changes.append({column.name: "" if column.kind == "category" else np.nan for column in columns})
    changes = changes[: 2_000 - rows(sampled)]
    synthetic = take(data, rng.integers(0, count, len(changes)))
    for index, change in enumerate(changes):
        for name, value in change.items():
            synthetic[name][index] = value
    return concatenate(sampled, synthetic)


def write_parity(path, data, columns, predicted):
    """Raw features (numbers float32, strings; missing = null) and `__p_<class number>` or `__prediction`, float64."""
    arrays, names = [], []
    for column in columns:
        values = data[column.name]
        if column.kind == "category":
            arrays.append(pa.array([value or None for value in values.tolist()], pa.string()))
        else:
            arrays.append(pa.array(values, pa.float32(), mask=np.isnan(values)))
        names.append(column.name)
    if predicted.ndim == 2:
        for index in range(predicted.shape[1]):
            arrays.append(pa.array(predicted[:, index].astype(np.float64)))
            names.append(f"__p_{index}")
    else:
        arrays.append(pa.array(predicted.astype(np.float64)))
        names.append("__prediction")
    pq.write_table(pa.table(arrays, names=names), path)
