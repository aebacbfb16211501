import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openPromise } from 'yauzl';

/** A service model as botocore ships it; only what is compacted is named here. */
export type SourceModel = {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly operations: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly shapes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

const modelPath = /\/botocore\/data\/([^/]+)\/(\d{4}-\d{2}-\d{2})\/service-2\.json$/;

/** Reads the newest API version of each service out of the AWS CLI that the development dependency carries. */
export async function readSourceModels(services: readonly string[]): Promise<Map<string, SourceModel>> {
  const asset = createRequire(import.meta.url).resolve('@aws-cdk/asset-awscli-v1/package.json');
  const zip = await openPromise(join(dirname(asset), 'lib', 'layer.zip'), { lazyEntries: true });
  const newest = new Map<string, { readonly version: string; readonly model: SourceModel }>();
  for await (const entry of zip.eachEntry()) {
    const [, service, version] = modelPath.exec(entry.fileName) ?? [];
    if (service === undefined || version === undefined || !services.includes(service)) continue;
    if (version < (newest.get(service)?.version ?? '')) continue;
    const model = JSON.parse(await text(await zip.openReadStreamPromise(entry))) as SourceModel;
    newest.set(service, { version, model });
  }
  const missing = services.filter((service) => !newest.has(service));
  if (missing.length > 0) throw new Error(`no service model for ${missing.join(', ')}`);
  return new Map(services.map((service) => [service, (newest.get(service) as { model: SourceModel }).model]));
}
