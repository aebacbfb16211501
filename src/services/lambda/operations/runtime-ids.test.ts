/** Which runtimes create and update take. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, newFunction, withControlPlane } from './control-room.fixture.ts';

const taken = [
  ...['nodejs20.x', 'nodejs22.x', 'nodejs24.x'],
  ...['python3.9', 'python3.10', 'python3.11', 'python3.12', 'python3.13', 'python3.14'],
  ...['java8.al2', 'java11', 'java17', 'java21', 'java25', 'java8.al2023', 'java11.al2023', 'java17.al2023'],
  ...['ruby3.2', 'ruby3.3', 'ruby3.4', 'ruby4.0', 'dotnet8', 'dotnet10', 'provided.al2', 'provided.al2023'],
];

/** Deprecated for so long that AWS takes neither new functions nor updates. */
const ended = [
  ...['nodejs', 'nodejs4.3', 'nodejs6.10', 'nodejs8.10', 'nodejs10.x', 'nodejs12.x', 'nodejs14.x'],
  ...['python2.7', 'python3.6', 'python3.7', 'java8', 'dotnetcore1.0', 'dotnetcore2.0', 'dotnetcore2.1'],
  ...['dotnetcore3.1', 'go1.x', 'ruby2.5', 'ruby2.7', 'provided'],
];

/** Sees what create and update answer for a runtime. */
function withAnswers(Runtime: string, check: (answer: Answer) => void): Promise<void> {
  return withControlPlane(async ({ create, call, settled }) => {
    await create('fn');
    check(await call('CreateFunction', { ...(await newFunction('new')), Runtime }));
    check(await call('UpdateFunctionConfiguration', { FunctionName: 'fn', Runtime }));
    await settled('fn');
  });
}

for (const runtime of taken) {
  test(`${runtime} is taken`, () =>
    withAnswers(runtime, ({ status, json }) => {
      assert.deepEqual([Math.floor(status / 100), json.Runtime], [2, runtime]);
    }));
}

for (const runtime of ended) {
  test(`${runtime} is taken no more, by create and by update`, () =>
    withAnswers(runtime, ({ status, headers, json }) => {
      assert.deepEqual(
        [status, headers.get('x-amzn-errortype'), json.message],
        [
          400,
          'InvalidParameterValueException',
          `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
        ],
      );
    }));
}
