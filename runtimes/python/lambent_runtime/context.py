"""The second argument of a handler."""
import json
import logging
import os
import sys
import time

from .faults import Fault


class LambdaContext:
    """Every attribute that AWS documents, under the names it has there."""

    def __init__(self, head):
        self.aws_request_id = head["requestId"]
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = head.get("invokedFunctionArn")
        self.tenant_id = head.get("tenantId")
        self.client_context = _client_context(_parse(head.get("clientContext"), "Client Context"))
        self.identity = CognitoIdentity(_parse(head.get("identity"), "Cognito Identity") or {})
        self._deadline_ms = head["deadlineMs"]

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))

    def log(self, message):
        for handler in logging.getLogger().handlers:
            if hasattr(handler, "log_sink"):
                handler.log_sink.log(str(message))
                return
        sys.stdout.write(str(message))

    def __repr__(self):
        names = (
            "aws_request_id log_group_name log_stream_name function_name memory_limit_in_mb function_version "
            "invoked_function_arn client_context identity tenant_id"
        ).split()
        return _describe(self, names)


class _Record:
    __slots__ = ()
    keys = {}

    def __init__(self, values):
        for name in self.__slots__:
            setattr(self, name, values.get(self.keys.get(name, name)))

    def __repr__(self):
        return _describe(self, self.__slots__)


class CognitoIdentity(_Record):
    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")
    keys = {"cognito_identity_id": "cognitoIdentityId", "cognito_identity_pool_id": "cognitoIdentityPoolId"}


class Client(_Record):
    __slots__ = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")


class ClientContext(_Record):
    __slots__ = ("custom", "env", "client")


def _client_context(values):
    if values is None:
        return None
    context = ClientContext(values)
    if context.client is not None:
        context.client = Client(context.client)
    return context


def _describe(record, names):
    return "{}([{}])".format(
        type(record).__name__, ",".join("{}={}".format(name, getattr(record, name)) for name in names)
    )


def _parse(text, name):
    if not text:
        return None
    try:
        return json.loads(text)
    except Exception as error:
        raise Fault("LambdaContextUnmarshalError", "Unable to parse {} JSON: {}".format(name, error)) from error
