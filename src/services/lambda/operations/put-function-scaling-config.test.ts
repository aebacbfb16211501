import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arnOf, withControlPlane } from './control-room.fixture.ts';

test('no function here has a capacity provider', () =>
  withControlPlane(async ({ create, call }) => {
    await create('fn', { Publish: true });
    const scaling = { Qualifier: '1', FunctionScalingConfig: { MinExecutionEnvironments: 1 } };
    const answer = await call('PutFunctionScalingConfig', { FunctionName: 'fn', ...scaling });
    assert.deepEqual(
      [answer.status, answer.headers.get('x-amzn-errortype'), answer.json],
      [
        403,
        'AccessDeniedException',
        { message: 'The function provided by the arn does not contain a capacity provider configuration' },
      ],
    );
    const missing = await call('PutFunctionScalingConfig', { FunctionName: 'no', ...scaling });
    assert.deepEqual([missing.status, missing.json.Message], [404, `Function not found: ${arnOf('no:1')}`]);
  }));
