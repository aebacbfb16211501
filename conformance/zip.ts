import { ZipFile } from 'yazl';

/** One time for every entry, so that the same files always make the same bytes. */
const written = new Date(Date.UTC(2026, 0, 1));

/** A zip archive of the given files, as a developer would upload it. */
export async function zipOf(
  files: Readonly<Record<string, string>>,
  { more = new Map(), mode = 0o100644 }: { more?: ReadonlyMap<string, Buffer>; mode?: number } = {},
): Promise<Buffer> {
  const zip = new ZipFile();
  const entries = Object.entries(files).map(([name, text]) => [name, Buffer.from(text)] as const);
  for (const [name, bytes] of [...entries, ...more]) zip.addBuffer(bytes, name, { mode, mtime: written });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
