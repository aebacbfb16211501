"""The platform's Runtime API in place of the frames of `channel`, for a runtime below a wrapper or beside extensions: the same functions."""
import http.client
import os
from urllib.parse import quote

API = "/2018-06-01/runtime"

# A function that looks at its variables finds those of AWS.
os.environ.pop("_LAMBENT_TRANSPORT", None)

_connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])

_HEADERS = {
    "requestId": "Lambda-Runtime-Aws-Request-Id",
    "invokedFunctionArn": "Lambda-Runtime-Invoked-Function-Arn",
    "traceId": "Lambda-Runtime-Trace-Id",
    "tenantId": "Lambda-Runtime-Aws-Tenant-Id",
    "clientContext": "Lambda-Runtime-Client-Context",
    "identity": "Lambda-Runtime-Cognito-Identity",
}


def next_invocation():
    """Waits for the next invocation: its head and the event. None when the platform has gone."""
    try:
        status, headers, body = _exchange("GET", "/invocation/next")
    except OSError:
        return None
    if status != 200:
        raise RuntimeError("The platform answered {}".format(status))
    head = {name: _text(headers.get(header)) for name, header in _HEADERS.items()}
    head["deadlineMs"] = int(headers["Lambda-Runtime-Deadline-Ms"])
    return head, memoryview(body)


def send_ready():
    """The first request for an event says so."""


def send_init_error(error_type, body):
    _post("/init/error", body, error_type)


def send_response(request_id, body):
    _post("/invocation/{}/response".format(request_id), body)


def send_error(request_id, error_type, body):
    _post("/invocation/{}/error".format(request_id), body, error_type)


def _post(path, body, error_type=None):
    """A result too large is refused with 413: the platform has told the caller, and the next event comes."""
    headers = {"Content-Type": "application/json"}
    if error_type is not None:
        headers["Lambda-Runtime-Function-Error-Type"] = quote(error_type)
    status, _headers, _body = _exchange("POST", path, bytes(body), headers)
    if status not in (202, 413):
        raise RuntimeError("The platform answered {}".format(status))


def _exchange(method, path, body=None, headers={}):
    _connection.request(method, API + path, body, headers)
    response = _connection.getresponse()
    return response.status, response.headers, response.read()


def _text(header):
    """UTF-8 that came as one character for each byte."""
    return None if header is None else header.encode("latin-1").decode()
