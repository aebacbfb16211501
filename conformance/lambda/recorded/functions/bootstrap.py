#!/usr/bin/python3
"""A custom runtime: answers with what the Runtime API says of the invocation, or with the error that the event has."""
import json
from urllib.request import Request, urlopen

# As the platform gave it: Python adds to its own.
with open('/proc/self/environ') as file:
    environment = dict(sorted(line.split('=', 1) for line in file.read().split('\0') if line))
api = f"http://{environment['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/invocation"

while True:
    with urlopen(f'{api}/next') as answer:
        event = json.load(answer)
        head = answer.headers
    request_id = head['Lambda-Runtime-Aws-Request-Id']
    error = event.get('error')
    result = error or {
        'ctx': {
            'aws_request_id': request_id,
            'deadline': head['Lambda-Runtime-Deadline-Ms'],
            'invoked_function_arn': head['Lambda-Runtime-Invoked-Function-Arn'],
        },
        'environment': {**environment, '_X_AMZN_TRACE_ID': head['Lambda-Runtime-Trace-Id']},
    }
    body = json.dumps(result, separators=(',', ':')).encode()
    headers = {'Lambda-Runtime-Function-Error-Type': error['errorType']} if error else {}
    urlopen(Request(f"{api}/{request_id}/{'error' if error else 'response'}", body, headers)).read()
