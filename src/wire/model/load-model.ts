import { readFileSync } from 'node:fs';
import type { ModelFile } from './model-file.ts';
import { type ServiceModel, toServiceModel } from './service-model.ts';

const models = new Map<string, ServiceModel>();

/** Reads `models/<id>.json` on first use; the one I/O of this room. `dist/` lies as deep as `src/`, so the path holds for both. */
export function loadModel(id: string): ServiceModel {
  const known = models.get(id);
  if (known) return known;
  const text = readFileSync(new URL(`../../../models/${id}.json`, import.meta.url), 'utf8');
  const model = toServiceModel(id, JSON.parse(text) as ModelFile);
  models.set(id, model);
  return model;
}
