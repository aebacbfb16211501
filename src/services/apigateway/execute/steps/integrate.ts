import { callIntegration } from '../integrations/table.ts';
import type { Integrated, Means, Read } from '../phases.ts';

/** Hands a request to its integration. */
export async function integrate(read: Read, means: Means): Promise<Integrated> {
  return { ...read, answer: await callIntegration(read, means) };
}
