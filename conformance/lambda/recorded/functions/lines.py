def handler(event, context):
    print('multi\nline\nstring')
    print('another\rline')
