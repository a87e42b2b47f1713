"""The way of every training: read, choose columns, learn, write."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from . import data as reading
from .protocol import UserError, log, metric
from .target import Target, read_target

OUTPUTS = {"classification": ("label", "probabilities"), "regression": ("prediction",)}


@dataclass
class Prepared:
    columns: list
    excluded: list
    train: dict
    validation: dict | None
    target: Target


@dataclass
class Trained:
    onnx: Any
    predict: Callable  # raw columns -> probabilities [rows, classes] or values [rows]
    hyperparameters: dict
    importance: list
    metrics: dict
    best_iteration: int | None = None
    thresholds: list = field(default_factory=list)


def prepare(job):
    table = reading.open_table(job.train, "training")
    columns, excluded = reading.choose_columns(table, job.target, job.features)
    table = reading.drop_rows_without_target(table, job.target, "training")
    validation = None
    if job.validation:
        validation = reading.open_table(job.validation, "validation")
        if job.target in validation.column_names:
            validation = reading.drop_rows_without_target(validation, job.target, "validation")
    target = read_target(job.task, table, validation, job.target)
    for column in columns:
        if column.name in OUTPUTS[target.task]:
            raise UserError(
                "reserved-name",
                f"feature column '{column.name}' has the name of one of the model's outputs; rename it in a step before this one, or leave it out",
            )
    train = reading.read_columns(table, columns, "training")
    held = None
    if validation is not None:
        held = reading.read_columns(validation, columns, "validation")
        if not target.validation_rows.all():
            held = reading.take(held, target.validation_rows)
            target.validation = target.validation[target.validation_rows]
    count = f"{reading.rows(train):,} training rows" + (
        f", {reading.rows(held):,} validation rows" if held else ", no validation rows"
    )
    log(f"{job.algorithm}: {target.task} of '{job.target}' from {len(columns)} columns, {count}")
    return Prepared(columns, excluded, train, held, target)


def report(figures, iteration):
    """The final figures of each split as the last point of their curves."""
    for split, values in figures.items():
        for name, value in values.items():
            metric(name, split, iteration, value)
