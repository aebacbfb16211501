#!/usr/bin/python3 -u
"""A custom runtime for the contract suite's function in Python: AWS's Runtime API and nothing of our own runtime for Python."""
import http.client
import json
import os
import sys
import time
import traceback
import types

API = "/2018-06-01/runtime"

connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])


class Context:
    log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
    log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
    function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
    function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
    memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
    client_context = tenant_id = None
    identity = types.SimpleNamespace(cognito_identity_id=None, cognito_identity_pool_id=None)

    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.deadline = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return self.deadline - int(time.time() * 1000)


def exchange(method, path, body=None):
    connection.request(method, API + path, body)
    answer = connection.getresponse()
    return answer.headers, answer.read()


def report(path, error):
    traceback.print_exc()
    failure = {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "stackTrace": traceback.format_tb(error.__traceback__),
    }
    exchange("POST", path, json.dumps(failure).encode())


def serve(handler):
    while True:
        headers, event = exchange("GET", "/invocation/next")
        os.environ.pop("_X_AMZN_TRACE_ID", None)
        if headers["Lambda-Runtime-Trace-Id"] is not None:
            os.environ["_X_AMZN_TRACE_ID"] = headers["Lambda-Runtime-Trace-Id"]
        invocation = "/invocation/" + headers["Lambda-Runtime-Aws-Request-Id"]
        try:
            result = json.dumps(handler(json.loads(event), Context(headers))).encode()
        except Exception as error:
            report(invocation + "/error", error)
        else:
            exchange("POST", invocation + "/response", result)


def load():
    sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
    module, name = os.environ["_HANDLER"].split(".")
    return getattr(__import__(module), name)


try:
    loaded = load()
except Exception as error:
    report("/init/error", error)
    sys.exit(1)
serve(loaded)
