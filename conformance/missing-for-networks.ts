import { accessSync, constants } from 'node:fs';
import { missingTool, skipUnless } from './tool.ts';

/** Why root cannot make networks here; for others, that they are not root. */
export function missingForRootsNetworks(): string | false {
  return process.getuid?.() === 0 ? networkTools() : 'only root makes networks';
}

/** Why functions of this user cannot have networks of their own here. */
export function missingForNetworks(): string | false {
  const tools = missingTool('bwrap') || networkTools();
  if (tools !== false || process.getuid?.() === 0) return tools;
  return missingTool('pasta') || skipUnless(canOpen('/dev/net/tun'), '/dev/net/tun cannot be opened');
}

function networkTools(): string | false {
  return missingTool('ip', ['-V']) || missingTool('nft') || missingTool('nsenter') || missingTool('flock');
}

function canOpen(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
