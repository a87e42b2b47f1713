"""The trainer's side of the conversation with the process that started it: JSON lines on standard output, nothing else there.

Exit 0: done. Exit 2: the data or the settings are at fault, trying again is pointless. Anything else: a crash.
"""

import ctypes
import json
import math
import os
import signal
import sys
import threading
import traceback

_out = sys.stdout


class UserError(Exception):
    """What a person must change, as one sentence. `code` is for programs: target-missing, empty-data, no-gpu, …"""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
        self.message = message


def _emit(record):
    _out.write(json.dumps(record, allow_nan=False) + "\n")
    _out.flush()


def log(message, level="info"):
    _emit({"type": "log", "level": level, "message": message})


def warn(message):
    log(message, "warn")


def metric(name, split, iteration, value):
    """One point of a curve. A value that is not finite (an AUC of one class) is left out: JSON has no NaN."""
    value = float(value)
    if math.isfinite(value):
        _emit({"type": "metric", "name": name, "split": split, "iteration": int(iteration), "value": value})


def progress(done, total):
    _emit({"type": "progress", "done": int(done), "total": int(total)})


def _keep_standard_output_clean():
    # Libraries print where they like; only records may reach the parent's pipe.
    global _out
    _out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.stdout = sys.stderr


def _die_with_parent():
    """Set PENSTOCK_PARENT=pid to have this process end when that parent does; by hand, or under nohup, it runs on."""
    parent = os.environ.get("PENSTOCK_PARENT")
    if not parent:
        return
    if sys.platform == "linux":
        try:
            pr_set_pdeathsig = 1
            ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
        except (OSError, AttributeError):
            pass
    if hasattr(os, "getppid") and os.getppid() != int(parent):
        os._exit(3)

    def watch():
        # The parent never writes: the end of the pipe is the end of the parent.
        while os.read(0, 4096):
            pass
        os._exit(3)

    threading.Thread(target=watch, daemon=True).start()


def run(main):
    """Runs `main(job_path)` as a program: records out, user errors as exit 2, crashes as exit 1 with the trace on standard error."""
    _keep_standard_output_clean()
    # The default action ends the process even in the middle of a long call into a library.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _die_with_parent()
    try:
        if len(sys.argv) != 2:
            raise UserError("bad-job", f"usage: python {os.path.basename(sys.argv[0])} job.json")
        main(sys.argv[1])
    except UserError as error:
        _emit({"type": "error", "code": error.code, "message": error.message})
        sys.exit(2)
    except MemoryError:
        _emit(
            {
                "type": "error",
                "code": "out-of-memory",
                "message": "the trainer ran out of memory; use fewer rows or columns, or a bigger machine",
            }
        )
        sys.exit(1)
    except Exception as error:
        traceback.print_exc()
        _emit({"type": "error", "code": "crash", "message": f"{type(error).__name__}: {error}"})
        sys.exit(1)
