const isWithin = (ms) => ms > 0 && ms <= 3000;

export const handler = async (_event, context) => ({
  ctx: {
    aws_request_id: context.awsRequestId,
    function_name: context.functionName,
    function_version: context.functionVersion,
    invoked_function_arn: context.invokedFunctionArn,
    log_group_name: context.logGroupName,
    log_stream_name: context.logStreamName,
    remaining_time_in_millis: isWithin(context.getRemainingTimeInMillis()),
  },
  environment: Object.fromEntries(Object.entries(process.env).sort(([a], [b]) => (a < b ? -1 : 1))),
});
