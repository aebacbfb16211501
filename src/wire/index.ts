export { AwsError, type Fault, NotImplementedException } from './aws-error.ts';
export { BodyTooLarge, type Door, type HttpRequest, type HttpResponse, type RawHeaders } from './http.ts';
