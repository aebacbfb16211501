import { chmodSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Removes a folder or file with all in it, whatever modes its owner, who is this user, gave the folders. Follows no links. */
export function removeTree(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return;
  openFolders(path);
  rmSync(path, { recursive: true, force: true });
}

/** Only what can be entered, listed and written to can be emptied. */
function openFolders(path: string): void {
  const status = lstatSync(path);
  if (!status.isDirectory()) return;
  if ((status.mode & 0o700) !== 0o700) chmodSync(path, 0o700);
  for (const entry of readdirSync(path, { withFileTypes: true }))
    if (entry.isDirectory()) openFolders(join(path, entry.name));
}
