import type { Random } from '#ambient';

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** The id of an API or of its root resource. */
export function longIdentifier(random: Random): string {
  return random.text(10, alphabet);
}

/** The id of any other resource or of a deployment: one that `taken` does not know. */
export function shortIdentifier(random: Random, taken: readonly { readonly id: string }[]): string {
  let id = random.text(6, alphabet);
  while (taken.some((other) => other.id === id)) id = random.text(6, alphabet);
  return id;
}
