/** LoggingConfig in CreateFunction and UpdateFunctionConfiguration; what it does is in environments/json-lines.test.ts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withControlPlane } from './control-room.fixture.ts';

const FunctionName = 'fn';
const LogGroup = '/aws/lambda/fn';
const text = { LogFormat: 'Text', LogGroup };
const json = { LogFormat: 'JSON', ApplicationLogLevel: 'INFO', SystemLogLevel: 'INFO', LogGroup };

const levelWithText =
  'LogLevel is not supported when LogFormat is set to "Text". Remove LogLevel from your request or change the LogFormat to "JSON" and try again.';

for (const [created, updated, expected] of [
  [{}, { LogFormat: 'JSON' }, json],
  [{}, { LogFormat: 'JSON', ApplicationLogLevel: 'DEBUG' }, { ...json, ApplicationLogLevel: 'DEBUG' }],
  [{}, { LogFormat: 'JSON', SystemLogLevel: 'DEBUG' }, { ...json, SystemLogLevel: 'DEBUG' }],
  [{}, { LogGroup: 'cool' }, { ...text, LogGroup: 'cool' }],
  [{ LogFormat: 'JSON' }, { LogFormat: 'JSON', LogGroup: 'cool' }, { ...json, LogGroup: 'cool' }],
  [{ LogFormat: 'JSON' }, { ApplicationLogLevel: 'TRACE' }, { ...json, ApplicationLogLevel: 'TRACE' }],
  [
    { LogFormat: 'JSON', SystemLogLevel: 'WARN' },
    { ApplicationLogLevel: 'FATAL' },
    { ...json, ApplicationLogLevel: 'FATAL', SystemLogLevel: 'WARN' },
  ],
  [{ LogFormat: 'JSON' }, { LogFormat: 'Text' }, text],
] as const) {
  test(`${JSON.stringify(created)} updated with ${JSON.stringify(updated)}`, () =>
    withControlPlane(async ({ create, call, settled }) => {
      await create('fn', { LoggingConfig: created });
      const answer = await call('UpdateFunctionConfiguration', { FunctionName, LoggingConfig: updated });
      assert.deepEqual(answer.json.LoggingConfig, expected);
      await settled('fn');
      const { json } = await call('GetFunctionConfiguration', { FunctionName });
      assert.deepEqual(json.LoggingConfig, expected);
    }));
}

test('levels without the format JSON are refused, and change nothing', () =>
  withControlPlane(async ({ create, call, settled }) => {
    await create('fn');
    const update = async (LoggingConfig: object) => {
      const answer = await call('UpdateFunctionConfiguration', { FunctionName, LoggingConfig });
      assert.deepEqual([answer.status, answer.json], [400, { Type: 'User', message: levelWithText }]);
    };
    await update({ ApplicationLogLevel: 'INFO' });
    await update({ SystemLogLevel: 'INFO' });
    await create('other', { LoggingConfig: { LogFormat: 'JSON' } });
    await settled('other');
    await update({ LogFormat: 'Text', ApplicationLogLevel: 'INFO' });
    assert.deepEqual((await call('GetFunctionConfiguration', { FunctionName })).json.LoggingConfig, text);
  }));
