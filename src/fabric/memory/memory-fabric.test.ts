import { fabricSuite } from '../suite/fabric.suite.ts';
import { memoryFabric } from './memory-fabric.ts';

fabricSuite('memory', async (clock) => ({ fabric: memoryFabric(clock), clean: () => Promise.resolve() }), {});
