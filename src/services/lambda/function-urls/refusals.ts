/** The answers that do not come from the function. Source: Lambda developer guide, "Function URLs"; recordings of TestLambdaURL. */
import { type AwsError, type HttpResponse, loadModel, serializeError } from '#wire';

/** Quirk: a URL that nobody has is not said to be missing. */
export const unknownUrl = jsonRefusal(403, '{"Message":null}', 'AccessDeniedException');

export const forbidden = jsonRefusal(
  403,
  JSON.stringify({
    Message:
      'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
  }),
  'AccessDeniedException',
);

/** The function failed, could not run, or returned what is no answer. */
export const badGateway = jsonRefusal(502, 'Internal Server Error');

/** What Lambda's own API answers too: throttling, a wrong signature, a body that is too large. */
export function awsRefusal(error: AwsError, requestId: string): HttpResponse {
  return serializeError('rest-json', loadModel('lambda'), error, requestId);
}

function jsonRefusal(status: number, body: string, errorType?: string): HttpResponse {
  const headers = ['content-type', 'application/json'];
  if (errorType !== undefined) headers.push('x-amzn-ErrorType', errorType);
  return { status, headers, body };
}
