"""The life of the process: import the handler, then serve one invocation after the other."""
import logging
import os
import sys

from .assignment import await_assignment
from .context import LambdaContext
from .faults import current_error
from .handler import load_handler
from .logs import Invoked, Logs
from .marshal import marshal_response, to_json, unmarshal_request
from .stdio import patch_stdio

if os.environ.get("_LAMBENT_TRANSPORT") == "http":
    from . import http_channel as channel
else:
    from . import channel

_INIT_WARNING = (
    "LAMBDA_WARNING: Unhandled exception. "
    "The most likely cause is an issue in the function code. "
    "However, in rare cases, a Lambda runtime update can cause unexpected function behavior. "
    "For functions using managed runtimes, runtime updates can be triggered by a function change, or can be applied automatically. "
    "To determine if the runtime has been updated, check the runtime version in the INIT_START log entry. "
    "If this error correlates with a change in the runtime version, you may be able to mitigate this error by temporarily rolling "
    "back to the previous runtime version. "
    "For more information, see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html"
)


def main():
    await_assignment()
    patch_stdio()
    logs = Logs()
    _order_search_path(os.environ["LAMBDA_TASK_ROOT"], os.environ["LAMBDA_RUNTIME_DIR"])
    # A program that the function starts must neither keep the platform's streams open nor write to them.
    for descriptor in (3, 4):
        os.set_inheritable(descriptor, False)
    try:
        handler = load_handler(os.environ["_HANDLER"])
    except Exception:
        error = current_error()
        logging.warning(_INIT_WARNING)
        logs.log_error(error)
        channel.send_init_error(error["errorType"], to_json(error))
        sys.exit(1)
    channel.send_ready()
    while True:
        invoked = channel.next_invocation()
        if invoked is None:
            return
        _invoke(handler, *invoked, logs)


def _order_search_path(task_root, runtime_dir):
    """The function's code first, then layers, then the runtime, then Python itself."""
    version = "python{}.{}".format(*sys.version_info[:2])
    layers = os.environ.pop("_LAMBENT_LAYERS", "/opt") + "/python"
    # One SDK for the versions of Python that its last release supports, and one for those before.
    sdk = os.environ.pop("_LAMBENT_SDK", runtime_dir + "/site-packages")
    sdk += "/3.9" if sys.version_info < (3, 10) else "/3.10"
    first = [task_root, "{}/lib/{}/site-packages".format(layers, version), layers, runtime_dir, sdk]
    sys.path[:] = first + [entry for entry in sys.path if entry not in first]


def _invoke(handler, head, body, logs):
    request_id = head["requestId"]
    Invoked.request_id = request_id
    _forward_trace(head.get("traceId"))
    try:
        context = LambdaContext(head)
        response = marshal_response(handler(unmarshal_request(body), context))
    except Exception:
        error = current_error(request_id)
        logs.log_error(error)
        channel.send_error(request_id, error["errorType"], to_json(error))
        return
    channel.send_response(request_id, response)


def _forward_trace(trace_id):
    if trace_id is not None:
        os.environ["_X_AMZN_TRACE_ID"] = trace_id
    else:
        os.environ.pop("_X_AMZN_TRACE_ID", None)
