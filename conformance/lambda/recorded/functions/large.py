def handler(event, context):
    return {'data': 'x' * event['bytes']}
