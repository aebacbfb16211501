export * from './contracts.ts';
export type { Document, Documents, Mirror } from './documents.ts';
