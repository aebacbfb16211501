import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const runtimeClasses = fileURLToPath(new URL('../runtimes/java/lib/runtime.jar', import.meta.url));

/** What Java sources, texts by file name, compile to against what the runtime itself declares, and these jars. */
export async function compileJava(
  sources: Readonly<Record<string, string>>,
  jars: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<Readonly<Record<string, Buffer>>> {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-classes-'));
  try {
    for (const [name, text] of Object.entries(sources)) await writeFile(join(folder, name), text);
    const path = [runtimeClasses];
    for (const [name, jar] of Object.entries(jars)) {
      path.push(join(folder, basename(name)));
      await writeFile(join(folder, basename(name)), jar);
    }
    const files = Object.keys(sources).map((name) => join(folder, name));
    const output = join(folder, 'classes');
    const language = ['--release', '8', '-Xlint:-options', '-encoding', 'UTF-8'];
    await promisify(execFile)('javac', [...language, '-cp', path.join(':'), '-d', output, ...files]);
    const names = await readdir(output, { recursive: true });
    const classes = names.filter((name) => name.endsWith('.class'));
    return Object.fromEntries(
      await Promise.all(classes.map(async (name) => [name, await readFile(join(output, name))] as const)),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
