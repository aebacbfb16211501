/** A registry on loopback for tests, and images for it. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { Header, Pax } from 'tar';

/** One header of a layer. What is not said is that of an ordinary file. */
export type LayerEntry = {
  readonly path: string;
  readonly type?: 'File' | 'Directory' | 'SymbolicLink' | 'Link' | 'CharacterDevice' | 'FIFO';
  readonly data?: string | Buffer;
  readonly mode?: number;
  readonly linkpath?: string;
  /** What the header says, whatever `data` is. */
  readonly size?: number;
};

export function tarOf(entries: readonly LayerEntry[]): Buffer {
  const blocks: Buffer[] = [];
  for (const { path, type = 'File', data = '', mode = 0o644, linkpath, size } of entries) {
    const bytes = Buffer.from(data);
    const members = {
      path,
      type,
      mode,
      mtime: new Date(0),
      size: size ?? bytes.length,
      ...(linkpath !== undefined && { linkpath }),
    };
    const header = new Header(members);
    header.encode();
    if (header.needPax) blocks.push(new Pax({ path, ...(linkpath !== undefined && { linkpath }) }).encode());
    if (header.block !== undefined) blocks.push(header.block);
    blocks.push(bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512));
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export function sha256(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export type PushedLayer = {
  readonly tar: Buffer;
  readonly compression?: 'none' | 'gzip' | 'zstd';
  /** What is sent, where it is not what the digest is of. */
  readonly sent?: Buffer;
  readonly mediaType?: string;
};

const layerTypes = {
  none: 'application/vnd.oci.image.layer.v1.tar',
  gzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
  zstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
};
export const manifestType = 'application/vnd.oci.image.manifest.v1+json';
export const indexType = 'application/vnd.oci.image.index.v1+json';
const dockerManifestType = 'application/vnd.docker.distribution.manifest.v2+json';

type Hook = (request: IncomingMessage, response: ServerResponse) => boolean;

/** What a registry has, under `/v2/<repository>/`. */
export class TestRegistry {
  readonly #server: Server;
  readonly #manifests = new Map<string, { readonly type: string; readonly bytes: Buffer }>();
  readonly #blobs = new Map<string, Buffer>();
  /** `GET /v2/app/manifests/latest` and so on. */
  readonly asked: string[] = [];
  /** Answers in the registry's place where it returns true. */
  before: Hook = () => false;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<TestRegistry> {
    const server = createServer((request, response) => registry.#serve(request, response));
    const registry = new TestRegistry(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return registry;
  }

  /** `127.0.0.1:1234` */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  putBlob(bytes: Buffer, sent = bytes) {
    const digest = sha256(bytes);
    this.#blobs.set(`sha256:${digest}`, sent);
    return { digest: `sha256:${digest}`, size: bytes.length };
  }

  /** Returns the digest in hex. */
  putManifest(reference: string, type: string, document: object | Buffer): string {
    const bytes = Buffer.isBuffer(document) ? document : Buffer.from(JSON.stringify(document));
    const digest = sha256(bytes);
    for (const name of [reference, `sha256:${digest}`]) this.#manifests.set(name, { type, bytes });
    return digest;
  }

  /** Pushes an image under a tag; returns the digest of its manifest in hex. */
  push(
    tag: string,
    layers: readonly PushedLayer[],
    options: {
      readonly config?: object;
      readonly architecture?: string;
      readonly os?: string;
      readonly docker?: boolean;
    } = {},
  ): string {
    const { config = {}, architecture = hostMachine, os = 'linux', docker = false } = options;
    const configuration = {
      architecture,
      os,
      config,
      rootfs: { type: 'layers', diff_ids: layers.map(({ tar }) => `sha256:${sha256(tar)}`) },
    };
    const configType = docker
      ? 'application/vnd.docker.container.image.v1+json'
      : 'application/vnd.oci.image.config.v1+json';
    const type = docker ? dockerManifestType : manifestType;
    return this.putManifest(tag, type, {
      schemaVersion: 2,
      mediaType: type,
      config: { mediaType: configType, ...this.putBlob(Buffer.from(JSON.stringify(configuration))) },
      layers: layers.map(({ tar, compression = 'gzip', sent, mediaType }) => {
        const bytes = compressed(tar, compression);
        return {
          mediaType:
            mediaType ??
            (docker ? 'application/vnd.docker.image.rootfs.diff.tar.gzip' : layerTypes[compression]),
          ...this.putBlob(bytes, sent),
        };
      }),
    });
  }

  /** An index of pushed images by architecture. */
  pushIndex(tag: string, images: Readonly<Record<string, string>>): string {
    return this.putManifest(tag, indexType, {
      schemaVersion: 2,
      mediaType: indexType,
      manifests: Object.entries(images).map(([architecture, digest]) => ({
        mediaType: manifestType,
        digest: `sha256:${digest}`,
        size: this.#manifests.get(`sha256:${digest}`)?.bytes.length ?? 0,
        platform: { os: 'linux', architecture },
      })),
    });
  }

  removeBlob(digest: string): void {
    this.#blobs.delete(digest);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    this.asked.push(request.url ?? '');
    if (this.before(request, response)) return;
    const [, kind = '', reference = ''] = /\/(manifests|blobs)\/([^/]+)$/.exec(request.url ?? '') ?? [];
    const manifest = kind === 'manifests' ? this.#manifests.get(reference) : undefined;
    const bytes = manifest?.bytes ?? (kind === 'blobs' ? this.#blobs.get(reference) : undefined);
    if (bytes === undefined) response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}');
    else response.writeHead(200, { 'content-type': manifest?.type ?? 'application/octet-stream' }).end(bytes);
  }
}

/** This machine, in the words of images. */
export const hostMachine = process.arch === 'arm64' ? 'arm64' : 'amd64';

function compressed(tar: Buffer, compression: 'none' | 'gzip' | 'zstd'): Buffer {
  if (compression === 'none') return tar;
  return compression === 'gzip' ? gzipSync(tar) : zstdCompressSync(tar);
}

/** Asks for a token, which it gives to one user. */
export function tokenAuthentication(registry: TestRegistry, user: string, password: string): Hook {
  const basic = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  return (request, response) => {
    if (request.url?.startsWith('/token')) {
      const given = request.headers.authorization === basic;
      response.writeHead(given ? 200 : 401).end(given ? '{"token":"t0ken"}' : '{}');
      return true;
    }
    if (request.headers.authorization === 'Bearer t0ken') return false;
    const realm = `http://${registry.host}/token`;
    response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}",service="test"` }).end();
    return true;
  };
}
