"""Where the process was booted before it had a function: waiting for one. See ../../README.md."""
import importlib
import os
import sys
import time

from . import channel


def await_assignment():
    """Returns when the process is as it would be had it been started for this function."""
    if os.environ.get("_LAMBENT_PREBOOTED") != "1":
        return
    channel.send_booted()
    variables = channel.assignment()
    if variables is None:
        sys.exit(0)
    os.environ.clear()
    os.environ.update(variables)
    time.tzset()
    os.chdir(variables["LAMBDA_TASK_ROOT"])
    # There was nothing in the places of its code when they were looked at last.
    importlib.invalidate_caches()
