import pathlib
import time

kept = pathlib.Path('/tmp/kept')
number = 0


def handler(event, context):
    global number
    if 'content' in event:
        kept.write_text(event['content'])
    elif 'number' in event:
        number = event['number']
    elif 'seconds' in event:
        time.sleep(event['seconds'])
    else:
        return {'content': kept.read_text(), 'number': number}
