import time

number = 0
path = '/tmp/state'


def handler(event, context):
    global number
    if 'write' in event:
        with open(path, 'w') as file:
            file.write(event['write'])
    if 'read' in event:
        with open(path) as file:
            return {'content': file.read()}
    if 'number' in event:
        number = event['number']
    if 'ask' in event:
        return {'number': number}
    time.sleep(event.get('seconds', 0))
