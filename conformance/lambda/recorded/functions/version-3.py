def handler(event, context):
    return {
        'version_id': 'version3',
        'invoked_arn': context.invoked_function_arn,
        'version_from_ctx': context.function_version,
    }
