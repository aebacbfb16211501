/** Events as their services send them, by the class of aws-lambda-java-events that stands for each. */
export const javaEvents: Readonly<Record<string, unknown>> = {
  APIGatewayProxyRequestEvent: {
    ...{
      version: '1.0',
      resource: '/{id}',
      path: '/7',
      httpMethod: 'GET',
      body: 'é',
      isBase64Encoded: false,
    },
    headers: { Host: 'h' },
    multiValueHeaders: { Host: ['h'], Accept: ['a', 'b'] },
    queryStringParameters: { q: '2' },
    multiValueQueryStringParameters: { q: ['1', '2'] },
    pathParameters: { id: '7' },
    stageVariables: null,
    requestContext: {
      ...{ accountId: '000000000000', apiId: 'a', stage: 's', requestTimeEpoch: 1_583_349_317_135 },
      authorizer: { principalId: 'p', level: 7 },
      identity: { sourceIp: '192.0.2.1', userArn: null, apiKeyId: 'k' },
    },
  },
  APIGatewayV2HTTPEvent: {
    ...{ version: '2.0', routeKey: 'GET /{id}', rawPath: '/7', rawQueryString: 'q=1&q=2', body: 'é' },
    ...{ isBase64Encoded: true, cookies: ['a=1', 'b=2'], headers: { host: 'h' } },
    ...{ queryStringParameters: { q: '1,2' }, pathParameters: { id: '7' }, stageVariables: { v: 'x' } },
    requestContext: {
      ...{ accountId: '000000000000', apiId: 'a', routeKey: 'GET /{id}', timeEpoch: 1_583_348_638_390 },
      authorizer: { jwt: { claims: { sub: 's' }, scopes: ['one'] }, lambda: { deep: { list: [1, 2.5] } } },
      http: { method: 'GET', path: '/7', protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'u' },
    },
  },
  ApplicationLoadBalancerRequestEvent: {
    requestContext: { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:::targetgroup/t' } },
    ...{ httpMethod: 'GET', path: '/', headers: { accept: '*/*' }, body: '', isBase64Encoded: false },
  },
  CloudFormationCustomResourceEvent: {
    ...{ RequestType: 'Create', ServiceToken: 't', ResponseURL: 'https://example.com', StackId: 's' },
    ...{ RequestId: 'r', LogicalResourceId: 'l', PhysicalResourceId: 'p', ResourceType: 'Custom::X' },
    ResourceProperties: { list: [1], text: 'x' },
  },
  CloudWatchLogsEvent: { awslogs: { data: 'H4sIAAAA' } },
  CognitoUserPoolPreSignUpEvent: {
    ...{
      version: '1',
      triggerSource: 'PreSignUp_SignUp',
      region: 'us-east-1',
      userPoolId: 'p',
      userName: 'u',
    },
    callerContext: { awsSdkVersion: 'v', clientId: 'c' },
    request: { userAttributes: { email: 'a@example.com' }, validationData: null },
    response: { autoConfirmUser: true },
  },
  DynamodbEvent: {
    Records: [
      {
        ...{ eventID: '1', eventVersion: '1.1', eventName: 'INSERT', eventSource: 'aws:dynamodb' },
        ...{ awsRegion: 'us-east-1', eventSourceARN: 'arn:aws:dynamodb:::table/t/stream/s' },
        dynamodb: {
          ...{ ApproximateCreationDateTime: 1_428_537_600, SequenceNumber: '111', SizeBytes: 26 },
          ...{ StreamViewType: 'NEW_AND_OLD_IMAGES', Keys: { Id: { N: '101' } } },
          NewImage: {
            ...{ text: { S: 's' }, bytes: { B: 'AQI=' }, nothing: { NULL: true }, truth: { BOOL: false } },
            ...{ texts: { SS: ['a', 'b'] }, numbers: { NS: ['1', '2'] }, blobs: { BS: ['AQI='] } },
            ...{ list: { L: [{ S: 'x' }, { M: { deep: { N: '1' } } }] } },
          },
        },
      },
    ],
  },
  KinesisEvent: {
    Records: [
      {
        ...{
          eventSource: 'aws:kinesis',
          eventVersion: '1.0',
          eventID: 'shardId-0:1',
          awsRegion: 'us-east-1',
        },
        ...{ eventName: 'aws:kinesis:record', eventSourceARN: 'arn:aws:kinesis:::stream/s' },
        kinesis: {
          ...{ kinesisSchemaVersion: '1.0', partitionKey: 'p', sequenceNumber: '1', data: 'SGVsbG8=' },
          approximateArrivalTimestamp: 1_545_084_650.987,
        },
      },
    ],
  },
  LambdaDestinationEvent: {
    ...{
      version: '1.0',
      timestamp: '2026-08-20T01:02:03.004Z',
      requestPayload: { a: 1 },
      responsePayload: 'x',
    },
    requestContext: { requestId: 'r', condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  },
  LexEvent: {
    ...{ messageVersion: '1.0', userId: 'u', bot: { name: 'b', alias: 'a', version: '1' } },
    currentIntent: { name: 'n', slots: { s: 'v' }, confirmationStatus: 'None' },
  },
  S3Event: {
    Records: [
      {
        ...{ eventVersion: '2.1', eventSource: 'aws:s3', awsRegion: 'us-east-1' },
        ...{ eventTime: '2026-08-20T01:02:03.004Z', eventName: 'ObjectCreated:Put' },
        ...{ userIdentity: { principalId: 'p' }, requestParameters: { sourceIPAddress: '192.0.2.1' } },
        responseElements: { 'x-amz-request-id': 'r', 'x-amz-id-2': 'i' },
        s3: {
          ...{ s3SchemaVersion: '1.0', configurationId: 'c' },
          bucket: { name: 'b', ownerIdentity: { principalId: 'o' }, arn: 'arn:aws:s3:::b' },
          object: { key: 'a+%C3%A9.txt', size: 5_000_000_000, eTag: 'e', sequencer: '0A' },
        },
      },
    ],
  },
  ScheduledEvent: {
    ...{ version: '0', id: 'i', 'detail-type': 'Scheduled Event', source: 'aws.events', region: 'us-east-1' },
    ...{ account: '000000000000', time: '2026-08-20T01:02:03Z', resources: ['arn:aws:events:::rule/r'] },
    detail: { list: [true, null, 1.5] },
  },
  SNSEvent: {
    Records: [
      {
        ...{ EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: 'arn:aws:sns:::t:s' },
        Sns: {
          ...{
            Type: 'Notification',
            MessageId: 'm',
            TopicArn: 'arn:aws:sns:::t',
            Subject: null,
            Message: 'é',
          },
          ...{ Timestamp: '2026-08-20T01:02:03.004Z', SignatureVersion: '1', Signature: 's' },
          ...{ SigningCertUrl: 'https://example.com', UnsubscribeUrl: 'https://example.com' },
          MessageAttributes: { a: { Type: 'String', Value: 'v' } },
        },
      },
    ],
  },
  SQSEvent: {
    Records: [
      {
        ...{ messageId: 'm', receiptHandle: 'r', body: 'é', md5OfBody: 'd', eventSource: 'aws:sqs' },
        ...{ eventSourceARN: 'arn:aws:sqs:::q', awsRegion: 'us-east-1' },
        attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1545082649183' },
        messageAttributes: { a: { dataType: 'Binary', binaryValue: 'AQI=', stringListValues: [] } },
      },
    ],
  },
};
