"""Gradient-boosted trees by XGBoost: missing numbers go to it as they are, categories as one-hot columns."""

import ctypes
import sys
import warnings

import numpy as np
import xgboost
from penstock_train import metrics
from penstock_train.encode import Encoder
from penstock_train.graph import Graph, add_matrix, finish
from penstock_train.job import hyperparameters
from penstock_train.protocol import UserError, log, metric, progress
from penstock_train.result import by_column
from penstock_train.session import Trained
from sklearn.utils.class_weight import compute_sample_weight
from xgboost_graph import add_trees, read_model, splits

DEFAULTS = {
    "n_estimators": 300,
    "learning_rate": 0.1,
    "max_depth": 6,
    "min_child_weight": 1.0,
    "subsample": 1.0,
    "colsample_bytree": 1.0,
    "reg_lambda": 1.0,
    "reg_alpha": 0.0,
    "gamma": 0.0,
    "early_stopping_rounds": 30,
    "class_weight": "none",
    "max_categories": 50,
    "min_frequency": 1,
}
OURS = ("early_stopping_rounds", "class_weight", "max_categories", "min_frequency")
NAMES = {"logloss": "log_loss", "mlogloss": "log_loss", "auc": "roc_auc", "rmse": "rmse", "mae": "mae"}


class Live(xgboost.callback.TrainingCallback):
    def __init__(self, total):
        super().__init__()
        self.total = total

    def after_iteration(self, model, epoch, evals_log):
        for index, figures in enumerate(evals_log.values()):
            for name, values in figures.items():
                metric(NAMES.get(name, name), ("train", "validation")[index], epoch + 1, values[-1])
        progress(epoch + 1, self.total)
        return False


def _gpus():
    """How many GPUs the NVIDIA driver counts; XGBoost itself would quietly go on with the CPU where there is none."""
    try:
        driver = ctypes.CDLL("libcuda.so.1" if sys.platform == "linux" else "nvcuda.dll")
    except OSError:
        return 0
    count = ctypes.c_int(0)
    ready = driver.cuInit(0) == 0 and driver.cuDeviceGetCount(ctypes.byref(count)) == 0
    return count.value if ready else 0


def _need_gpu():
    if _gpus() == 0:
        raise UserError(
            "no-gpu",
            "the device is cuda, but this machine has no NVIDIA GPU that its driver can use; choose the device cpu, or a queue whose workers have one",
        )
    if not xgboost.build_info().get("USE_CUDA"):
        raise UserError(
            "no-gpu",
            "the device is cuda, but the installed XGBoost is the CPU build; choose the device cpu, or a queue whose workers have the CUDA build",
        )


def _fit_error(error, job):
    text = str(error)
    if job.device == "cuda" and any(word in text.lower() for word in ("cuda", "gpu", "device")):
        return UserError(
            "no-gpu", f"the device is cuda, but XGBoost found no usable GPU: {text.strip().splitlines()[0]}"
        )
    # XGBoost says which parameter is out of which bounds in its first line.
    if "Parameter" in text or "Invalid" in text:
        return UserError("bad-hyperparameter", f"XGBoost refuses a hyperparameter: {text.strip().splitlines()[0]}")
    return error


def fit(job, prepared):
    settings = hyperparameters(job, DEFAULTS)
    if job.device == "cuda":
        _need_gpu()
    if settings["n_estimators"] < 1:
        raise UserError("bad-hyperparameter", "hyperparameter 'n_estimators' must be at least 1")
    target = prepared.target
    is_classifier = target.task == "classification"
    encoder = Encoder(prepared.columns, False, False, settings["max_categories"], settings["min_frequency"]).fit(
        prepared.train
    )
    x = encoder.matrix(prepared.train)
    sets = [(x, target.train)]
    if prepared.validation is not None:
        sets.append((encoder.matrix(prepared.validation), target.validation))
    measured, decisive = (["mae", "rmse"], "rmse")
    if is_classifier:
        decisive = "logloss" if len(target.classes) == 2 else "mlogloss"
        both = len(target.classes) == 2 and all(len(np.unique(y)) == 2 for _, y in sets)
        measured = ["auc", decisive] if both else [decisive]
    callbacks = [Live(settings["n_estimators"])]
    if len(sets) > 1 and settings["early_stopping_rounds"] > 0:
        # save_best cuts the trees after the best round off: what is exported is what predicts.
        callbacks.append(
            xgboost.callback.EarlyStopping(
                rounds=settings["early_stopping_rounds"],
                metric_name=decisive,
                data_name=f"validation_{len(sets) - 1}",
                save_best=True,
            )
        )
    kind = xgboost.XGBClassifier if is_classifier else xgboost.XGBRegressor
    model = kind(
        **{name: value for name, value in settings.items() if name not in OURS},
        tree_method="hist",
        device=job.device,
        n_jobs=job.threads,
        random_state=job.seed,
        eval_metric=measured,
        callbacks=callbacks,
        verbosity=0,
    )
    weights = (
        compute_sample_weight("balanced", target.train)
        if is_classifier and settings["class_weight"] == "balanced"
        else None
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit(x, target.train, sample_weight=weights, eval_set=sets, verbose=False)
    except xgboost.core.XGBoostError as error:
        raise _fit_error(error, job) from error
    rounds = model.get_booster().num_boosted_rounds()
    if len(callbacks) > 1:
        log(f"the best round is {rounds} by {NAMES[decisive]} on the validation rows")
    # Predictions that are compared with the CPU's must come from a CPU.
    model.get_booster().set_param({"device": "cpu"})

    def predict(data):
        matrix = encoder.matrix(data)
        return model.predict_proba(matrix) if is_classifier else model.predict(matrix)

    figures = {"train": metrics.score(target.task, target.train, predict(prepared.train))}
    if prepared.validation is not None:
        figures["validation"] = metrics.score(target.task, target.validation, predict(prepared.validation))
    graph = Graph()
    features = add_matrix(graph, encoder)
    learner = read_model(model.get_booster())
    scores = add_trees(graph, features, learner, target.task, target.classes)
    gain = model.get_booster().get_score(importance_type="total_gain")
    owners = encoder.owners
    numeric = len(encoder.numeric)
    return Trained(
        onnx=finish(graph, target.task, target.classes, scores, f"XGBoost {target.task} of {job.target}"),
        predict=predict,
        hyperparameters=settings,
        importance=by_column(owners, [gain.get(f"f{index}", 0.0) for index in range(len(owners))]),
        metrics=figures,
        best_iteration=rounds if len(callbacks) > 1 else None,
        thresholds=sorted({(owners[column], threshold) for column, threshold in splits(learner) if column < numeric}),
    )
