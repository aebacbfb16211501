import type { LayerReference } from './layer.ts';

/** A function as it is stored: one aggregate document per function under `[account, region, name]`. */
export type FunctionRecord = {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly latest: VersionRecord;
  /** What invocations run while an update of `latest` is in progress, and after one failed; otherwise they run `latest`. */
  readonly serving?: VersionRecord;
  /** Of the function itself; those of its versions and aliases are `qualifiedPolicies`. */
  readonly policy?: PolicyRecord;
  readonly tags?: Readonly<Record<string, string>>;
  /** Both what the function may use and what the others may not; 0 lets nothing run. */
  readonly reservedConcurrency?: number;
  /** Published, in ascending order. Nothing of them changes but their state. Absent where there are none. */
  readonly versions?: readonly VersionRecord[];
  /** The last publication, whether or not its version is still there. */
  readonly published?: Publication;
  /** Sorted by name. Absent where there are none. */
  readonly aliases?: readonly AliasRecord[];
  readonly qualifiedPolicies?: readonly QualifiedPolicy[];
  /** Its own URL and those of its aliases, sorted by qualifier. One outlives its alias. Absent where there are none. */
  readonly urls?: readonly FunctionUrlRecord[];
  /** What becomes of an invocation that the function has caused itself; absent is Terminate, AWS's default. */
  readonly recursiveLoop?: 'Allow';
  /** Of the config that says whose code it takes. */
  readonly codeSigningConfigArn?: string;
};

/** `number` is the highest that was ever given, and `description` the one that `$LATEST` had then. */
export type Publication = { readonly number: number; readonly description: string };

/** A name for a version that may be moved to another one. */
export type AliasRecord = {
  readonly name: string;
  /** `$LATEST` or a number. */
  readonly functionVersion: string;
  readonly description: string;
  readonly revisionId: string;
  /** A second version, and the part of the invocations that it gets: 0 to 1. */
  readonly additional?: { readonly version: string; readonly weight: number };
};

/** The version that an invocation without qualifier, or of `$LATEST`, runs. */
export function invocableVersion(record: FunctionRecord): VersionRecord {
  return record.serving ?? record.latest;
}

/** One version's code and configuration; everything an environment needs. Immutable once an environment was started from it. */
export type VersionRecord = {
  /** `$LATEST` or a number. */
  readonly version: string;
  readonly runtime: string;
  readonly handler: string;
  readonly role: string;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMiB: number;
  readonly ephemeralStorageMiB: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly variables?: Readonly<Record<string, string>>;
  readonly tracingMode: 'Active' | 'PassThrough';
  readonly logGroup: string;
  /** Of the log format JSON; absent for Text. */
  readonly jsonLogging?: JsonLogging;
  /** Blob of the zip as uploaded: lower-case hex SHA-256. The wire's CodeSha256 is the same bytes in base64. */
  readonly codeDigest: string;
  readonly codeBytes: number;
  /** Of the package's files. */
  readonly unzippedBytes: number;
  /** In the order in which they are laid over each other at `/opt`. Absent where there are none. */
  readonly layers?: readonly LayerReference[];
  /** Who signed the code, where the function's code signing config trusted them. */
  readonly signing?: SigningRecord;
  /** ISO 8601 as the wire has it: `2025-11-25T02:26:54.000+0000`. */
  readonly lastModified: string;
  readonly revisionId: string;
  /** Changes with every accepted change of code or configuration: environments of another one are retired. */
  readonly environmentKey: string;
  readonly state: 'Pending' | 'Active' | 'Failed';
  readonly stateReason?: string;
  readonly stateReasonCode?: string;
  readonly lastUpdateStatus?: 'InProgress' | 'Successful' | 'Failed';
  readonly lastUpdateStatusReason?: string;
  readonly lastUpdateStatusReasonCode?: string;
};

/** A signing job of a version of a signing profile. */
export type SigningRecord = { readonly profileVersionArn: string; readonly jobArn: string };

/** The least levels that are logged. */
export type JsonLogging = {
  readonly applicationLevel: 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';
  readonly systemLevel: 'DEBUG' | 'INFO' | 'WARN';
};

/** The resource policy of a function, or of one of its versions or aliases. */
export type PolicyRecord = { readonly revisionId: string; readonly statements: readonly PolicyStatement[] };

export type QualifiedPolicy = PolicyRecord & { readonly qualifier: string };

export type PolicyStatement = {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: string | { readonly Service: string } | { readonly AWS: string };
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

/** An HTTP endpoint of a function, or of one of its aliases. */
export type FunctionUrlRecord = {
  /** The alias's name; absent for the function itself. */
  readonly qualifier?: string;
  /** The first label of its host: 32 of a-z and 0-9. */
  readonly urlId: string;
  readonly authType: 'NONE' | 'AWS_IAM';
  readonly cors?: CorsRecord;
  /** Absent where it was never asked for, as answers then show. */
  readonly invokeMode?: 'BUFFERED' | 'RESPONSE_STREAM';
  /** ISO 8601 with microseconds, as the wire has it: `2025-11-25T02:43:27.123000Z`. */
  readonly createdAt: string;
  readonly lastModified: string;
};

/** `*` stands for everything. */
export type CorsRecord = {
  readonly allowCredentials?: boolean;
  readonly allowHeaders?: readonly string[];
  readonly allowMethods?: readonly string[];
  readonly allowOrigins?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAgeSeconds?: number;
};
