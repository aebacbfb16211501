/** Thrown for a deployment package that is not unpacked. Nothing of it is left behind; `message` says what is wrong. */
export class ZipRejected extends Error {
  override readonly name = 'ZipRejected';
  readonly reason: 'not-a-zip' | 'too-large' | 'unsafe';

  constructor(reason: ZipRejected['reason'], detail: string, cause?: unknown) {
    super(detail, cause === undefined ? undefined : { cause });
    this.reason = reason;
  }
}
