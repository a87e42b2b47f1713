"""Makes test/support/fixtures/: small models by the real trainer on made-up data, and one model that is slow on purpose.

    PYTHON test/support/make_model_fixtures.py     (PYTHON: the interpreter of the tabular environment)

Committed, so that unit tests need no Python. Run it again when the trainer's files change shape.
"""

import json
import os
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import pyarrow as pa
import pyarrow.parquet as pq
from onnx import TensorProto, helper, numpy_helper

HERE = os.path.dirname(os.path.abspath(__file__))
TRAINER = os.path.join(HERE, "..", "..", "workflows", "steps", "train.tabular", "train.py")
ROWS, TEST_ROWS = 240, 120


def table(rng, rows):
    age = rng.integers(19, 75, rows)
    income = np.round(rng.normal(40, 12, rows), 1)
    colour = rng.choice(["red", "green", "blue"], rows)
    missing = rng.random(rows) < 0.05
    score = 0.05 * (age - 45) + 0.08 * (income - 40) + (colour == "red") + rng.normal(0, 1, rows)
    return pa.table(
        {
            "age": pa.array(age, pa.int64()),
            "income": pa.array(np.where(missing, np.nan, income), pa.float64(), mask=missing),
            "colour": pa.array(colour.tolist(), pa.string()),
            "member": pa.array((rng.random(rows) < 0.5).tolist(), pa.bool_()),
            "sex": pa.array(rng.choice(["f", "m"], rows).tolist(), pa.string()),
            "outcome": pa.array(np.where(score > 0.9, "bad", "good").tolist(), pa.string()),
            "grade": pa.array(np.digitize(score, [-0.5, 1.0]), pa.int64()),
            "price": pa.array(np.round(10 + 3 * score, 3), pa.float64()),
        }
    )


def train(folder, name, algorithm, task, target, hyperparameters):
    out = os.path.join(HERE, "fixtures", name)
    os.makedirs(out, exist_ok=True)
    job = {
        "algorithm": algorithm,
        "task": task,
        "target": target,
        "features": ["age", "income", "colour", "member"],
        "hyperparameters": hyperparameters,
        "seed": 7,
        "threads": 1,
        "inputs": {"train": os.path.join(folder, "train.parquet")},
        "outputs": {key: os.path.join(out, file) for key, file in (("model", "model.onnx"), ("info", "info.json"), ("parity", "parity.parquet"))},
    }
    path = os.path.join(folder, "job.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(job, file)
    subprocess.run([sys.executable, TRAINER, path], check=True, stdout=subprocess.DEVNULL)
    shrink(os.path.join(out, "parity.parquet"))


def shrink(path):
    rows = pq.read_table(path)
    pq.write_table(rows.slice(rows.num_rows - 120), path, compression="zstd")


def slow_model(name, size=448, products=120):
    """One input `x` [N,1], one output `prediction` [N,1] = x; in between, matrix products that take a few hundred milliseconds."""
    out = os.path.join(HERE, "fixtures", name)
    os.makedirs(out, exist_ok=True)
    nodes = [
        helper.make_node("ReduceMean", ["x"], ["mean"], axes=[0, 1], keepdims=1),
        helper.make_node("Expand", ["mean", "shape"], ["m0"]),
    ]
    for i in range(products):
        nodes.append(helper.make_node("MatMul", [f"m{i}", f"m{i}"], [f"p{i}"]))
        nodes.append(helper.make_node("Mul", [f"p{i}", "zero"], [f"m{i + 1}"]))
    nodes.append(helper.make_node("ReduceMean", [f"m{products}"], ["rest"], axes=[0, 1], keepdims=1))
    nodes.append(helper.make_node("Add", ["x", "rest"], ["prediction"]))
    graph = helper.make_graph(
        nodes,
        "slow",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 1])],
        [helper.make_tensor_value_info("prediction", TensorProto.FLOAT, [None, 1])],
        [numpy_helper.from_array(np.array([size, size], np.int64), "shape"), numpy_helper.from_array(np.array(1e-6, np.float32), "zero")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
    onnx.save(model, os.path.join(out, "model.onnx"))
    info = {
        "task": "regression",
        "algorithm": "slow",
        "target": "y",
        "classes": None,
        "inputs": [{"name": "x", "kind": "number", "onnx": "float", "nullable": False, "categories": None, "min": 0, "max": 1, "mean": 0.5, "example": 0.5}],
        "outputs": [{"name": "prediction", "onnx": "float", "shape": [None, 1]}],
    }
    with open(os.path.join(out, "info.json"), "w", encoding="utf-8") as file:
        json.dump(info, file, indent=2)


def main():
    rng = np.random.default_rng(20)
    with tempfile.TemporaryDirectory() as folder:
        pq.write_table(table(rng, ROWS), os.path.join(folder, "train.parquet"))
        pq.write_table(table(rng, TEST_ROWS), os.path.join(HERE, "fixtures", "test.parquet"), compression="zstd")
        train(folder, "binary", "linear", "classification", "outcome", {})
        train(folder, "binary-trees", "xgboost", "classification", "outcome", {"n_estimators": 12, "max_depth": 3})
        train(folder, "three-classes", "linear", "classification", "grade", {})
        train(folder, "regression", "linear", "regression", "price", {})
    slow_model("slow")


if __name__ == "__main__":
    main()
