import time

time.sleep(1)


def handler(event, context):
    return None
