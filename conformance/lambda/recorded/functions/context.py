import logging

logging.getLogger().setLevel(logging.INFO)

members = (
    'invoked_function_arn function_version function_name memory_limit_in_mb aws_request_id log_group_name '
    'log_stream_name client_context'
).split()


def handler(event, context):
    print('Printed line')
    logging.info('Logged line')
    return {'event': event, 'context': {name: getattr(context, name) for name in members}}
