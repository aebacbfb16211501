import { ZipFile } from 'yazl';

/** One time for every entry, so that the same files always make the same bytes. */
const written = new Date(Date.UTC(2026, 0, 1));

/** A zip archive of the given files, as a developer would upload it. */
export async function zipOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  { mode = 0o100644 }: { readonly mode?: number } = {},
): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files))
    zip.addBuffer(Buffer.from(content), name, { mode, mtime: written });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
