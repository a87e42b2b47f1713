"""The one JSON file that says what to train, from what, into what."""

import json
import os
from dataclasses import dataclass

from .protocol import UserError


@dataclass
class Job:
    algorithm: str
    task: str
    target: str
    features: list | None
    hyperparameters: dict
    seed: int
    device: str
    threads: int
    train: str
    validation: str | None
    model: str
    info: str
    parity: str
    checkpoint_dir: str | None


def _one_of(raw, key, allowed, default):
    value = raw.get(key, default)
    if value not in allowed:
        raise UserError("bad-job", f"'{key}' is {value!r}; it must be one of {', '.join(allowed)}")
    return value


def read_job(path, algorithms):
    """Reads and checks job.json, and limits the threads of the numeric libraries: call it before they are imported."""
    try:
        with open(path, encoding="utf-8") as file:
            raw = json.load(file)
    except (OSError, ValueError) as error:
        raise UserError("bad-job", f"the job file {path} cannot be read: {error}") from None
    if not isinstance(raw, dict):
        raise UserError("bad-job", f"the job file {path} must hold one JSON object")
    inputs, outputs = raw.get("inputs") or {}, raw.get("outputs") or {}
    for name, where, key in (
        ("inputs.train", inputs, "train"),
        *((f"outputs.{k}", outputs, k) for k in ("model", "info", "parity")),
    ):
        if not isinstance(where.get(key), str):
            raise UserError("bad-job", f"the job file lacks '{name}', a path")
    if not isinstance(raw.get("target"), str) or not raw["target"]:
        raise UserError("bad-job", "the job file lacks 'target', the name of the column to predict")
    threads = max(1, int(raw.get("threads") or os.cpu_count() or 1))
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(threads)
    features = raw.get("features")
    return Job(
        algorithm=_one_of(raw, "algorithm", algorithms, algorithms[0]),
        task=_one_of(raw, "task", ("auto", "classification", "regression"), "auto"),
        target=raw["target"],
        features=list(features) if features else None,
        hyperparameters=dict(raw.get("hyperparameters") or {}),
        seed=int(raw.get("seed") or 0),
        device=_one_of(raw, "device", ("cpu", "cuda"), "cpu"),
        threads=threads,
        train=inputs["train"],
        validation=inputs.get("validation"),
        model=outputs["model"],
        info=outputs["info"],
        parity=outputs["parity"],
        checkpoint_dir=raw.get("checkpointDir"),
    )


def hyperparameters(job, defaults):
    """The defaults with the job's values over them; null means the default. Numbers keep the kind of their default."""
    unknown = sorted(set(job.hyperparameters) - set(defaults))
    if unknown:
        raise UserError(
            "bad-hyperparameter", f"{job.algorithm} has no hyperparameter '{unknown[0]}'; it has: {', '.join(defaults)}"
        )
    effective = dict(defaults)
    for name, value in job.hyperparameters.items():
        if value is None:
            continue
        default = defaults[name]
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if isinstance(default, (int, float)) and not isinstance(default, bool):
            if not is_number or (isinstance(default, int) and value != int(value)):
                kind = "a whole number" if isinstance(default, int) else "a number"
                raise UserError("bad-hyperparameter", f"hyperparameter '{name}' is {value!r}; it must be {kind}")
            value = int(value) if isinstance(default, int) else float(value)
        effective[name] = value
    return effective
