/** The runtimes' contract, on a custom runtime: from the service's own invocations over its Runtime API to a process and back. */
import { after, before, describe } from 'node:test';
import { contractCases } from '../../src/launcher/suite/contract.suite.ts';
import { provided } from '../../src/launcher/suite/dialects.fixture.ts';
import {
  type LaunchedWorld,
  openLaunchedWorld,
} from '../../src/services/lambda/invoke/launched-world.fixture.ts';
import { missingTool } from '../tool.ts';
import { serveFunction } from './served-function.ts';

describe('provided.al2023', { skip: missingTool('/usr/bin/python3') }, () => {
  let world: LaunchedWorld;
  before(async () => {
    world = await openLaunchedWorld('process');
  });
  after(() => world.close());
  contractCases(
    { start: (files, handler, { variables } = {}) => serveFunction(world, files, handler, variables) },
    provided,
  );
});
