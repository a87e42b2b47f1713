"""A random forest by scikit-learn, grown in batches so that its curve can be watched."""

import warnings

from penstock_train import metrics
from penstock_train.encode import Encoder
from penstock_train.graph import OPSET, Graph, add_matrix, finish
from penstock_train.job import hyperparameters
from penstock_train.protocol import UserError, metric, progress
from penstock_train.result import by_column
from penstock_train.session import Trained
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.utils._param_validation import InvalidParameterError

# max_depth 0: no limit. max_features: share of the matrix' columns tried at each split, 0: the square root of their number.
DEFAULTS = {
    "n_estimators": 300,
    "max_depth": 0,
    "min_samples_leaf": 5,
    "max_features": 0.0,
    "class_weight": "none",
    "max_categories": 50,
    "min_frequency": 1,
}
BATCHES = 20


class RunningScore:
    """The forest's prediction on fixed rows, kept up as trees are added: a forest's prediction is the mean over its trees."""

    def __init__(self, task, x, truth):
        self.task, self.x, self.truth, self.sum, self.trees = task, x, truth, 0.0, 0

    def add(self, trees):
        for tree in trees:
            self.sum = self.sum + (
                tree.predict_proba(self.x) if self.task == "classification" else tree.predict(self.x)
            )
        self.trees += len(trees)
        return metrics.score(self.task, self.truth, self.sum / self.trees)


def _thresholds(model, encoder):
    numeric = len(encoder.numeric)
    found = set()
    for tree in model.estimators_[:50]:
        splits = tree.tree_.feature
        for column, threshold in zip(
            splits[(splits >= 0) & (splits < numeric)], tree.tree_.threshold[(splits >= 0) & (splits < numeric)]
        ):
            found.add((encoder.numeric[column], float(threshold)))
    return sorted(found)


def fit(job, prepared):
    settings = hyperparameters(job, DEFAULTS)
    target = prepared.target
    is_classifier = target.task == "classification"
    encoder = Encoder(prepared.columns, True, False, settings["max_categories"], settings["min_frequency"]).fit(
        prepared.train
    )
    x = encoder.matrix(prepared.train)
    if settings["n_estimators"] < 1:
        raise UserError("bad-hyperparameter", "hyperparameter 'n_estimators' must be at least 1")
    options = {
        "max_depth": settings["max_depth"] or None,
        "min_samples_leaf": settings["min_samples_leaf"],
        "max_features": settings["max_features"] or "sqrt",
        "n_jobs": job.threads,
        "random_state": job.seed,
        "warm_start": True,
        # Rows a tree has not seen stand in for a validation split.
        "oob_score": prepared.validation is None,
    }
    if is_classifier:
        model = RandomForestClassifier(
            class_weight="balanced_subsample" if settings["class_weight"] == "balanced" else None, **options
        )
    else:
        model = RandomForestRegressor(**options)
    running = None
    if prepared.validation is not None:
        running = RunningScore(target.task, encoder.matrix(prepared.validation), target.validation)
    total = settings["n_estimators"]
    validation = {}
    for count in sorted({max(1, round(total * (batch + 1) / BATCHES)) for batch in range(BATCHES)}):
        before = len(getattr(model, "estimators_", []))
        model.set_params(n_estimators=count)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model.fit(x, target.train)
        except InvalidParameterError as error:
            raise UserError("bad-hyperparameter", f"scikit-learn refuses a hyperparameter: {error}") from None
        if running:
            validation = running.add(model.estimators_[before:])
            for name, value in validation.items():
                metric(name, "validation", count, value)
        else:
            metric("oob_accuracy" if is_classifier else "oob_r2", "train", count, model.oob_score_)
        progress(count, total)

    def predict(data):
        matrix = encoder.matrix(data)
        return model.predict_proba(matrix) if is_classifier else model.predict(matrix)

    figures = {"train": metrics.score(target.task, target.train, predict(prepared.train))}
    if running:
        figures["validation"] = validation
    else:
        figures["train"]["oob_accuracy" if is_classifier else "oob_r2"] = float(model.oob_score_)
    for name, value in figures["train"].items():
        if not name.startswith("oob"):
            metric(name, "train", total, value)
    graph = Graph()
    features = add_matrix(graph, encoder)
    without_map = {id(model): {"zipmap": False}} if is_classifier else None
    converted = convert_sklearn(
        model,
        initial_types=[("features", FloatTensorType([None, x.shape[1]]))],
        target_opset=OPSET,
        options=without_map,
    )
    scores = graph.absorb(converted, features, "forest")[-1]
    return Trained(
        onnx=finish(graph, target.task, target.classes, scores, f"random forest {target.task} of {job.target}"),
        predict=predict,
        hyperparameters=settings,
        importance=by_column(encoder.owners, model.feature_importances_),
        metrics=figures,
        thresholds=_thresholds(model, encoder),
    )
