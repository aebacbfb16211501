import { readForm } from '../codec/form-reader.ts';
import { writeForm } from '../codec/form-writer.ts';
import { child, parseXml } from '../codec/parse-xml.ts';
import { readXml } from '../codec/xml-reader.ts';
import { element, escapeXml, writeXml } from '../codec/xml-writer.ts';
import type { HttpResponse } from '../http.ts';
import type { Match, RequestHead } from '../match/match.ts';
import type { OperationModel, ServiceModel } from '../model/service-model.ts';
import type {
  ClientRequest,
  ClientResponse,
  ErrorAnswer,
  ErrorParts,
  Members,
  ProtocolCodec,
} from './protocol-codec.ts';

/** awsQuery: a form with `Action` and `Version`, or the same as a GET's query; answers in XML. */
export const query: ProtocolCodec = {
  parseInput,
  serializeOutput,
  serializeError,
  serializeRequest,
  parseOutput,
  parseError,
};

function parseInput({ operation }: Match, head: RequestHead, body: Buffer): Members {
  if (!operation.input) return {};
  const form = body.length > 0 ? body.toString('utf8') : head.query;
  return readForm(operation.input, new URLSearchParams(form));
}

function document(
  status: number,
  name: string,
  model: ServiceModel | undefined,
  inner: string,
  requestId: string,
): HttpResponse {
  const namespace = model ? ` xmlns="${escapeXml(model.xmlNamespace)}"` : '';
  return {
    status,
    headers: ['x-amzn-RequestId', requestId, 'Content-Type', 'text/xml'],
    body: `<${name}${namespace}>${inner}</${name}>`,
  };
}

function serializeOutput(
  { name, output: shape, service }: OperationModel,
  output: Members,
  requestId: string,
): HttpResponse {
  const result = shape ? element(shape.resultWrapper ?? `${name}Result`, writeXml(shape, output)) : '';
  const metadata = element('ResponseMetadata', element('RequestId', escapeXml(requestId)));
  return document(200, `${name}Response`, service, result + metadata, requestId);
}

function serializeError({ error, shape, model }: ErrorAnswer, requestId: string): HttpResponse {
  const parts = [
    element('Type', error.fault === 'client' ? 'Sender' : 'Receiver'),
    element('Code', escapeXml(shape?.errorCode ?? error.code)),
    element('Message', escapeXml(error.message)),
  ];
  const inner = element('Error', parts.join('')) + element('RequestId', escapeXml(requestId));
  return document(error.status, 'ErrorResponse', model, inner, requestId);
}

function serializeRequest({ name, input: shape, service }: OperationModel, input: Members): ClientRequest {
  const form = new URLSearchParams({ Action: name, Version: service.apiVersion });
  if (shape) writeForm(shape, input, form);
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  return { method: 'POST', path: '/', query: '', headers, body: form.toString() };
}

function parseOutput({ name, output: shape }: OperationModel, response: ClientResponse): Members {
  if (!shape) return {};
  const result = child(parseXml(response.body.toString('utf8')), shape.resultWrapper ?? `${name}Result`);
  return result ? readXml(shape, result) : {};
}

function parseError(model: ServiceModel, response: ClientResponse): ErrorParts {
  const error = child(parseXml(response.body.toString('utf8')), 'Error');
  const text = (name: string) => (error && child(error, name)?.text) ?? '';
  const shape = model.exception(text('Code'));
  return { code: shape?.name ?? text('Code'), message: text('Message'), fields: {} };
}
