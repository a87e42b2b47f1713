"""Checkpoints of a training, so that a killed one goes on where it was and ends as it would have ended."""

import hashlib
import json
import os

import torch
from penstock_train.protocol import log, warn

NAME = "checkpoint.pt"


def fingerprint(job, settings, target, width):
    """What must be the same for a checkpoint to be this training's own."""
    facts = [
        job.target,
        target.task,
        target.classes,
        settings,
        job.seed,
        job.device,
        width,
        len(target.train),
        str(torch.__version__),
    ]
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode())
    digest.update(target.train.tobytes())
    return digest.hexdigest()


def random_state(device):
    state = {"cpu": torch.get_rng_state()}
    if device.type == "cuda":
        state["cuda"] = torch.cuda.get_rng_state(device)
    return state


def restore_random_state(state, device):
    torch.set_rng_state(state["cpu"])
    if device.type == "cuda":
        torch.cuda.set_rng_state(state["cuda"], device)


def save(folder, state):
    if not folder:
        return
    os.makedirs(folder, exist_ok=True)
    temporary = os.path.join(folder, f"{NAME}.tmp")
    with open(temporary, "wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, os.path.join(folder, NAME))


def load(folder, expected):
    """The last checkpoint of this very training, or None."""
    path = os.path.join(folder, NAME) if folder else None
    if not path or not os.path.exists(path):
        return None
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        warn(f"the checkpoint cannot be read, so training begins anew: {error}")
        return None
    if state.get("fingerprint") != expected:
        warn("the checkpoint belongs to another training, so training begins anew")
        return None
    log(f"resumed after epoch {state['epoch']}")
    return state
