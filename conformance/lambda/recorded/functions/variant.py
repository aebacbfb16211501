import os
import time


def handler(event, context):
    print('working')
    time.sleep(event.get('seconds', 0))
    return {'function_version': context.function_version, 'function_variant': os.environ['VARIANT']}
