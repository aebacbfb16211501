/** Bounds of container images. Where AWS has no number, ours guard this machine. */

/** Of an image's files, unpacked, and of what its layers are together as they travel. Source: Lambda quotas, "Container image code package size". */
export const imageBytesMax = 10 * 1024 ** 3;
/** Of a manifest, an index or an image's configuration. Source: OCI distribution specification, "Pushing Manifests". */
export const manifestBytesMax = 4 * 1024 ** 2;
/** Of a token service's answer. */
export const tokenAnswerBytesMax = 1024 ** 2;
/** Of the file with the registries' credentials. */
export const credentialsFileBytesMax = 1024 ** 2;
export const layersMax = 512;
/** Platforms of one index. */
export const indexEntriesMax = 1_000;
/** Files, folders and links of one image together. */
export const imageNodesMax = 1_000_000;
/** Headers of one layer, whiteouts included. */
export const layerEntriesMax = 1_000_000;
/** A whole name in a layer, and one part of it. Linux allows 4,096 for a path, of which the folder it is unpacked in takes a part. */
export const layerPathBytesMax = 3_072;
export const layerPathPartBytesMax = 255;
export const linkTargetBytesMax = 4_095;
/** Bytes of a layer that make one blob: a layer is never in memory as a whole. */
export const pieceBytes = 8 * 1024 ** 2;
/** Characters of an image's name: of the host, of the repository. Source: the reference grammar of the distribution project. */
export const hostCharactersMax = 255;
export const repositoryCharactersMax = 255;

/** How long a registry may be silent. */
export const registryIdleMs = 30_000;
/** How long pulling one image may take. Below an hour, after which the sweep takes blobs that no record names. */
export const pullMs = 30 * 60 * 1000;
/** How long finding out what a name means may take: a request waits for it. */
export const resolveMs = 20_000;
export const redirectsMax = 5;
/** Attempts of one request, and of one layer's download. */
export const attemptsMax = 3;
/** Before the second attempt; twice as long before the third. */
export const retryDelayMs = 250;
/** Images pulled at once; the others wait. */
export const pullsInFlightMax = 2;

/** Unpacked images kept on disk, environments that use them aside. */
export const imageTreesMax = 64;
export const imageTreesBytesMax = 20 * 1024 ** 3;
