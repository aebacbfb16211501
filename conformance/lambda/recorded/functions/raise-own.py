class CustomException(Exception):
    pass


def handler(event, context):
    print('before')
    raise CustomException('some error occurred')
