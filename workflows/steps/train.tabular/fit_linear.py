"""Logistic regression for classes, ridge regression for numbers, by scikit-learn on standardised columns."""

import warnings

import numpy as np
from penstock_train import metrics
from penstock_train.encode import Encoder
from penstock_train.graph import OPSET, Graph, add_matrix, finish
from penstock_train.job import hyperparameters
from penstock_train.protocol import UserError, log, progress, warn
from penstock_train.result import by_column
from penstock_train.session import Trained, report
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.utils._param_validation import InvalidParameterError

# C: inverse strength of the L2 penalty of the logistic regression; alpha: strength of ridge's.
DEFAULTS = {"C": 1.0, "alpha": 1.0, "max_iter": 1000, "class_weight": "none", "max_categories": 50, "min_frequency": 1}


def fit(job, prepared):
    settings = hyperparameters(job, DEFAULTS)
    target = prepared.target
    is_classifier = target.task == "classification"
    encoder = Encoder(prepared.columns, True, True, settings["max_categories"], settings["min_frequency"]).fit(
        prepared.train
    )
    x = encoder.matrix(prepared.train).astype(np.float64)
    if is_classifier:
        balanced = "balanced" if settings["class_weight"] == "balanced" else None
        model = LogisticRegression(
            C=settings["C"], max_iter=settings["max_iter"], class_weight=balanced, random_state=job.seed
        )
        del settings["alpha"]
    else:
        model = Ridge(alpha=settings["alpha"], random_state=job.seed)
        for name in ("C", "max_iter", "class_weight"):
            del settings[name]
    progress(0, 1)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            model.fit(x, target.train)
        except InvalidParameterError as error:
            raise UserError("bad-hyperparameter", f"scikit-learn refuses a hyperparameter: {error}") from None
    if any(issubclass(warning.category, ConvergenceWarning) for warning in caught):
        warn(
            f"the solver stopped after {settings['max_iter']} iterations without converging; raise max_iter or lower C"
        )
    iterations = int(np.max(model.n_iter_)) if is_classifier else 1
    log(f"fitted {model.coef_.size:,} coefficients in {iterations} iterations")

    def predict(data):
        matrix = encoder.matrix(data).astype(np.float64)
        return model.predict_proba(matrix) if is_classifier else model.predict(matrix)

    figures = {"train": metrics.score(target.task, target.train, predict(prepared.train))}
    if prepared.validation is not None:
        figures["validation"] = metrics.score(target.task, target.validation, predict(prepared.validation))
    report(figures, iterations)
    progress(1, 1)
    graph = Graph()
    features = add_matrix(graph, encoder)
    options = {id(model): {"zipmap": False}} if is_classifier else None
    converted = convert_sklearn(
        model, initial_types=[("features", FloatTensorType([None, x.shape[1]]))], target_opset=OPSET, options=options
    )
    scores = graph.absorb(converted, features, "linear")[-1]
    # A coefficient counts as much as its column varies, so that rare categories do not lead.
    weight = np.abs(np.atleast_2d(model.coef_)).mean(axis=0) * x.std(axis=0)
    return Trained(
        onnx=finish(graph, target.task, target.classes, scores, f"linear {target.task} of {job.target}"),
        predict=predict,
        hyperparameters=settings,
        importance=by_column(encoder.owners, weight),
        metrics=figures,
    )
