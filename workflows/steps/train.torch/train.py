"""Trains a small neural network on tabular data: python train.py job.json. What job.json holds is in penstock_train/job.py."""

import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "python"))

from penstock_train.job import read_job  # noqa: E402
from penstock_train.protocol import UserError, run  # noqa: E402

PACKAGES = ("torch", "scikit-learn", "onnx", "numpy", "pyarrow")


def _need_gpu():
    import torch

    if torch.cuda.is_available():
        return
    build = f"CUDA {torch.version.cuda}" if torch.version.cuda else "the CPU only"
    raise UserError(
        "no-gpu",
        f"the device is cuda, but PyTorch {torch.__version__} (built for {build}) sees no GPU on this machine; "
        "choose the device cpu, or a queue whose workers have a GPU",
    )


def main(path):
    started = time.monotonic()
    job = read_job(path, ("network",))
    if job.device == "cuda":
        _need_gpu()
    # After read_job, which sets the number of threads these libraries read when they load.
    from fit_network import fit
    from penstock_train.result import write_result
    from penstock_train.session import prepare

    prepared = prepare(job)
    prepared, trained = fit(job, prepared)
    write_result(job, prepared, trained, started, PACKAGES)


if __name__ == "__main__":
    run(main)
