/**
 * Why an image cannot be had. `denied`: the registry wants other credentials. `missing`: it does not have it. `unsupported`: it is of
 * a kind that is not run. `invalid`: what the registry sent is not what it promised, or is not safe to unpack. `unreachable`: it gave no
 * usable answer. The message is for the operator.
 */
export class ImageProblem extends Error {
  override readonly name = 'ImageProblem';
  readonly kind: 'denied' | 'missing' | 'unsupported' | 'invalid' | 'unreachable';

  constructor(kind: ImageProblem['kind'], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}
