import json

results = {
    '/dict': {'hello': 'world'},
    '/http-response': {'statusCode': 200, 'body': 'body123'},
    '/http-response-json': {'statusCode': 200, 'body': json.dumps({'hello': 'world'})},
    '/list-mixed': ['hello', 3, True],
    '/string': 'hello',
    '/integer': 3,
    '/float': 3.1,
    '/boolean': True,
}


def handler(event, context):
    return results[event['rawPath']]
