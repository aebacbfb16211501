import type { Members, OperationModel, StructureShape } from '#wire';

/** Operations that go to hosts of their own, which a path style endpoint takes for buckets. */
const elsewhere: ReadonlySet<string> = new Set(['ListDirectoryBuckets', 'WriteGetObjectResponse']);

/** Whether the S3 SDK has an operation at the endpoint: deprecated ones are not in it. */
export function isInS3Sdk({ name, deprecated }: OperationModel): boolean {
  return !deprecated && !elsewhere.has(name);
}

/** An input that the S3 SDK sends as it is: it checks buckets' names, encodes customers' keys, counts bytes and computes checksums. */
export function asS3SdkSends(input: Members): Members {
  const kept = Object.entries(input).filter(
    ([name]) => !/SSECustomerKey(MD5)?$|^Checksum(Algorithm|Mode)$|^ContentLength$/.test(name),
  );
  const fixed: Members = { Bucket: 'my-bucket', Key: 'a/b c' };
  const length = input.Body instanceof Uint8Array ? { ContentLength: input.Body.length } : {};
  return { ...Object.fromEntries(kept.map(([name, value]) => [name, fixed[name] ?? value])), ...length };
}

/**
 * An answer as the S3 SDK reads it: bytes and metadata are never missing, and what it reads its own way is left out: markers of parts,
 * which it takes for text although its model says integer, and `Expires`, which it gives twice.
 */
export function asS3SdkReads({ members, payload }: StructureShape, answer: Members): Members {
  const metadata = members.find(({ location }) => location === 'headers');
  return {
    ...(payload?.shape.type === 'blob' ? { [payload.name]: Buffer.alloc(0) } : {}),
    ...(metadata === undefined ? {} : { [metadata.name]: {} }),
    ...withoutItsOwn(answer),
  };
}

function withoutItsOwn(answer: Members): Members {
  const entries = Object.entries(answer).filter(
    ([name]) => !/PartNumberMarker$|^Expires(String)?$/.test(name),
  );
  return Object.fromEntries(
    entries.map(([name, value]) => [name, name === 'ObjectParts' ? withoutItsOwn(value as Members) : value]),
  );
}
