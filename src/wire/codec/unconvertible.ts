/** What a value was supposed to become, in the words of the two front ends that AWS services use. */
export type Wanted =
  | 'String'
  | 'Integer'
  | 'Long'
  | 'Double'
  | 'Boolean'
  | 'Timestamp'
  | 'Blob'
  | 'list'
  | 'map'
  | 'structure';

/** A value on the wire does not have its member's type. The service's dialect turns it into a `SerializationException`. */
export class Unconvertible extends Error {
  override readonly name = 'Unconvertible';
  readonly value: unknown;
  readonly wanted: Wanted;

  constructor(value: unknown, wanted: Wanted) {
    super(`a ${typeof value} can not be converted to a ${wanted}`);
    this.value = value;
    this.wanted = wanted;
  }
}

/** The bytes are not a document of the protocol at all; the message is a sentence for the caller. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}
