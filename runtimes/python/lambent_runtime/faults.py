"""What went wrong, as callers and the log get it."""
import sys
import traceback

# Frames of the runtime itself do not belong into a function's traceback.
_OWN_FILES = __file__.rsplit("/", 1)[0] + "/"


class Fault(Exception):
    """An error of the runtime's own, whose type is what callers see as errorType."""

    def __init__(self, error_type, message, trace=None):
        super().__init__(message)
        self.error_type = "Runtime." + error_type
        self.message = message
        self.trace = trace


def make_error(message, error_type, trace, request_id=None):
    """The payload. During initialization there is no request, and its id is empty."""
    return {
        "errorMessage": message or "",
        "errorType": error_type or "",
        "requestId": request_id if request_id is not None else "",
        "stackTrace": trace or [],
    }


def current_error(request_id=None):
    """The payload for the exception being handled."""
    kind, value, trace = sys.exc_info()
    if isinstance(value, Fault):
        return make_error(value.message, value.error_type, value.trace, request_id)
    # Four-part frames, as AWS's client makes them: they leave out the carets under a line.
    frames = [(frame.filename, frame.lineno, frame.name, frame.line) for frame in traceback.extract_tb(trace)]
    while frames and (frames[0][0].startswith(_OWN_FILES) or frames[0][0].endswith("/bootstrap.py")):
        frames.pop(0)
    return make_error(str(value), kind.__name__, traceback.format_list(frames), request_id)
