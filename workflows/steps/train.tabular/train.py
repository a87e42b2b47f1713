"""Trains XGBoost, a linear model or a random forest: python train.py job.json. What job.json holds is in penstock_train/job.py."""

import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "python"))

from penstock_train.job import read_job  # noqa: E402
from penstock_train.protocol import UserError, run  # noqa: E402

PACKAGES = ("xgboost", "xgboost-cpu", "scikit-learn", "onnx", "skl2onnx", "numpy", "pyarrow")


def main(path):
    started = time.monotonic()
    job = read_job(path, ("xgboost", "linear", "random_forest"))
    # After read_job, which sets the number of threads these libraries read when they load.
    from penstock_train.result import write_result
    from penstock_train.session import prepare

    if job.algorithm == "xgboost":
        from fit_xgboost import fit
    elif job.device == "cuda":
        raise UserError("no-gpu", f"{job.algorithm} runs on a CPU only; choose the device cpu, or xgboost")
    elif job.algorithm == "linear":
        from fit_linear import fit
    else:
        from fit_forest import fit
    prepared = prepare(job)
    write_result(job, prepared, fit(job, prepared), started, PACKAGES)


if __name__ == "__main__":
    run(main)
