/** Whose fault an error is: `client` errors are the caller's, `server` errors are ours. */
export type Fault = 'client' | 'server';

/**
 * An error as a client of AWS sees it (R8). `code` is the wire code, `fields` are further members of the error's shape,
 * `headers` go onto the response. Each service's `errors.ts` has one subclass per code; one place per protocol renders them.
 */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    status: number,
    extra: {
      readonly fields?: Readonly<Record<string, unknown>>;
      readonly headers?: Readonly<Record<string, string>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.name = code;
    this.code = code;
    this.status = status;
    this.fields = extra.fields ?? {};
    this.headers = extra.headers ?? {};
  }

  get fault(): Fault {
    return this.status < 500 ? 'client' : 'server';
  }
}

/** An operation or field that AWS has and Lambent does not: refused by name, never accepted and ignored. */
export class NotImplementedException extends AwsError {
  constructor(message: string) {
    super('NotImplementedException', message, 501);
  }
}
