"""The root logger's handler and the runtime's own error lines, as frames on the telemetry descriptor."""
import json
import logging
import os
import time
import traceback

from . import written
from .descriptors import write_fully
from .marshal import to_json

_TEXT_FRAME = 0xA55A0003
_JSON_FRAME = 0xA55A0002
_LEVEL_MASKS = {
    logging.NOTSET: 0x00,
    logging.DEBUG: 0x08,
    logging.INFO: 0x0C,
    logging.WARNING: 0x10,
    logging.ERROR: 0x14,
    logging.CRITICAL: 0x18,
}

_TEXT_FORMAT = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n"
_DATE_FORMAT = "%Y-%m-%dT%H:%M:%S"

# AWS indents tracebacks with no-break spaces, since the console strips ordinary ones.
_INDENT = "\u00a0"

# The attributes of a record that are not a function's own `extra` fields.
_RECORD_FIELDS = frozenset(
    "name msg args levelname levelno pathname filename module exc_info exc_text stack_info lineno funcName created msecs "
    "relativeCreated thread threadName processName process aws_request_id tenant_id taskName _frame_type".split()
)

_json_encoder = json.JSONEncoder(ensure_ascii=False)


class Invoked:
    """Whose log lines are being written."""

    request_id = None


class TelemetrySink:
    def __init__(self, descriptor):
        self.descriptor = descriptor

    def log(self, message, frame_type=_TEXT_FRAME):
        body = message.encode("utf8", "surrogatepass")
        micros = time.time_ns() // 1000
        prefix = frame_type.to_bytes(4, "big") + len(body).to_bytes(4, "big") + micros.to_bytes(8, "big")
        written.telemetry_bytes += len(prefix) + len(body)
        write_fully(self.descriptor, prefix, body)


class _Handler(logging.Handler):
    def __init__(self, log_sink, with_levels):
        super().__init__()
        self.log_sink = log_sink
        self.with_levels = with_levels

    def emit(self, record):
        message = self.format(record)
        frame_type = getattr(record, "_frame_type", None)
        if frame_type is None:
            frame_type = _TEXT_FRAME | _LEVEL_MASKS.get(_level_of(record), 0) if self.with_levels else _TEXT_FRAME
        self.log_sink.log(message, frame_type)


class _RequestIdFilter(logging.Filter):
    def filter(self, record):
        record.aws_request_id = Invoked.request_id or ""
        return True


class _JsonFormatter(logging.Formatter):
    def format(self, record):
        record.levelno = _level_of(record)
        record.levelname = logging.getLevelName(record.levelno)
        record._frame_type = _JSON_FRAME | _LEVEL_MASKS.get(record.levelno, 0)
        error = record.exc_info or None
        result = {
            "timestamp": time.strftime(_DATE_FORMAT, time.gmtime(record.created)) + ".%03dZ" % int(record.msecs),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            "stackTrace": error and traceback.format_tb(error[2]),
            "errorType": error and error[0] and error[0].__name__,
            "errorMessage": error and str(error[1]),
            "requestId": getattr(record, "aws_request_id", None),
            "location": error and "{}:{}:{}".format(record.pathname, record.funcName, record.lineno),
        }
        for key, value in record.__dict__.items():
            if key not in _RECORD_FIELDS and key not in result:
                result[key] = value
        return _json_encoder.encode({key: value for key, value in result.items() if value is not None}) + "\n"


def _level_of(record):
    """The standard level at or below a record's."""
    return min(50, max(0, record.levelno)) // 10 * 10


class Logs:
    """Sets up the root logger as AWS has it; `log_error` is the runtime's own."""

    def __init__(self):
        self.json = os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"
        self.sink = TelemetrySink(int(os.environ.pop("_LAMBDA_TELEMETRY_LOG_FD")))
        level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
        level = "DEBUG" if level == "TRACE" else level
        logging.Formatter.converter = time.gmtime
        handler = _Handler(self.sink, with_levels=self.json or level != "")
        handler.setFormatter(_JsonFormatter() if self.json else logging.Formatter(_TEXT_FORMAT, _DATE_FORMAT))
        handler.addFilter(_RequestIdFilter())
        root = logging.getLogger()
        root.addHandler(handler)
        if level in ("DEBUG", "INFO", "WARN", "WARNING", "ERROR", "FATAL", "CRITICAL"):
            root.setLevel(level)

    def log_error(self, error):
        if self.json:
            timestamp = time.strftime(_DATE_FORMAT, time.gmtime())
            line = to_json({"timestamp": timestamp, "level": "ERROR", **error}).decode("utf-8", "surrogatepass")
            self.sink.log(line, _JSON_FRAME | _LEVEL_MASKS[logging.ERROR])
        else:
            self.sink.log("\n".join(_error_lines(error)), _TEXT_FRAME | _LEVEL_MASKS[logging.ERROR])


def _error_lines(error):
    kind, message = error["errorType"], error["errorMessage"]
    yield "[ERROR]" + (" " + kind if kind else "") + (":" if kind and message else "") + (" " + message if message else "")
    yield "Traceback (most recent call last):"
    for entry in error["stackTrace"]:
        for line in entry.splitlines() or [""]:
            text = line.lstrip(" ")
            yield _INDENT * (len(line) - len(text)) + text
