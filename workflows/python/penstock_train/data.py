"""Reading Parquet into the two kinds of raw column a model takes: float32 numbers (missing = NaN) and strings (missing = "")."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from .protocol import UserError, log, warn

IDENTIFIER_DISTINCT = 100
MAX_FEATURES = 10_000


@dataclass(frozen=True)
class Column:
    name: str
    kind: str  # number | boolean | category
    integer: bool


def open_table(path, what):
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise UserError(
            "bad-data", f"the {what} data is not a readable Parquet file: {str(error).replace(path, 'it')}"
        ) from None
    if table.num_rows == 0:
        raise UserError("empty-data", f"the {what} data has no rows; look at the steps before this one")
    return table


def _value_type(kind):
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def kind_of(field):
    """number, boolean, category, or None for a type that models cannot take (dates, lists, structs, bytes)."""
    kind = _value_type(field.type)
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "number"
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return "category"
    return None


def numbers(column):
    """An Arrow column as float32 [rows], null and infinity as NaN."""
    column = column.combine_chunks()
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    values = pc.cast(column, pa.float64(), safe=False).fill_null(float("nan")).to_numpy(zero_copy_only=False)
    with np.errstate(over="ignore"):
        values = values.astype(np.float32)
    values[~np.isfinite(values)] = np.nan
    return values


def strings(column):
    """An Arrow column as an object array [rows] of str, null as ""."""
    column = column.combine_chunks().cast(pa.string())
    return column.fill_null("").to_numpy(zero_copy_only=False).astype(object)


def _why_not(field, column):
    kind = kind_of(field)
    if kind is None:
        return f"its type {field.type} cannot be a model's input"
    if pa.types.is_null(field.type) or column.null_count == len(column):
        return "it has no values"
    plain = column.cast(_value_type(field.type)) if pa.types.is_dictionary(field.type) else column
    # A missing value beside one other value still tells rows apart.
    distinct = pc.count_distinct(plain, mode="all").as_py()
    if distinct <= 1:
        return "it has the same value in every row"
    if kind == "category" and distinct > IDENTIFIER_DISTINCT and distinct > 0.5 * len(column):
        return f"it looks like an identifier: {distinct:,} distinct values in {len(column):,} rows"
    return None


def choose_columns(table, target, wanted):
    """The feature columns, and those left out with the reason. Columns that are named must be usable; otherwise all usable ones are taken."""
    names, schema = table.column_names, table.schema
    if target not in names:
        raise UserError(
            "target-missing", f"target column '{target}' is not in the data; columns are: {', '.join(names)}"
        )
    excluded = []
    chosen = []
    candidates = wanted or [name for name in names if name != target]
    if len(candidates) > MAX_FEATURES:
        raise UserError(
            "too-many-features",
            f"there are {len(candidates):,} feature columns, more than the {MAX_FEATURES:,} a model can have here; name the ones to learn from",
        )
    for name in candidates:
        if name == target:
            raise UserError(
                "feature-is-target",
                f"column '{name}' is the target and cannot also be a feature; remove it from the features",
            )
        if name not in names:
            raise UserError(
                "feature-missing", f"feature column '{name}' is not in the data; columns are: {', '.join(names)}"
            )
        field = schema.field(name)
        if wanted:
            if kind_of(field) is None:
                raise UserError(
                    "feature-unsupported",
                    f"feature column '{name}' has type {field.type}, which cannot be a model's input; turn it into a number or a string first, or leave it out",
                )
        else:
            reason = _why_not(field, table.column(name))
            if reason:
                excluded.append({"column": name, "reason": reason})
                log(f"left out column '{name}': {reason}")
                continue
        integer = pa.types.is_integer(_value_type(field.type))
        chosen.append(Column(name, kind_of(field), integer))
    if not chosen:
        raise UserError(
            "no-features", "no column is left to learn from; name the features, or look at why each column was left out"
        )
    return chosen, excluded


def read_columns(table, columns, what):
    """The raw columns by name, as arrays of equal length. A column that is absent or of another kind than in training is the user's error."""
    data = {}
    present, schema = set(table.column_names), table.schema
    for column in columns:
        if column.name not in present:
            raise UserError(
                "feature-missing", f"column '{column.name}' is in the training data but not in the {what} data"
            )
        field = schema.field(column.name)
        kind = kind_of(field)
        if (kind == "category") != (column.kind == "category") or kind is None:
            raise UserError(
                "type-mismatch",
                f"column '{column.name}' is a {column.kind} in the training data but has type {field.type} in the {what} data",
            )
        data[column.name] = (
            strings(table.column(column.name)) if kind == "category" else numbers(table.column(column.name))
        )
    return data


def drop_rows_without_target(table, target, what):
    column = table.column(target)
    keep = pc.is_valid(column)
    if pa.types.is_floating(column.type):
        keep = pc.and_(keep, pc.fill_null(pc.is_finite(column), False))
    elif kind_of(table.schema.field(target)) == "category":
        keep = pc.and_(keep, pc.fill_null(pc.not_equal(column.cast(pa.string()), ""), False))
    missing = table.num_rows - pc.sum(keep).as_py()
    if missing == 0:
        return table
    warn(f"dropped {missing:,} of {table.num_rows:,} {what} rows whose target '{target}' is missing")
    table = table.filter(keep)
    if table.num_rows == 0:
        raise UserError("empty-data", f"every row of the {what} data lacks the target '{target}'")
    return table


def rows(data):
    return len(next(iter(data.values())))


def take(data, index):
    return {name: values[index] for name, values in data.items()}


def concatenate(first, second):
    return {name: np.concatenate([values, second[name]]) for name, values in first.items()}
