/** How far a signature's time may lie from ours, both ways. Source: IAM user guide, "Troubleshoot Signature Version 4": 5 minutes. */
export const clockSkewMs = 5 * 60_000;

/** The longest life of a presigned AWS request. Source: IAM user guide, "Signing AWS API requests": X-Amz-Expires up to 7 days. */
export const presignedSecondsMax = 604_800;

/** Derived signing keys kept: one per day, region and service that a known key signs for. Ours. */
export const signingKeysMax = 256;

/** Headers that one signature may cover. AWS names no figure; no client comes near. Ours. */
export const signedHeadersMax = 100;

/** An access key id on the wire. Source: IAM API reference, AccessKey: 16 to 128 characters; shorter ones are usual in development. */
export const accessKeyIdCharactersMax = 128;

/** What one answer, or one line of the log, may report of what AWS would have refused. Ours. */
export const reportCharactersMax = 512;

/** What of a package is hashed before others run: a few milliseconds' worth. Ours. */
export const digestBytesAtOnce = 4 * 1024 * 1024;

/** A session token on the wire. Source: AWS STS API reference: no fixed size, typically less than 4,096 bytes. Ours have some 300. */
export const sessionTokenCharactersMax = 4_096;

/** Session tokens whose content is kept: one for each environment that signs calls. Ours. */
export const openedSessionsMax = 1_024;
