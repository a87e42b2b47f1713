"""Writing what a training leaves behind: the ONNX file, the facts about it, the rows to check it on."""

import importlib.metadata
import json
import os
import platform
import time

import numpy as np

from .data import concatenate
from .encode import ranked_values
from .parity import parity_rows, write_parity
from .protocol import log

MAX_CATEGORIES = 100


def _atomically(path, write):
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    temporary = f"{path}.tmp"
    write(temporary)
    os.replace(temporary, path)


def _write_json(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, allow_nan=False, indent=2)


def describe_input(column, values):
    """One raw column as the training rows show it: what a form or a client needs to know to fill it in."""
    out = {"name": column.name, "kind": column.kind, "onnx": "float", "integer": column.integer, "nullable": False}
    out |= {"categories": None, "min": None, "max": None, "mean": None, "example": None}
    if column.kind == "category":
        found = [value for value, _ in ranked_values(values)]
        known = [value for value in found if value != ""]
        return out | {
            "onnx": "string",
            "nullable": "" in found,
            "categories": known[:MAX_CATEGORIES],
            "example": known[0] if known else None,
        }
    present = values[~np.isnan(values)].astype(np.float64)
    out["nullable"] = len(present) < len(values)
    if len(present):
        # The value of a real row near the middle, not an average that no row has.
        middle = float(np.sort(present)[len(present) // 2])
        example = bool(middle) if column.kind == "boolean" else int(middle) if column.integer else middle
        out |= {
            "min": float(present.min()),
            "max": float(present.max()),
            "mean": float(present.mean()),
            "example": example,
        }
    return out


def by_column(owners, values):
    """Sums a value per matrix column over each raw column, as shares of one, largest first."""
    sums = {}
    for owner, value in zip(owners, values):
        sums[owner] = sums.get(owner, 0.0) + float(value)
    total = sum(sums.values()) or 1.0
    return [
        {"feature": name, "value": value / total}
        for name, value in sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def _versions(names):
    found = {"python": platform.python_version()}
    for name in names:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            pass
    return found


def _installed():
    """All packages that this Python could import, by their names."""
    found = {}
    for one in importlib.metadata.distributions():
        if one.metadata["Name"]:
            found.setdefault(one.metadata["Name"], one.version)
    return dict(sorted(found.items()))


def write_result(job, prepared, trained, started, packages):
    """prepared: Prepared (session.py); trained: Trained (session.py)."""
    target = prepared.target
    rng = np.random.default_rng([job.seed, 1])
    everything = prepared.train if prepared.validation is None else concatenate(prepared.train, prepared.validation)
    checked = parity_rows(everything, prepared.columns, trained.thresholds, rng)
    if target.task == "classification":
        are_strings = isinstance(target.classes[0], str)
        outputs = [
            {"name": "label", "onnx": "string" if are_strings else "int64", "shape": [None]},
            {"name": "probabilities", "onnx": "float", "shape": [None, len(target.classes)]},
        ]
    else:
        outputs = [{"name": "prediction", "onnx": "float", "shape": [None, 1]}]
    info = {
        "task": target.task,
        "algorithm": job.algorithm,
        "target": job.target,
        "classes": target.classes,
        "inputs": [describe_input(column, prepared.train[column.name]) for column in prepared.columns],
        "outputs": outputs,
        "hyperparameters": trained.hyperparameters,
        "seed": job.seed,
        "rows": {"train": len(target.train), "validation": 0 if target.validation is None else len(target.validation)},
        "importance": trained.importance,
        "metrics": trained.metrics,
        "libraries": _versions(packages),
        "packages": _installed(),
        "device": job.device,
        "seconds": round(time.monotonic() - started, 3),
        "bestIteration": trained.best_iteration,
        "excluded": prepared.excluded,
    }

    def write_model(path):
        with open(path, "wb") as file:
            file.write(trained.onnx.SerializeToString(deterministic=True))

    _atomically(job.model, write_model)
    _atomically(job.parity, lambda path: write_parity(path, checked, prepared.columns, trained.predict(checked)))
    _atomically(job.info, lambda path: _write_json(path, info))
    log(
        f"wrote the model: {os.path.getsize(job.model):,} bytes, {len(prepared.columns)} inputs, after {info['seconds']} s"
    )
