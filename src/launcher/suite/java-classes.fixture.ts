import { readdirSync, readFileSync } from 'node:fs';
import { compileJava } from '../../../conformance/java-classes.ts';
import type { Files } from './launched-function.fixture.ts';

const actors = new URL('actors/', import.meta.url);

/** Compiles the suite's Java sources. */
export function compileActors(): Promise<Files> {
  const names = readdirSync(actors).filter((name) => name.endsWith('.java'));
  return compileJava(
    Object.fromEntries(names.map((name) => [name, readFileSync(new URL(name, actors), 'utf8')])),
  );
}
