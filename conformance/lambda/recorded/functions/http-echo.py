import json


def handler(event, context):
    body = event.get('body', '')
    http = event['requestContext']['http']
    return {
        'args': event.get('queryStringParameters', {}),
        'data': body if event['isBase64Encoded'] else json.loads(body),
        'domain': event['requestContext']['domainName'],
        'headers': event['headers'],
        'method': http['method'],
        'origin': http['sourceIp'],
        'path': http['path'],
    }
