import { NotImplementedException } from '#wire';

/** Refuses by name what only the operation can tell, as dispatch refuses the rest: nothing is accepted and ignored. */
export function refuse(path: string, reason: string): never {
  throw new NotImplementedException(`Lambent does not implement ${path}: ${reason}`);
}
