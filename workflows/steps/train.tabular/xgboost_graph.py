"""XGBoost's trees as ONNX nodes.

Written here, not by onnxmltools: its 1.16 takes the base score of a binary classifier for a margin when no tree has a split
(XGBoost 3.2: 0.71 instead of 0.89), and so would be wrong without a word on small or hopeless data.
"""

import json
import math

import numpy as np


def read_model(booster):
    """The trained model as XGBoost's own JSON (its model schema, `learner`)."""
    return json.loads(bytes(booster.save_raw("json")))["learner"]


def splits(learner):
    """Every split of every tree as (column, threshold); a row goes left when its value is less than the threshold."""
    for tree in learner["gradient_booster"]["model"]["trees"]:
        for column, threshold, left in zip(tree["split_indices"], tree["split_conditions"], tree["left_children"]):
            if left != -1:
                yield column, threshold


def _base_margins(learner, targets):
    """What the trees' sum starts from. The base score is a probability for binary:logistic, else a margin; one number or one for each class."""
    text = learner["learner_model_param"]["base_score"]
    scores = [float(part) for part in text.strip("[]").split(",")]
    if learner["objective"]["name"] == "binary:logistic":
        # The ends mean that all rows are of one class, which a trainer refuses; kept finite all the same.
        scores = [min(max(score, 1e-7), 1 - 1e-7) for score in scores]
        scores = [math.log(score / (1 - score)) for score in scores]
    return scores if len(scores) == targets else scores * targets


def add_trees(graph, features, learner, task, classes):
    """Adds the ensemble; returns the tensor of probabilities [rows, classes], or of values [rows, 1]."""
    targets = len(classes) if classes and len(classes) > 2 else 1
    nodes = {key: [] for key in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids")}
    tracks_true = []
    leaves = {key: [] for key in ("treeids", "nodeids", "ids", "weights")}
    model = learner["gradient_booster"]["model"]
    for number, (tree, target) in enumerate(zip(model["trees"], model["tree_info"])):
        for node, (left, right) in enumerate(zip(tree["left_children"], tree["right_children"])):
            is_leaf = left == -1
            nodes["treeids"].append(number)
            nodes["nodeids"].append(node)
            nodes["featureids"].append(0 if is_leaf else tree["split_indices"][node])
            nodes["values"].append(0.0 if is_leaf else tree["split_conditions"][node])
            nodes["modes"].append("LEAF" if is_leaf else "BRANCH_LT")
            nodes["truenodeids"].append(0 if is_leaf else left)
            nodes["falsenodeids"].append(0 if is_leaf else right)
            tracks_true.append(0 if is_leaf else int(tree["default_left"][node]))
            if is_leaf:
                leaves["treeids"].append(number)
                leaves["nodeids"].append(node)
                leaves["ids"].append(target)
                leaves["weights"].append(tree["split_conditions"][node])
    margins = graph.add(
        "TreeEnsembleRegressor",
        [features],
        domain="ai.onnx.ml",
        n_targets=targets,
        base_values=_base_margins(learner, targets),
        nodes_missing_value_tracks_true=tracks_true,
        **{f"nodes_{key}": values for key, values in nodes.items()},
        **{f"target_{key}": values for key, values in leaves.items()},
    )
    if task == "regression":
        return margins
    if targets > 1:
        return graph.add("Softmax", [margins], axis=1)
    positive = graph.add("Sigmoid", [margins])
    negative = graph.add("Sub", [graph.constant(np.array(1, dtype=np.float32)), positive])
    return graph.add("Concat", [negative, positive], axis=1)
