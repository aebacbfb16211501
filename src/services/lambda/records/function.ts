import type { PolicyDocument, StatementDocument } from '#access';
import type { EventInvokeConfig } from './event-invoke.ts';
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
  /** What becomes of a chain of invocations that comes back to the function again and again: it is stopped, unless this allows it. */
  readonly recursiveLoop?: 'Allow';
  /** Of the config that says whose code it takes. */
  readonly codeSigningConfigArn?: string;
  /** Sorted by qualifier. Absent where there are none. */
  readonly eventInvokeConfigs?: readonly EventInvokeConfig[];
  /** Sorted by qualifier. Absent where there are none. */
  readonly provisioned?: readonly ProvisionedRecord[];
};

/** Environments to be initialised ahead for a version or an alias. */
export type ProvisionedRecord = {
  /** A version's number or an alias. */
  readonly qualifier: string;
  readonly requested: number;
  /** ISO 8601 as the wire has it: `2025-11-25T02:26:54+0000`. */
  readonly lastModified: string;
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
  /** Empty where the function is an image, as is `handler`. */
  readonly runtime: string;
  readonly handler: string;
  readonly role: string;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMiB: number;
  readonly ephemeralStorageMiB: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly variables?: Readonly<Record<string, string>>;
  /** The ARN of the queue or topic that gets the events which could not be processed. */
  readonly deadLetterTarget?: string;
  readonly tracingMode: 'Active' | 'PassThrough';
  readonly logGroup: string;
  /** Of the log format JSON; absent for Text. */
  readonly jsonLogging?: JsonLogging;
  /** Blob of the zip as uploaded: lower-case hex SHA-256. The wire's CodeSha256 is the same bytes in base64. */
  readonly codeDigest: string;
  readonly codeBytes: number;
  /** Of a function that is an image, as its owner named it; `codeDigest` is then that of its manifest. */
  readonly imageUri?: string;
  /** What takes the place of the image's own, each part for itself. Absent where it says nothing. */
  readonly imageConfig?: ImageConfigRecord;
  /** Of the package's files. */
  readonly unzippedBytes: number;
  /** In the order in which they are laid over each other at `/opt`. Absent where there are none. */
  readonly layers?: readonly LayerReference[];
  /** What its code imports of the AWS SDK and leaves to the runtime. Absent where that is nothing. */
  readonly sdkPackages?: readonly string[];
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

export type ImageConfigRecord = {
  readonly entryPoint?: readonly string[];
  readonly command?: readonly string[];
  readonly workingDirectory?: string;
};

/** A signing job of a version of a signing profile. */
export type SigningRecord = { readonly profileVersionArn: string; readonly jobArn: string };

/** The least levels that are logged. */
export type JsonLogging = {
  readonly applicationLevel: 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';
  readonly systemLevel: 'DEBUG' | 'INFO' | 'WARN';
};

/** The resource policy of a function, or of one of its versions or aliases. */
export type PolicyRecord = {
  readonly revisionId: string;
  /** What a policy that was put as a whole says besides its statements; absent where AddPermission began it. */
  readonly head?: Omit<PolicyDocument, 'Statement'>;
  readonly statements: readonly StatementDocument[];
};

export type QualifiedPolicy = PolicyRecord & { readonly qualifier: string };

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
