"""Between JSON and Python's values, by the rules of AWS's client, which has a JSON library of its own."""
import json
import math
import os
import re
import sys

from . import named_tuples
from .faults import Fault

# A decimal goes through the encoder as a string under a name that no function's data can contain, and is then unwrapped.
_DECIMAL = "decimal-{}:".format(os.urandom(16).hex())
_DECIMAL_TEXT = re.compile('"' + _DECIMAL + '([^"]*)"')


class _Encoder(json.JSONEncoder):
    decimals = False

    def default(self, o):
        if isinstance(o, bytes):
            return o.decode("utf-8")
        if _is_decimal(o):
            if o.is_nan():
                return math.nan
            self.decimals = True
            return _DECIMAL + str(o)
        return super().default(o)


def _is_decimal(value):
    # Nobody can have a Decimal without having imported its module.
    decimal = sys.modules.get("decimal")
    return decimal is not None and isinstance(value, decimal.Decimal)


def to_json(value):
    """JSON in UTF-8. From Python 3.12 on, text beyond ASCII is written as it is."""
    encoder = _Encoder(ensure_ascii=sys.version_info < (3, 12))
    text = encoder.encode(value)
    if encoder.decimals:
        text = _DECIMAL_TEXT.sub(r"\1", text)
    return text.encode("utf-8", "surrogatepass")


def unmarshal_request(body):
    try:
        return json.loads(str(body, "utf-8"))
    except Exception as error:
        raise Fault("UnmarshalError", "Unable to unmarshal input: {}".format(error)) from error


def marshal_response(value):
    """Bytes are a response as they are."""
    if isinstance(value, bytes):
        return value
    try:
        return to_json(named_tuples.as_objects(value) if named_tuples.are_present() else value)
    except Exception as error:
        raise Fault("MarshalError", "Unable to marshal response: {}".format(error)) from error
