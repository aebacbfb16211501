import { child, parseXml } from '../codec/parse-xml.ts';
import { readElement, readXmlMembers } from '../codec/xml-reader.ts';
import { content, element, escapeXml, writeNamespace, writeXmlMembers } from '../codec/xml-writer.ts';
import type { HttpResponse } from '../http.ts';
import type { ServiceModel } from '../model/service-model.ts';
import type { Member, StructureShape } from '../model/shape.ts';
import type { Root } from './body-format.ts';
import type { ClientResponse, ErrorAnswer, ErrorParts, Members, ProtocolCodec } from './protocol-codec.ts';
import { rest } from './rest.ts';

/** restXml as S3 speaks it: what is not in the path, the query and headers is XML, and an error is no part of another element. */
export const restXml: ProtocolCodec = {
  ...rest({
    contentType: 'application/xml',
    answeredBytesType: 'binary/octet-stream',
    requestIdHeader: 'x-amz-request-id',
    readMembers,
    writeMembers,
    readPayload: (shape, body) =>
      shape.type === 'string' ? body.toString('utf8') : readElement(shape, parseXml(body.toString('utf8'))),
    writePayload: (shape, value, root) =>
      shape.type === 'string' ? String(value) : document(root, content(shape, value)),
  }),
  serializeError,
  parseError,
};

function readMembers(
  { unwrapped }: StructureShape,
  members: readonly Member[],
  body: Buffer,
): Record<string, unknown> {
  if (body.length === 0) return {};
  const root = parseXml(body.toString('utf8'));
  const [only] = members;
  if (!unwrapped || !only) return readXmlMembers(members, root);
  // S3 says the oldest region by saying nothing.
  return root.text === '' ? {} : { [only.name]: readElement(only.shape, root) };
}

function writeMembers(
  { unwrapped }: StructureShape,
  members: readonly Member[],
  values: Members,
  root: Root,
): string {
  const [only] = members;
  if (!only) return '';
  if (!unwrapped) return document(root, writeXmlMembers(members, values));
  const value = values[only.name];
  return document(root, value === undefined || value === null ? '' : content(only.shape, value));
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

function document({ name, namespace }: Root, inner: string): string {
  return declaration + element(name, inner, writeNamespace(namespace));
}

function serializeError({ error, shape }: ErrorAnswer, requestId: string): HttpResponse {
  const parts = [
    element('Code', escapeXml(shape?.errorCode ?? error.code)),
    element('Message', escapeXml(error.message)),
    ...Object.entries(error.fields).map(([name, value]) => element(name, escapeXml(String(value)))),
    element('RequestId', escapeXml(requestId)),
  ];
  return {
    status: error.status,
    headers: ['x-amz-request-id', requestId, 'Content-Type', 'application/xml'],
    body: declaration + element('Error', parts.join('')),
  };
}

/** What every error has, and is no field of one. */
const everyError: ReadonlySet<string> = new Set(['Code', 'Message', 'RequestId', 'HostId']);

/** S3's model has almost none of its errors' members, so all of them are taken as text. An answer to HEAD has no body at all. */
function parseError(model: ServiceModel, { headers, body }: ClientResponse): ErrorParts {
  const bucketRegion = headers['x-amz-bucket-region'];
  const inHeaders = bucketRegion === undefined ? {} : { Region: bucketRegion };
  if (body.length === 0) return { code: 'UnknownError', message: '', fields: inHeaders };
  const root = parseXml(body.toString('utf8'));
  const error = root.name === 'Error' ? root : child(root, 'Error');
  const text = (name: string) => (error && child(error, name)?.text) ?? '';
  const members = error?.children.filter(({ name }) => !everyError.has(name)) ?? [];
  const shape = model.exception(text('Code'));
  return {
    code: shape?.name ?? (text('Code') || 'UnknownError'),
    message: text('Message'),
    fields: { ...inHeaders, ...Object.fromEntries(members.map((member) => [member.name, member.text])) },
  };
}
