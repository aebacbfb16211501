/** Writes docs/COVERAGE.md. With `--check` it writes nothing and fails when the committed page is stale. */
import { readFile, writeFile } from 'node:fs/promises';
import { implementedTables, serviceModels } from '#services';
import { coverageMarkdown } from './coverage-markdown.ts';
import { readAccount, scenariosMarkdown } from './recorded-scenarios.ts';

const page = new URL('../docs/COVERAGE.md', import.meta.url);
const services = coverageMarkdown(serviceModels(), implementedTables());
const markdown = `${services}\n${scenariosMarkdown(await readAccount())}`;
if (!process.argv.includes('--check')) {
  await writeFile(page, markdown);
} else if ((await readFile(page, 'utf8').catch(() => '')) !== markdown) {
  process.stderr.write('docs/COVERAGE.md is stale: run `npm run coverage-page`\n');
  process.exitCode = 1;
}
