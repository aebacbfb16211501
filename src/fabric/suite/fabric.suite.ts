import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '#ambient';
import type { Fabric } from '../contracts.ts';
import { blobCases } from './blobs.suite.ts';
import { busCases } from './bus.suite.ts';
import { documentCases } from './documents.suite.ts';
import { kvCases } from './kv.suite.ts';
import { leaseCases } from './leases.suite.ts';
import { queueCases } from './queue.suite.ts';
import { queueReplacementCases } from './queue-replacement.suite.ts';

/** One promise of the contract, tried on a fresh fabric. */
export type SuiteCase = (fabric: Fabric, clock: VirtualClock) => Promise<void>;

export type SuiteCases = Readonly<Record<string, SuiteCase>>;

const cases: SuiteCases = {
  ...kvCases,
  ...documentCases,
  ...blobCases,
  ...leaseCases,
  ...queueCases,
  ...queueReplacementCases,
  ...busCases,
};

/**
 * Registers every case of the contract for one driver. `makeFabric` opens an empty fabric; `clean` removes what it left once it is
 * closed. A driver lists the cases that it cannot meet in `exemptions`, each with the reason.
 */
export function fabricSuite(
  driver: string,
  makeFabric: (clock: VirtualClock) => Promise<{ readonly fabric: Fabric; clean(): Promise<void> }>,
  exemptions: Readonly<Record<string, string>>,
): void {
  test(`${driver}: every exemption names a case`, () => {
    assert.deepEqual(
      Object.keys(exemptions).filter((name) => cases[name] === undefined),
      [],
    );
  });
  for (const [name, run] of Object.entries(cases)) {
    test(`${driver}: ${name}`, { skip: exemptions[name] ?? false }, async () => {
      const clock = new VirtualClock();
      const { fabric, clean } = await makeFabric(clock);
      try {
        await run(fabric, clock);
      } finally {
        await fabric.close();
        await clean();
      }
    });
  }
}
