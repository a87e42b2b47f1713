"""The training loop: one epoch after another, each measured, reported and checkpointed."""

import copy
import math
from dataclasses import dataclass

import checkpoint
import numpy as np
import torch
from penstock_train import metrics
from penstock_train.protocol import UserError, log, metric, progress
from torch import nn

EVALUATION_ROWS = 65_536


@dataclass
class Split:
    dense: torch.Tensor
    codes: torch.Tensor
    target: torch.Tensor  # class numbers int64 [rows], or standardised values float32 [rows]
    truth: np.ndarray  # class numbers, or values in their own unit


@dataclass
class Scale:
    """How regression targets are standardised; for classes it does nothing."""

    task: str
    mean: float = 0.0
    std: float = 1.0


def predict(network, dense, codes, scale):
    """Probabilities float64 [rows, classes] or values float64 [rows], without dropout."""
    network.eval()
    out = []
    with torch.no_grad():
        for start in range(0, len(dense), EVALUATION_ROWS):
            raw = network(dense[start : start + EVALUATION_ROWS], codes[start : start + EVALUATION_ROWS])
            out.append(
                (
                    torch.softmax(raw, dim=1) if scale.task == "classification" else raw[:, 0] * scale.std + scale.mean
                ).cpu()
            )
    return torch.cat(out).double().numpy()


def _epoch(network, optimizer, loss_of, split, batch_size, order):
    """One pass over the rows in the given order; returns the mean loss in training mode."""
    network.train()
    total = torch.zeros((), dtype=torch.float64, device=split.dense.device)
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(network(split.dense[rows], split.codes[rows]), split.target[rows])
        loss.backward()
        optimizer.step()
        total += loss.detach().double() * len(rows)
    return float(total) / len(order)


def train(network, job, settings, train_split, validation_split, scale, class_weights, fingerprint):
    """Trains until `epochs` or until the validation loss has not fallen for `patience` epochs; leaves the best weights in `network`.

    Returns the number of the best epoch. A checkpoint of the same training is taken up where it ended, with its random numbers.
    """
    device = train_split.dense.device
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=settings["learning_rate"], weight_decay=settings["weight_decay"]
    )
    if scale.task == "classification":
        loss_of = nn.CrossEntropyLoss(weight=class_weights)
        decisive = "log_loss"
    else:
        squared = nn.MSELoss()
        decisive = "rmse"

        def loss_of(raw, target):
            return squared(raw[:, 0], target)

    best, best_epoch, best_weights, first = math.inf, 0, copy.deepcopy(network.state_dict()), 1
    points = []
    resumed = checkpoint.load(job.checkpoint_dir, fingerprint)
    if resumed:
        network.load_state_dict(resumed["network"])
        optimizer.load_state_dict(resumed["optimizer"])
        checkpoint.restore_random_state(resumed["random"], device)
        best, best_epoch, best_weights, first = (
            resumed["best"],
            resumed["best_epoch"],
            resumed["best_weights"],
            resumed["epoch"] + 1,
        )
        # The page shows what the newest attempt has said, so it says all of it.
        points = resumed.get("points", [])
        for point in points:
            metric(*point)
    for epoch in range(first, settings["epochs"] + 1):
        if epoch - 1 - best_epoch >= settings["patience"] > 0:
            log(f"stopped: {decisive} on the validation rows has not fallen since epoch {best_epoch}")
            break
        # The order hangs on the epoch's number alone, so a resumed training sees the same batches.
        generator = torch.Generator().manual_seed(job.seed * 1_000_003 + epoch)
        order = torch.randperm(len(train_split.target), generator=generator).to(device)
        loss = _epoch(network, optimizer, loss_of, train_split, settings["batch_size"], order)
        predicted = predict(network, validation_split.dense, validation_split.codes, scale)
        if not math.isfinite(loss) or not np.isfinite(predicted).all():
            raise UserError(
                "diverged", f"the network ran away in epoch {epoch}: its loss is {loss}; lower the learning rate"
            )
        figures = metrics.score(scale.task, validation_split.truth, predicted)
        train_figure = loss if scale.task == "classification" else math.sqrt(loss) * scale.std
        new = [(decisive, "train", epoch, float(train_figure))]
        new += [(name, "validation", epoch, float(value)) for name, value in figures.items()]
        for point in new:
            metric(*point)
        points += new
        progress(epoch, settings["epochs"])
        log(f"epoch {epoch}: {decisive} {figures[decisive]:.5f} on the validation rows")
        if figures[decisive] < best:
            best, best_epoch, best_weights = figures[decisive], epoch, copy.deepcopy(network.state_dict())
        state = {
            "fingerprint": fingerprint,
            "epoch": epoch,
            "network": network.state_dict(),
            "optimizer": optimizer.state_dict(),
            "random": checkpoint.random_state(device),
            "best": best,
            "best_epoch": best_epoch,
            "best_weights": best_weights,
            "points": points,
        }
        checkpoint.save(job.checkpoint_dir, state)
    network.load_state_dict(best_weights)
    log(f"the best epoch is {best_epoch}: {decisive} {best:.5f} on the validation rows")
    return best_epoch
