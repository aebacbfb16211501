import os

members = (
    'aws_request_id function_name function_version invoked_function_arn log_group_name log_stream_name '
    'memory_limit_in_mb'
).split()


def handler(event, context):
    if event.get('fail'):
        raise Exception('Failed: some_error_msg')
    ctx = {name: getattr(context, name) for name in members}
    ctx['remaining_time_in_millis'] = 0 < context.get_remaining_time_in_millis() <= 3000
    return {'ctx': ctx, 'environment': dict(sorted(os.environ.items()))}
