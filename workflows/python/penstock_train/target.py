"""From the target column to what a model learns: class numbers, or float64 values."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .data import kind_of, strings
from .protocol import UserError, log, warn

MAX_AUTO_CLASSES = 20
MAX_CLASSES = 200


@dataclass
class Target:
    task: str  # classification | regression
    classes: list | None  # str or int, sorted; class number i is classes[i]
    train: np.ndarray
    validation: np.ndarray | None
    validation_rows: np.ndarray | None  # which validation rows can be scored


def _whole(values):
    return bool(np.all(values == np.floor(values))) and float(np.abs(values).max()) < 2**53


def _labels(table, name):
    """The column as labels: str for strings and booleans ("true", "false"), int for whole numbers."""
    kind = kind_of(table.schema.field(name))
    column = table.column(name)
    if kind == "category":
        return strings(column)
    if kind == "boolean":
        return np.where(column.combine_chunks().to_numpy(zero_copy_only=False).astype(bool), "true", "false").astype(
            object
        )
    values = pc.cast(column, pa.float64(), safe=False).combine_chunks().to_numpy(zero_copy_only=False)
    if not _whole(values):
        raise UserError(
            "target-not-classes",
            f"target column '{name}' holds fractions, which cannot be classes; choose regression, or cut it into classes first",
        )
    return values.astype(np.int64)


def _decide(task, table, name):
    kind = kind_of(table.schema.field(name))
    if kind is None:
        raise UserError(
            "target-unsupported",
            f"target column '{name}' has type {table.schema.field(name).type}; it must hold numbers, strings or booleans",
        )
    if task == "regression" and kind == "category":
        raise UserError(
            "target-not-numeric",
            f"target column '{name}' holds strings, which regression cannot predict; choose classification, or turn it into numbers",
        )
    if task != "auto":
        return task
    if kind != "number":
        decided = "classification"
    else:
        values = pc.cast(table.column(name), pa.float64(), safe=False).combine_chunks().to_numpy(zero_copy_only=False)
        few = len(np.unique(values)) <= MAX_AUTO_CLASSES and _whole(values)
        decided = "classification" if few else "regression"
    log(f"the task is {decided}, from the values of '{name}'")
    return decided


def read_target(task, train, validation, name):
    """Class numbers int64 [rows] or values float64 [rows] of both tables, whose rows all have a target."""
    task = _decide(task, train, name)
    if validation is not None:
        if name not in validation.column_names:
            raise UserError(
                "target-missing",
                f"target column '{name}' is not in the validation data; columns are: {', '.join(validation.column_names)}",
            )
    if task == "regression":
        values = [
            pc.cast(table.column(name), pa.float64(), safe=False).combine_chunks().to_numpy(zero_copy_only=False)
            if table is not None
            else None
            for table in (train, validation)
        ]
        if float(values[0].min()) == float(values[0].max()):
            raise UserError(
                "constant-target",
                f"target column '{name}' has the same value, {values[0][0]}, in every training row; there is nothing to learn",
            )
        for part in values:
            largest = 0.0 if part is None or len(part) == 0 else float(np.abs(part).max())
            if largest > np.finfo(np.float32).max:
                raise UserError(
                    "target-too-large",
                    f"target column '{name}' holds values as large as {largest:.3g}, and a model predicts 32-bit numbers, up to 3.4e+38; divide it, or take its logarithm, in a Transform step",
                )
        everything = None if validation is None else np.ones(len(values[1]), dtype=bool)
        return Target(task, None, values[0], values[1], everything)
    labels = _labels(train, name)
    classes = sorted(set(labels.tolist()))
    if len(classes) < 2:
        raise UserError(
            "one-class-target",
            f"target column '{name}' has one class only, {classes[0]!r}, in the training data; a classifier needs at least two",
        )
    if len(classes) > MAX_CLASSES:
        raise UserError(
            "too-many-classes",
            f"target column '{name}' has {len(classes):,} distinct values, more than the {MAX_CLASSES} classes a model can have here; choose regression or another column",
        )
    number = {label: index for index, label in enumerate(classes)}
    y = np.fromiter((number[label] for label in labels.tolist()), dtype=np.int64, count=len(labels))
    if validation is None:
        return Target(task, classes, y, None, None)
    found = np.fromiter(
        (number.get(label, -1) for label in _labels(validation, name).tolist()),
        dtype=np.int64,
        count=validation.num_rows,
    )
    known = found >= 0
    if not known.all():
        warn(f"left out {int((~known).sum()):,} validation rows whose class does not occur in the training data")
    if not known.any():
        raise UserError("type-mismatch", f"no class of '{name}' in the validation data occurs in the training data")
    return Target(task, classes, y, found, known)
