def handler(event, context):
    if event.get('raise_error'):
        raise Exception('Test exception (this is intentional)')
    return {'event': event, 'aws_request_id': context.aws_request_id}
