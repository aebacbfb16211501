import type { Member, Shape, StructureShape } from '../model/shape.ts';
import type { Members } from './protocol-codec.ts';

/** A document's root, for formats that name it. */
export type Root = { readonly name: string; readonly namespace: string };

/** How a REST protocol writes what travels in the body. Readers get a body that may be empty. */
export type BodyFormat = {
  readonly contentType: string;
  /** The type of an answer that is bytes and says no type of its own. */
  readonly answeredBytesType: string;
  readonly requestIdHeader: string;
  /** The members that travel nowhere else, together one document. */
  readMembers(shape: StructureShape, members: readonly Member[], body: Buffer): Record<string, unknown>;
  writeMembers(shape: StructureShape, members: readonly Member[], values: Members, root: Root): string;
  /** A member that is the document; never a blob. */
  readPayload(shape: Shape, body: Buffer): unknown;
  writePayload(shape: Shape, value: unknown, root: Root): string;
};

/** The member that is the body, as bytes or as a document; empty when it is absent. */
export function writePayload(
  format: BodyFormat,
  { name, wireName, shape }: Member,
  values: Members,
  namespace: string,
): Uint8Array | string {
  const value = values[name];
  if (value === undefined || value === null) return '';
  if (shape.type === 'blob') return value as Uint8Array;
  return format.writePayload(shape, value, { name: wireName, namespace });
}
