/**
 * Writes `models/<service>.json` and `models/generated/<service>.d.ts` from the AWS CLI's service models.
 * With `--check` it writes nothing and fails when a committed file differs.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { compactModel, printModel } from './model-compact.ts';
import { correctModel } from './model-corrections.ts';
import { readSourceModels } from './model-source.ts';
import { printTypes } from './model-types.ts';

/** Adding a service is one line here, under the name it has in botocore. */
const services = ['apigateway', 'apigatewaymanagementapi', 'apigatewayv2', 'lambda', 'logs', 's3', 'sts'];

async function generatedFiles(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const [service, source] of await readSourceModels(services)) {
    const model = compactModel(correctModel(service, source));
    files.set(`models/${service}.json`, printModel(model));
    files.set(`models/generated/${service}.d.ts`, printTypes(model));
  }
  return files;
}

const root = new URL('../', import.meta.url);
const files = await generatedFiles();
if (process.argv.includes('--check')) {
  for (const [path, content] of files) {
    const committed = await readFile(new URL(path, root), 'utf8').catch(() => '');
    if (committed === content) continue;
    process.stderr.write(`${path} is stale: run \`npm run models\`\n`);
    process.exitCode = 1;
  }
} else {
  await mkdir(new URL('models/generated/', root), { recursive: true });
  for (const [path, content] of files) await writeFile(new URL(path, root), content);
}
