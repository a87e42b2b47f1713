"""A trainer's own figures on its own splits; the evaluation step computes the ones that count, from the ONNX file."""

import numpy as np
from sklearn.metrics import (
    accuracy_score,
    log_loss,
    mean_absolute_error,
    r2_score,
    roc_auc_score,
    root_mean_squared_error,
)


def score(task, truth, predicted):
    """truth: class numbers or values [rows]; predicted: probabilities [rows, classes] or values [rows]. AUC only where every class occurs."""
    if task == "regression":
        figures = {"rmse": root_mean_squared_error(truth, predicted), "mae": mean_absolute_error(truth, predicted)}
        if len(truth) > 1:
            figures["r2"] = r2_score(truth, predicted)
        return {name: float(value) for name, value in figures.items()}
    count = predicted.shape[1]
    safe = np.clip(predicted.astype(np.float64), 1e-15, 1)
    safe /= safe.sum(axis=1, keepdims=True)
    figures = {
        "log_loss": log_loss(truth, safe, labels=np.arange(count)),
        "accuracy": accuracy_score(truth, predicted.argmax(axis=1)),
    }
    if len(np.unique(truth)) == count:
        figures["roc_auc"] = (
            roc_auc_score(truth, safe[:, 1]) if count == 2 else roc_auc_score(truth, safe, multi_class="ovr")
        )
    return {name: float(value) for name, value in figures.items()}
