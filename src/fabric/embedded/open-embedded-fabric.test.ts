import { fabricSuite } from '../suite/fabric.suite.ts';
import { openEmbeddedFabric } from './open-embedded-fabric.ts';
import { temporaryFolder } from './temporary-folder.suite.ts';

fabricSuite(
  'embedded',
  async (clock) => {
    const folder = await temporaryFolder();
    return { fabric: await openEmbeddedFabric({ folder: folder.path, clock }), clean: folder.remove };
  },
  {},
);
