/** What registries say about images: pure. Sources: OCI image specification 1.1; distribution project, "Image Manifest V 2, Schema 2". */
import type { Architecture } from '../records/architecture.ts';
import { ImageProblem } from './image-problem.ts';
import { imageBytesMax, indexEntriesMax, layersMax, manifestBytesMax } from './limits.ts';

export type Compression = 'none' | 'gzip' | 'zstd';

/** A blob of the registry. `digest` is lower-case hex SHA-256. */
export type BlobReference = { readonly digest: string; readonly bytes: number };

export type LayerReference = BlobReference & { readonly compression: Compression };

export type ImageManifest = { readonly config: BlobReference; readonly layers: readonly LayerReference[] };

/** What an image says about how it is run, each part only where it says it. */
export type ImageDefaults = {
  readonly entryPoint?: readonly string[];
  readonly command?: readonly string[];
  readonly workingDirectory?: string;
  readonly variables: Readonly<Record<string, string>>;
};

/** An image's configuration. `layerDigests` are those of the layers' tars, uncompressed. */
export type ImageConfiguration = {
  readonly defaults: ImageDefaults;
  readonly layerDigests: readonly string[];
};

const indexTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
const manifestTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];
const configurationTypes = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
];
const layerTypes: ReadonlyMap<unknown, Compression> = new Map([
  ['application/vnd.oci.image.layer.v1.tar', 'none'],
  ['application/vnd.oci.image.layer.v1.tar+gzip', 'gzip'],
  ['application/vnd.oci.image.layer.v1.tar+zstd', 'zstd'],
  ['application/vnd.docker.image.rootfs.diff.tar.gzip', 'gzip'],
]);

/** For the `Accept` of a manifest. */
export const manifestAccept = [...indexTypes, ...manifestTypes];

type Json = Readonly<Record<string, unknown>>;

/** The digest of the manifest for this architecture if the bytes are an index, undefined if they are a manifest. Throws `ImageProblem`. */
export function platformIn(bytes: Buffer, sentAs: string, architecture: Architecture): string | undefined {
  const document = parse(bytes, 'manifest');
  const type = document.mediaType ?? sentAs;
  if (manifestTypes.includes(String(type))) return undefined;
  if (!indexTypes.includes(String(type))) throw unsupported(`its manifest is ${JSON.stringify(type)}`);
  const entries = listOf(document.manifests, indexEntriesMax);
  const found = entries.find((entry) => {
    const platform = objectOf(entry.platform);
    return (
      manifestTypes.includes(String(entry.mediaType)) &&
      platform.os === 'linux' &&
      platform.architecture === machine[architecture]
    );
  });
  if (found === undefined) throw unsupported(`it has nothing for linux/${machine[architecture]}`);
  return blobOf(found, manifestBytesMax).digest;
}

export function parseManifest(bytes: Buffer): ImageManifest {
  const document = parse(bytes, 'manifest');
  const config = objectOf(document.config);
  if (!configurationTypes.includes(String(config.mediaType)))
    throw unsupported(`its configuration is ${JSON.stringify(config.mediaType)}`);
  const layers = listOf(document.layers, layersMax).map((layer) => {
    const compression = layerTypes.get(layer.mediaType);
    if (compression === undefined) throw unsupported(`a layer is ${JSON.stringify(layer.mediaType)}`);
    return { ...blobOf(layer, imageBytesMax), compression };
  });
  if (layers.reduce((sum, { bytes: size }) => sum + size, 0) > imageBytesMax)
    throw invalid(`its layers have more than ${imageBytesMax} bytes`);
  return { config: blobOf(config, manifestBytesMax), layers };
}

export function parseConfiguration(bytes: Buffer): ImageConfiguration {
  const document = parse(bytes, 'configuration');
  if (document.os !== 'linux') throw unsupported(`it is for ${JSON.stringify(document.os)}`);
  const run = objectOf(document.config ?? {});
  const entryPoint = textsOf(run.Entrypoint);
  const command = textsOf(run.Cmd);
  const workingDirectory = run.WorkingDir;
  const digests = textsOf(objectOf(document.rootfs).diff_ids) ?? [];
  if (digests.length > layersMax) throw invalid(`it has more than ${layersMax} layers`);
  return {
    defaults: {
      ...(entryPoint !== undefined && { entryPoint }),
      ...(command !== undefined && { command }),
      ...(typeof workingDirectory === 'string' && workingDirectory !== '' && { workingDirectory }),
      variables: variablesOf(textsOf(run.Env) ?? []),
    },
    layerDigests: digests.map(hexOf),
  };
}

/** The architectures' names in images. */
const machine: Readonly<Record<Architecture, string>> = { x86_64: 'amd64', arm64: 'arm64' };

function variablesOf(pairs: readonly string[]): Record<string, string> {
  const named = pairs.map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    if (equals < 1) throw invalid('a variable of its environment has no name or no value');
    return [pair.slice(0, equals), pair.slice(equals + 1)];
  });
  return Object.fromEntries(named);
}

function parse(bytes: Buffer, what: string): Json {
  try {
    return objectOf(JSON.parse(bytes.toString()));
  } catch {
    throw unsupported(`its ${what} is not a JSON object`);
  }
}

function objectOf(value: unknown): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid('an object is missing in what describes it');
  return value as Json;
}

function listOf(value: unknown, max: number): readonly Json[] {
  if (!Array.isArray(value) || value.length > max)
    throw invalid(`there is no list of at most ${max} in what describes it`);
  return value.map(objectOf);
}

function textsOf(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const fits =
    Array.isArray(value) && value.every((item) => typeof item === 'string' && !item.includes('\0'));
  if (!fits) throw invalid('a list of texts is missing in its configuration');
  return value;
}

function blobOf({ digest, size }: Json, bytesMax: number): BlobReference {
  if (typeof digest !== 'string') throw invalid('a digest is missing in its manifest');
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0 || size > bytesMax)
    throw invalid(`the size of ${hexOf(digest)} is not one of at most ${bytesMax} bytes`);
  return { digest: hexOf(digest), bytes: size };
}

function hexOf(digest: string): string {
  const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
  if (hex === undefined) throw unsupported('one of its digests is no SHA-256');
  return hex;
}

function invalid(detail: string): ImageProblem {
  return new ImageProblem('invalid', `the image is not valid: ${detail}`);
}

function unsupported(detail: string): ImageProblem {
  return new ImageProblem('unsupported', `the image is of no kind that is run: ${detail}`);
}
