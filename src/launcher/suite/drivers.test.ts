import { missingTool } from '../../../conformance/tool.ts';
import { describeDriver } from './drivers.suite.ts';

const linux = process.platform === 'linux' ? false : 'the suite looks into /proc';
const root = process.getuid?.() === 0;

describeDriver('process', linux, {
  ...(!root && {
    'kills what hid: another session, no variables, no parent':
      'nothing tells such a process of an ordinary user from others of the same user; bubblewrap has a process namespace',
    'works in the code folder, which it cannot change': 'it runs as the user who owns the folder',
  }),
});
describeDriver('bubblewrap', linux || missingTool('bwrap'), {});
