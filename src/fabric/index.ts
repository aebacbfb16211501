export * from './contracts.ts';
export { type Document, type Documents, documentBlobs, type Mirror, openDocuments } from './documents.ts';
export { DataFolderInUse, DataFolderTooNew, DataFolderUnusable } from './embedded/errors.ts';
export { openEmbeddedFabric } from './embedded/open-embedded-fabric.ts';
export { messageBytesMax, scanEntriesMax, valueBytesMax } from './limits.ts';
export { memoryFabric } from './memory/memory-fabric.ts';
export { mirrorDocuments } from './mirror.ts';
export { sweepBlobs } from './sweep-blobs.ts';
