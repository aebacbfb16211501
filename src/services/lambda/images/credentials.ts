import { open } from 'node:fs/promises';
import { ImageProblem } from './image-problem.ts';
import { credentialsFileBytesMax } from './limits.ts';

/** A user and password for a registry. Never logged. */
export type RegistryCredentials = { readonly user: string; readonly password: string };

/** Docker Hub's entry has an address of its own. */
const dockerHubEntry = 'https://index.docker.io/v1/';

/** What a docker config.json has for a registry's name. Throws `ImageProblem` for a file that cannot be used; never quotes from it. */
export async function credentialsFor(
  registry: string,
  file: string | undefined,
): Promise<RegistryCredentials | undefined> {
  if (file === undefined) return undefined;
  const text = await read(file);
  try {
    return parseCredentials(text, registry);
  } catch {
    throw new ImageProblem('denied', `the credentials file ${file} is no docker config.json`);
  }
}

/** Exported for its test. Throws for text that is no such file. */
export function parseCredentials(text: string, registry: string): RegistryCredentials | undefined {
  const { auths = {} } = JSON.parse(text) as { auths?: Readonly<Record<string, unknown>> };
  const names = [registry, `https://${registry}`, `http://${registry}`];
  if (registry === 'docker.io') names.push(dockerHubEntry);
  const entry = names.map((name) => (Object.hasOwn(auths, name) ? auths[name] : undefined)).find(Boolean);
  if (entry === undefined) return undefined;
  const { auth, username, password } = entry as Readonly<Record<string, unknown>>;
  if (typeof username === 'string' && typeof password === 'string') return { user: username, password };
  if (typeof auth !== 'string' || auth === '') return undefined;
  const [, user = '', secret = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(auth, 'base64').toString()) ?? [];
  return { user, password: secret };
}

async function read(file: string): Promise<string> {
  try {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      if (size > credentialsFileBytesMax)
        throw new Error(`it has more than ${credentialsFileBytesMax} bytes`);
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ImageProblem('denied', `the credentials file ${file} cannot be read: ${reason}`, error);
  }
}
