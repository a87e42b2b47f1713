"""The ONNX file: raw columns in, predictions out, everything between inside."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

# 15 and 3: new enough for strings in LabelEncoder, old enough for every runtime in use.
OPSET, ML_OPSET, IR_VERSION = 15, 3, 8


class Graph:
    def __init__(self):
        self.nodes, self.initializers, self.inputs, self.outputs = [], [], [], []
        self._count = 0

    def constant(self, values):
        name = self._name("constant")
        if isinstance(values, list):
            self.initializers.append(
                helper.make_tensor(name, TensorProto.STRING, [len(values)], [v.encode() for v in values])
            )
        else:
            self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def add(self, op, inputs, output=None, domain="", **attributes):
        output = output or self._name(op.lower())
        self.nodes.append(helper.make_node(op, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def absorb(self, model, features, prefix):
        """Takes over a converted model of one input, fed from `features`; returns its outputs' new names."""
        own = {model.graph.input[0].name: features, "": ""}

        def renamed(name):
            return own.setdefault(name, f"{prefix}.{name}")

        for tensor in model.graph.initializer:
            copy = onnx.TensorProto()
            copy.CopyFrom(tensor)
            copy.name = renamed(tensor.name)
            self.initializers.append(copy)
        for node in model.graph.node:
            copy = onnx.NodeProto()
            copy.CopyFrom(node)
            copy.input[:] = [renamed(name) for name in node.input]
            copy.output[:] = [renamed(name) for name in node.output]
            copy.name = f"{prefix}.{node.name}"
            self.nodes.append(copy)
        return [renamed(output.name) for output in model.graph.output]

    def _name(self, stem):
        self._count += 1
        return f"penstock.{stem}.{self._count}"

    def model(self, description):
        graph = helper.make_graph(self.nodes, "penstock", self.inputs, self.outputs, self.initializers)
        model = helper.make_model(
            graph,
            producer_name="penstock",
            opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", ML_OPSET)],
            ir_version=IR_VERSION,
            doc_string=description,
        )
        onnx.checker.check_model(model, full_check=True)
        return model


def add_inputs(graph, encoder):
    """The raw columns as inputs, each [None, 1]; returns (dense, codes): the encoder's float32 tensor or None, and a code tensor per category."""
    for column in encoder.columns:
        kind = TensorProto.STRING if column.kind == "category" else TensorProto.FLOAT
        graph.inputs.append(helper.make_tensor_value_info(column.name, kind, [None, 1]))
    return _dense(graph, encoder), [_codes(graph, encoder, name) for name in encoder.categorical]


def _dense(graph, encoder):
    if not encoder.numeric:
        return None
    x = graph.add("Concat", encoder.numeric, axis=1)
    missing = graph.add("Or", [graph.add("IsNaN", [x]), graph.add("IsInf", [x])])
    fill = encoder.medians if encoder.impute else np.full(len(encoder.numeric), np.nan, dtype=np.float32)
    out = graph.add("Where", [missing, graph.constant(fill.reshape(1, -1)), x])
    if encoder.scale:
        out = graph.add("Sub", [out, graph.constant(encoder.means.reshape(1, -1))])
        out = graph.add("Div", [out, graph.constant(encoder.stds.reshape(1, -1))])
    if encoder.flagged:
        index = np.array([encoder.numeric.index(name) for name in encoder.flagged], dtype=np.int64)
        flags = graph.add("Gather", [graph.add("Cast", [missing], to=TensorProto.FLOAT), graph.constant(index)], axis=1)
        out = graph.add("Concat", [out, flags], axis=1)
    return out


def _codes(graph, encoder, name):
    # The operator wants at least one key, also where every value was too rare to get its own code.
    codes = encoder.codes[name] or {"": encoder.fallback[name]}
    return graph.add(
        "LabelEncoder",
        [name],
        domain="ai.onnx.ml",
        keys_strings=list(codes),
        values_int64s=list(codes.values()),
        default_int64=encoder.fallback[name],
    )


def add_matrix(graph, encoder):
    """The encoder's matrix as nodes; returns the name of the float32 tensor [rows, len(owners)]."""
    dense, codes = add_inputs(graph, encoder)
    parts = [dense] if dense else []
    for name, code in zip(encoder.categorical, codes):
        if encoder.width_of[name] == 0:
            continue
        columns = graph.constant(np.arange(1, encoder.width_of[name] + 1, dtype=np.int64).reshape(1, -1))
        parts.append(graph.add("Cast", [graph.add("Equal", [code, columns])], to=TensorProto.FLOAT))
    return graph.add("Concat", parts, axis=1)


def finish(graph, task, classes, scores, description):
    """Names the outputs: `label` [None] and `probabilities` [None, classes], or `prediction` [None, 1]."""
    if task == "regression":
        graph.add("Reshape", [scores, graph.constant(np.array([-1, 1], dtype=np.int64))], "prediction")
        graph.outputs.append(helper.make_tensor_value_info("prediction", TensorProto.FLOAT, [None, 1]))
        return graph.model(description)
    graph.add("Identity", [scores], "probabilities")
    best = graph.add("ArgMax", [scores], axis=1, keepdims=0)
    are_strings = isinstance(classes[0], str)
    labels = graph.constant(classes if are_strings else np.array(classes, dtype=np.int64))
    graph.add("Gather", [labels, best], "label", axis=0)
    kind = TensorProto.STRING if are_strings else TensorProto.INT64
    graph.outputs.append(helper.make_tensor_value_info("label", kind, [None]))
    graph.outputs.append(helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [None, len(classes)]))
    return graph.model(description)
