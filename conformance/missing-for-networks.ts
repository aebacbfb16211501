import { accessSync, constants } from 'node:fs';
import { missingTool, skipUnless } from './tool.ts';

/** Why functions of this user cannot have networks of their own here. */
export function missingForNetworks(): string | false {
  const tools =
    missingTool('bwrap') || missingTool('ip', ['-V']) || missingTool('nft') || missingTool('nsenter');
  if (tools !== false || process.getuid?.() === 0) return tools;
  return missingTool('pasta') || skipUnless(canOpen('/dev/net/tun'), '/dev/net/tun cannot be opened');
}

function canOpen(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
