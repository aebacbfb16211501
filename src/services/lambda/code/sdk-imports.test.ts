import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { namedPackagesMax } from './limits.ts';
import { sdkImports } from './sdk-imports.ts';

type Files = Readonly<Record<string, string>>;

async function treeOf(t: TestContext, files: Files): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-imports-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

async function imports(t: TestContext, runtime: string, files: Files, layers?: Files) {
  const folder = await treeOf(t, files);
  const layersFolder = layers && { layersFolder: await treeOf(t, layers) };
  return await sdkImports(runtime, { folder, ...layersFolder });
}

it('knows every way in which JavaScript names a package', async (t) => {
  const files = {
    'a.js': 'const {S3Client} = require("@aws-sdk/client-s3");',
    'b.mjs': `import{a as b}from'@aws-sdk/client-sqs';import "@aws-sdk/types"`,
    'c.cjs': 'var x = __require(`@smithy/node-http-handler`); require.resolve( "@aws-crypto/sha256-js" );',
    'd/e/f.js': "export * from '@aws-sdk/lib-dynamodb/dist-cjs/x.js'; await import ( '@aws-sdk/client-sns' )",
    'g.ts': 'import "@aws-sdk/client-iam"',
    'h.js': 'var name = "@aws-sdk/client-ec2"; // as bundles have of what they contain',
    'i.js': 'throw Error(`Call [require("@aws-sdk/signature-v4-crt")] or [import "@aws-sdk/signature-v4a"]`)',
  };
  assert.deepEqual(await imports(t, 'nodejs24.x', files), [
    '@aws-crypto/sha256-js',
    '@aws-sdk/client-s3',
    '@aws-sdk/client-sns',
    '@aws-sdk/client-sqs',
    '@aws-sdk/lib-dynamodb',
    '@aws-sdk/types',
    '@smithy/node-http-handler',
  ]);
});

it('leaves out what the function or a layer has where the code finds it', async (t) => {
  const files = {
    'index.js':
      'require("@aws-sdk/client-s3"); require("@aws-sdk/client-sts"); require("@aws-sdk/client-sqs")',
    'node_modules/@aws-sdk/client-s3/index.js': 'require("@aws-sdk/core")',
    'node_modules/lib/node_modules/@aws-sdk/client-sqs/index.js': '',
    'node_modules/lib/index.js': 'require("@aws-sdk/client-sqs"); require("@aws-sdk/client-ssm")',
  };
  const layers = {
    'nodejs/node_modules/@aws-sdk/client-sts/index.js': '',
    'nodejs/node22/node_modules/@aws-sdk/client-sqs/index.js': '',
    'nodejs/node_modules/other/index.js': 'require("@aws-sdk/client-kms")',
  };
  const [kms, sqs, ssm] = ['@aws-sdk/client-kms', '@aws-sdk/client-sqs', '@aws-sdk/client-ssm'];
  assert.deepEqual(await imports(t, 'nodejs24.x', files), [sqs, ssm, '@aws-sdk/client-sts'].sort());
  assert.deepEqual(await imports(t, 'nodejs24.x', files, layers), [kms, sqs, ssm]);
  assert.deepEqual(await imports(t, 'nodejs22.x', files, layers), [kms, ssm]);
});

it('knows what Python imports, and what is beside the handler or in a layer', async (t) => {
  const files = {
    'a.py': 'import json, boto3 as b\n',
    'b/c.py': 'def f():\n    from botocore.config import Config\r\n    import urllib3.util\n',
    'd.py': '# import six\nx = "import dateutil"\nimport sixth\nimport s3transfer_other\n',
  };
  assert.deepEqual(await imports(t, 'python3.13', files), ['boto3', 'botocore', 'urllib3']);
  const own = { ...files, 'boto3.py': '', 'botocore/__init__.py': '' };
  const layers = { 'python/lib/python3.13/site-packages/urllib3/__init__.py': '' };
  assert.deepEqual(await imports(t, 'python3.13', own, layers), []);
  assert.deepEqual(await imports(t, 'python3.12', own, layers), ['urllib3']);
});

it('believes no function that it imports thousands', async (t) => {
  const names = Array.from({ length: 5_000 }, (_, index) => `require('@aws-sdk/client-x${index}');`);
  assert.equal((await imports(t, 'nodejs24.x', { 'index.js': names.join('\n') })).length, namedPackagesMax);
});

it('looks at managed runtimes that bring an SDK, at files, and no further than the tree', async (t) => {
  const files = { 'index.js': 'require("@aws-sdk/client-s3")', 'index.py': 'import boto3' };
  for (const runtime of ['ruby3.4', 'java21', 'dotnet8', 'provided.al2023', ''])
    assert.deepEqual(await imports(t, runtime, files), []);
  const folder = await treeOf(t, {});
  await symlink(await treeOf(t, files), join(folder, 'outside'));
  await symlink('.', join(folder, 'round'));
  assert.deepEqual(await sdkImports('nodejs24.x', { folder }), []);
});
