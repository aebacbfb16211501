"""Frames on descriptor 3: `u32 length of the rest | u8 type | u32 length of head | head | body`."""
import json
import resource
import struct
import sys
import time

from . import written
from .descriptors import read_more, write_fully

DESCRIPTOR = 3
PREFIX = struct.Struct(">IBI")
LENGTH_BYTES = 4
INVOKE = 1
ASSIGN = 3
READY = 16
INIT_ERROR = 17
RESPONSE = 18
ERROR = 19
BOOTED = 23

# Frames up to this size are read without an allocation.
BUFFER_BYTES = 65536

# How old the process's peak memory may be that a frame reports.
MEMORY_AGE_S = 0.1

_buffer = bytearray(BUFFER_BYTES)
_memory = {"peak_kib": 0, "measured_at": float("-inf")}


def next_invocation():
    """Waits for the next invocation: its head, and a view of the event, good until the next call. None when the platform has gone."""
    return _receive(INVOKE)


def assignment():
    """Waits for the function that this process becomes: its variables. None when the platform has gone."""
    received = _receive(ASSIGN)
    return received and received[0]["variables"]


def _receive(expected):
    buffer = _buffer
    filled = read_more(DESCRIPTOR, buffer, 0, PREFIX.size)
    if filled == -1:
        return None
    rest, kind, head_bytes = PREFIX.unpack_from(buffer)
    end = LENGTH_BYTES + rest
    if end > len(buffer):
        buffer = bytearray(end)
        buffer[:filled] = _buffer[:filled]
    if read_more(DESCRIPTOR, buffer, filled, end) == -1:
        return None
    if kind != expected:
        raise RuntimeError("The platform sent a frame of type {}".format(kind))
    head_end = PREFIX.size + head_bytes
    return json.loads(buffer[PREFIX.size : head_end]), memoryview(buffer)[head_end:end]


def send_booted():
    _send(BOOTED, {}, b"")


def send_ready():
    _send(READY, {}, b"")


def send_init_error(error_type, body):
    _send(INIT_ERROR, {"errorType": error_type}, body)


def send_response(request_id, body):
    _send(RESPONSE, {"requestId": request_id}, body)


def send_error(request_id, error_type, body):
    _send(ERROR, {"requestId": request_id, "errorType": error_type}, body)


def _send(kind, fields, body):
    fields["stdioBytes"] = written.stdio_bytes
    fields["telemetryBytes"] = written.telemetry_bytes
    fields["maxRssKiB"] = _peak_memory_kib()
    head = json.dumps(fields).encode()
    prefix = PREFIX.pack(PREFIX.size - LENGTH_BYTES + len(head) + len(body), kind, len(head))
    write_fully(DESCRIPTOR, prefix + head, body)


def _peak_memory_kib():
    now = time.monotonic()
    if now - _memory["measured_at"] > MEMORY_AGE_S:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        # Bytes on macOS, KiB elsewhere.
        _memory["peak_kib"] = peak // 1024 if sys.platform == "darwin" else peak
        _memory["measured_at"] = now
    return _memory["peak_kib"]
