/** Lambda's quotas. Source: Lambda developer guide, "Lambda quotas", and the API's own error texts. */

/** Of a plain name; a name inside an ARN is bounded by the ARN's length alone. */
export const functionNameCharactersMax = 64;
/** Of what CreateFunction takes as a name, an ARN included. */
export const storedNameCharactersMax = 140;
export const timeoutSecondsMax = 900;
export const memoryMiBMax = 10_240;
/** Of the variables as compact JSON, in UTF-8. */
export const environmentBytesMax = 4096;
/** Of `ImageConfig` as compact JSON. Source: Lambda quotas, "Container image settings size". */
export const imageConfigBytesMax = 16_384;
/** Of a resource policy as JSON. */
export const policyBytesMax = 20_480;
/** Of a zip uploaded in the request. */
export const zippedBytesMax = 52_428_800;
/** Of a function's files, unpacked, together with those of its layers. */
export const unzippedBytesMax = 262_144_000;
/** Of all packages of functions and layers in one account and region: the 75 GB that recorded accounts have. */
export const codeStorageBytesMax = 80_530_636_800;
/** What reserved concurrency has to leave to the functions without. */
export const unreservedConcurrencyMin = 100;
export const tagsMax = 50;
/** Of a whole CreateFunction, UpdateFunctionCode or PublishLayerVersion request. */
export const uploadRequestBytesMax = 70_167_211;
/** Functions, versions, aliases or layers in one answer of their lists, whatever `MaxItems` asks for. */
export const listPageMax = 50;
/** Versions that an alias may have besides the one it points to. */
export const additionalVersionsMax = 1;
/** Of a layer's plain name, and of one as ARN. */
export const layerNameCharactersMax = 140;
/** Layers of one function. */
export const layersMax = 5;
/** Of the id in a function URL. */
export const urlIdCharacters = 32;
/** How long the URL of a package works: GetFunction's `Code.Location`, GetLayerVersion's `Content.Location`. */
export const codeLocationSeconds = 600;
/** Event source mappings in one answer of their list. */
export const mappingPageMax = 100;
/** Of one event source mapping; AWS raises it to 10 on request. */
export const mappingFiltersMax = 5;
/** Messages of a FIFO queue in one batch. */
export const fifoBatchMax = 10;
/** Messages of a standard queue in one batch that no window collects. */
export const unwindowedBatchMax = 10;
/** How long a stream's record may be tried, where it is bounded at all. */
export const recordAgeSecondsMin = 60;
export const recordAgeSecondsMax = 604_800;
/** Provisioned pollers of one mapping. */
export const sqsPollersMin = 2;
export const kafkaPollersMax = 2000;

/** Our own: packages from buckets that are in memory at the same time, each of `unzippedBytesMax` at most. */
export const fetchedPackagesMax = 2;
/** Our own: requests that wait for such a place. */
export const packageWaitersMax = 100;

/** Our own: attempts of a write that others keep overtaking, before the caller is told to slow down. */
export const writeAttemptsMax = 16;
/** Our own: functions whose state is settled at the same time when Lambent starts. */
export const resumeConcurrencyMax = 4;
/** Our own: how long replaced code stays for invocations accepted before; as long as one invocation may take. */
export const replacedCodeGraceMs = timeoutSecondsMax * 1000;
