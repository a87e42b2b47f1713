"""A tabular network: embeddings for categories, standardised numbers, hidden layers; early stopping on validation rows."""

import dataclasses

import numpy as np
import torch
from checkpoint import fingerprint
from loop import Scale, Split, predict, train
from network import Network, add_network
from penstock_train import metrics
from penstock_train.data import take
from penstock_train.encode import Encoder
from penstock_train.graph import Graph, finish
from penstock_train.job import hyperparameters
from penstock_train.protocol import UserError, log
from penstock_train.result import by_column
from penstock_train.session import Trained

DEFAULTS = {
    "hidden": [128, 64],
    "dropout": 0.1,
    "epochs": 100,
    "patience": 10,
    "batch_size": 256,
    "learning_rate": 0.001,
    "weight_decay": 0.01,
    "class_weight": "none",
    "max_categories": 100,
    "min_frequency": 2,
}
HELD_OUT_SHARE = 0.1
IMPORTANCE_ROWS = 2_000


def _settings(job):
    settings = hyperparameters(job, DEFAULTS)
    hidden = settings["hidden"]
    if not isinstance(hidden, list) or not all(isinstance(size, int) and 1 <= size <= 8192 for size in hidden):
        raise UserError(
            "bad-hyperparameter",
            f"hyperparameter 'hidden' is {hidden!r}; it must be a list of layer sizes, such as [128, 64]",
        )
    if not 0 <= settings["dropout"] < 1:
        raise UserError(
            "bad-hyperparameter",
            f"hyperparameter 'dropout' is {settings['dropout']}; it must be at least 0 and less than 1",
        )
    for name in ("epochs", "batch_size", "learning_rate"):
        if settings[name] <= 0:
            raise UserError("bad-hyperparameter", f"hyperparameter '{name}' is {settings[name]}; it must be above 0")
    return settings


def _hold_out(prepared, seed):
    """Without validation rows, a tenth of the training rows decides when to stop."""
    if prepared.validation is not None:
        return prepared
    target = prepared.target
    count = len(target.train)
    held = max(1, round(count * HELD_OUT_SHARE))
    if count < 10:
        raise UserError("empty-data", f"{count} training rows are too few for a network; it needs at least 10")
    order = np.random.default_rng([seed, 2]).permutation(count)
    log(f"no validation rows were given: {held:,} of the training rows are held out to decide when to stop")
    kept, out = np.sort(order[held:]), np.sort(order[:held])
    split = dataclasses.replace(
        target, train=target.train[kept], validation=target.train[out], validation_rows=np.ones(held, dtype=bool)
    )
    return dataclasses.replace(
        prepared, train=take(prepared.train, kept), validation=take(prepared.train, out), target=split
    )


def _split(encoder, data, truth, scale, device):
    if scale.task == "classification":
        target = torch.from_numpy(truth)
    else:
        target = torch.from_numpy(((truth - scale.mean) / scale.std).astype(np.float32))
    tensors = (torch.from_numpy(encoder.dense(data)), torch.from_numpy(encoder.code(data)), target)
    return Split(*(tensor.to(device) for tensor in tensors), truth)


def _importance(prepared, predict_raw, job):
    """How much the validation loss rises when one column's values are shuffled (permutation importance), never below zero."""
    name = "log_loss" if prepared.target.task == "classification" else "rmse"
    rng = np.random.default_rng([job.seed, 3])
    rows = rng.permutation(len(prepared.target.validation))[:IMPORTANCE_ROWS]
    data, truth = take(prepared.validation, rows), prepared.target.validation[rows]
    base = metrics.score(prepared.target.task, truth, predict_raw(data))[name]
    rises = []
    for column in prepared.columns:
        shuffled = data | {column.name: rng.permutation(data[column.name])}
        rises.append(max(0.0, metrics.score(prepared.target.task, truth, predict_raw(shuffled))[name] - base))
    return by_column([column.name for column in prepared.columns], rises)


def fit(job, prepared):
    settings = _settings(job)
    prepared = _hold_out(prepared, job.seed)
    target = prepared.target
    device = torch.device(job.device)
    torch.set_num_threads(job.threads)
    torch.manual_seed(job.seed)
    encoder = Encoder(prepared.columns, True, True, settings["max_categories"], settings["min_frequency"]).fit(
        prepared.train
    )
    scale = Scale(target.task)
    if target.task == "regression":
        scale = Scale(target.task, float(np.float32(target.train.mean())), float(np.float32(target.train.std())) or 1.0)
    widths = [encoder.width_of[name] for name in encoder.categorical]
    outputs = len(target.classes) if target.classes else 1
    network = Network(
        len(encoder.numeric) + len(encoder.flagged), widths, settings["hidden"], outputs, settings["dropout"]
    )
    log(
        f"a network of {sum(p.numel() for p in network.parameters()):,} weights on {torch.cuda.get_device_name(device) if device.type == 'cuda' else 'the CPU'}"
    )
    weights = None
    if target.classes and settings["class_weight"] == "balanced":
        counts = np.maximum(np.bincount(target.train, minlength=outputs), 1)
        weights = torch.tensor(len(target.train) / (outputs * counts), dtype=torch.float32, device=device)
    try:
        network.to(device)
        splits = [
            _split(encoder, data, truth, scale, device)
            for data, truth in ((prepared.train, target.train), (prepared.validation, target.validation))
        ]
        best = train(
            network, job, settings, *splits, scale, weights, fingerprint(job, settings, target, encoder.owners)
        )
    except torch.cuda.OutOfMemoryError:
        raise UserError(
            "gpu-out-of-memory", "the GPU's memory is full; use a smaller batch size, smaller layers or fewer rows"
        ) from None
    # Predictions that are compared with the CPU's must come from a CPU.
    network.cpu()

    def predict_raw(data):
        return predict(network, torch.from_numpy(encoder.dense(data)), torch.from_numpy(encoder.code(data)), scale)

    figures = {
        "train": metrics.score(target.task, target.train, predict_raw(prepared.train)),
        "validation": metrics.score(target.task, target.validation, predict_raw(prepared.validation)),
    }
    graph = Graph()
    scores = add_network(graph, encoder, network)
    if target.classes:
        scores = graph.add("Softmax", [scores], axis=1)
    else:
        scores = graph.add("Mul", [scores, graph.constant(np.array(scale.std, dtype=np.float32))])
        scores = graph.add("Add", [scores, graph.constant(np.array(scale.mean, dtype=np.float32))])
    return prepared, Trained(
        onnx=finish(graph, target.task, target.classes, scores, f"network for {target.task} of {job.target}"),
        predict=predict_raw,
        hyperparameters=settings,
        importance=_importance(prepared, predict_raw, job),
        metrics=figures,
        best_iteration=best,
    )
