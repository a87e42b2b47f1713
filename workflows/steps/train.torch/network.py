"""The network, in PyTorch for training and as ONNX nodes for serving."""

import numpy as np
import torch
from penstock_train.graph import add_inputs
from torch import nn


def embedding_width(categories):
    """fastai's rule of thumb: min(32, 1.6 · n^0.56), rounded."""
    return min(32, max(1, round(1.6 * categories**0.56)))


class Network(nn.Module):
    """Standardised numbers and the embeddings of categories through hidden layers (ReLU, dropout) to `outputs` numbers.

    Forward: dense float32 [rows, dense], codes int64 [rows, categories] -> float32 [rows, outputs].
    Code 0, an unknown category, is the zero vector.
    """

    def __init__(self, dense, categories, hidden, outputs, dropout):
        super().__init__()
        self.embeddings = nn.ModuleList(
            [nn.Embedding(count + 1, embedding_width(count), padding_idx=0) for count in categories]
        )
        width = dense + sum(embedding.embedding_dim for embedding in self.embeddings)
        layers = []
        for size in hidden:
            layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(dropout)]
            width = size
        self.layers = nn.Sequential(*layers, nn.Linear(width, outputs))

    def forward(self, dense, codes):
        parts = [dense, *(embedding(codes[:, index]) for index, embedding in enumerate(self.embeddings))]
        return self.layers(torch.cat(parts, dim=1))


def _array(tensor):
    return tensor.detach().cpu().numpy().astype(np.float32)


def add_network(graph, encoder, network):
    """Writes encoder and network as nodes, layer by layer (a dropout is nothing once trained); returns the output tensor's name."""
    dense, codes = add_inputs(graph, encoder)
    parts = [dense] if dense else []
    for code, embedding in zip(codes, network.embeddings):
        rows = graph.add("Gather", [graph.constant(_array(embedding.weight)), code], axis=0)
        shape = graph.constant(np.array([-1, embedding.embedding_dim], dtype=np.int64))
        parts.append(graph.add("Reshape", [rows, shape]))
    x = graph.add("Concat", parts, axis=1)
    for layer in network.layers:
        if isinstance(layer, nn.Linear):
            x = graph.add(
                "Gemm", [x, graph.constant(_array(layer.weight)), graph.constant(_array(layer.bias))], transB=1
            )
        elif isinstance(layer, nn.ReLU):
            x = graph.add("Relu", [x])
    return x
