import type { Reference, ScalarType, Traits, XmlNamespace } from './model-file.ts';

/** A shape at one place of its use, with its references resolved on first access, so that recursive shapes are no problem. */
export type Shape = StructureShape | ListShape | MapShape | ScalarShape;

type Named = Traits & { readonly name: string };

export type StructureShape = Named & {
  readonly type: 'structure';
  readonly members: readonly Member[];
  /** The member that is the whole HTTP body. */
  readonly payload: Member | undefined;
  readonly union: boolean;
  readonly eventStream: boolean;
  /** In XML its one member is the document's root. */
  readonly unwrapped: boolean;
  readonly xmlNamespace: XmlNamespace | undefined;
  readonly resultWrapper: string | undefined;
  /** For exceptions: the code on the wire, and the HTTP status if the model says one. */
  readonly errorCode: string;
  readonly errorStatus: number | undefined;
};

export type ListShape = Named & {
  readonly type: 'list';
  readonly member: Shape;
  /** What an element is called in a form or in XML. A flattened list's elements go by the list's own name. */
  readonly memberName: string;
};
export type MapShape = Named & { readonly type: 'map'; readonly key: Shape; readonly value: Shape };
export type ScalarShape = Named & { readonly type: ScalarType };

export type Member = {
  readonly name: string;
  readonly wireName: string;
  readonly required: boolean;
  readonly idempotencyToken: boolean;
  readonly location: Reference['location'];
  /** Of an event: its bytes are the message's payload, without JSON around them. */
  readonly eventPayload: boolean;
  /** In XML an attribute of its structure's element. */
  readonly xmlAttribute: boolean;
  readonly shape: Shape;
};
