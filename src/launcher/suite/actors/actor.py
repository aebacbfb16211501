"""The contract suite's function in Python: does what the event's `do` says."""
import base64
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time

print("loaded")

count = 0


class Mine(Exception):
    pass


def stream(event):
    return sys.stderr if event["to"] == "stderr" else sys.stdout


def in_temporary_folder(name):
    return os.path.join(tempfile.gettempdir(), name)


def print_lines(event, context):
    for n in range(event["lines"]):
        print("line", n)
    return event["lines"]


def alternate(event, context):
    for _ in range(event["times"]):
        sys.stdout.write("o")
        sys.stderr.write("e")


def write(event, context):
    stream(event).write(event["text"])


def write_bytes(event, context):
    sys.stdout.buffer.write(base64.b64decode(event["base64"]))


def run(event, context):
    return subprocess.run(
        ["sh", "-c", event["command"]], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False
    ).stdout


def log(event, context):
    getattr(logging, event["level"])(event["message"])


def fail(event, context):
    sys.stdout.write(event.get("print", ""))
    raise Mine(event["message"])


def leave(event, context):
    sys.stdout.write(event.get("print", ""))
    sys.exit(event["code"])


def kill(event, context):
    os.kill(os.getpid(), getattr(signal, event["signal"]))
    time.sleep(10)


def remember(event, context):
    global count
    count += 1
    with open(in_temporary_folder("count"), "a+", encoding="utf-8") as file:
        file.write("x")
        file.seek(0)
        return [len(file.read()), count]


def write_file(event, context):
    path = in_temporary_folder(event["name"])
    with open(path, "w", encoding="utf-8") as file:
        file.write(event["text"])
    with open(path, encoding="utf-8") as file:
        return [file.read(), event["name"] in os.listdir(tempfile.gettempdir())]


def read_task(event, context):
    with open(event["name"], encoding="utf-8") as file:
        return file.read()


def describe(event, context):
    client = context.client_context
    return {
        "requestId": context.aws_request_id,
        "functionName": context.function_name,
        "functionVersion": context.function_version,
        "memoryLimit": context.memory_limit_in_mb,
        "logGroup": context.log_group_name,
        "logStream": context.log_stream_name,
        "arn": context.invoked_function_arn,
        "custom": client and client.custom,
        "clientEnv": client and client.env,
        "installation": client and client.client and client.client.installation_id,
        "identity": context.identity.cognito_identity_id,
        "pool": context.identity.cognito_identity_pool_id,
        "tenant": context.tenant_id,
        "remaining": context.get_remaining_time_in_millis(),
    }


ACTIONS = {
    "value": lambda event, context: event["value"],
    "nothing": lambda event, context: None,
    "large": lambda event, context: "x" * event["characters"],
    "length": lambda event, context: len(event["text"]),
    "unserialisable": lambda event, context: {1},
    "print": print_lines,
    "write": write,
    "bytes": write_bytes,
    "alternate": alternate,
    "run": run,
    "log": log,
    "raise": fail,
    "exit": leave,
    "kill": kill,
    "remember": remember,
    "file": write_file,
    "readTask": read_task,
    "environment": lambda event, context: dict(os.environ),
    "process": lambda event, context: [os.getpid(), os.getcwd()],
    "hourOfEpoch": lambda event, context: time.localtime(0).tm_hour,
    "context": describe,
}


def handler(event, context):
    if isinstance(event, dict) and "do" in event:
        return ACTIONS[event["do"]](event, context)
    return event
