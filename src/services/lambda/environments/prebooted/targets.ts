import { prebootedPerKindMax } from '../limits.ts';

/** How many of each kind should wait, kinds in the order of the last use, youngest first: one of each, then another of each, up to `max`. */
export function targetsOf(names: readonly string[], max: number): ReadonlyMap<string, number> {
  const targets = new Map<string, number>();
  let left = max;
  for (let round = 1; round <= prebootedPerKindMax; round += 1) {
    for (const name of names) {
      if (left === 0) return targets;
      targets.set(name, round);
      left -= 1;
    }
  }
  return targets;
}
