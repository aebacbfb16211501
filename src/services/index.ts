export { allServices, externalServiceIds, implementedTables, serviceModels } from './all.ts';
export { BlobSweep } from './blob-sweep.ts';
export { createDispatch } from './dispatch.ts';
export { openServices, type RunningServices } from './open-services.ts';
