import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom, VirtualClock } from '#ambient';
import { memoryFabric } from '#fabric';
import { loadModel } from '#wire';
import { implementedTables, serviceModels } from './all.ts';
import { openServices } from './open-services.ts';
import { defineService, type ServiceDependencies, type ServiceFactory } from './service.ts';

function dependencies(errors: string[] = []): Omit<ServiceDependencies, 'call' | 'reaches' | 'authorize'> {
  const clock = new VirtualClock();
  return {
    clock,
    random: seededRandom(1),
    fabric: memoryFabric(clock),
    launcher: unused(),
    log: { debug() {}, info() {}, warn() {}, error: (message) => void errors.push(message) },
    logs: unused(),
    metrics: unused(),
    usage: unused(),
    endpoint: () => 'http://localhost:4566',
    presign: never,
    identifyCaller: never,
    sessions: unused(),
    insiders: unused(),
    signingProfiles: unused(),
    isPresigned: never,
  };
}

function never(): never {
  throw new Error('not part of this test');
}

/** A dependency that no service of these tests touches. */
function unused<Part extends object>(): Part {
  return new Proxy({} as Part, { get: never });
}

/** A service that notes its life in `life`; its one operation calls the other service. */
function service(
  id: string,
  life: string[],
  close: () => Promise<void> = () => Promise.resolve(),
): ServiceFactory {
  return () => {
    life.push(`open ${id}`);
    return Promise.resolve(
      defineService({
        id,
        table: {},
        room: undefined,
        doors: [{ name: id, pages: 'own-origin', claims: () => true, serve: never }],
        close() {
          life.push(`close ${id}`);
          return close();
        },
      }),
    );
  };
}

const allow = () => ({ allowed: true }) as const;

test('opened in order, closed in the opposite one, with all their doors', async () => {
  const life: string[] = [];
  const running = await openServices(dependencies(), allow, [service('a', life), service('b', life)]);
  assert.deepEqual(
    running.doors.map(({ name }) => name),
    ['a', 'b'],
  );
  await running.close();
  assert.deepEqual(life, ['open a', 'open b', 'close b', 'close a']);
});

test('when one cannot be opened, those before it are closed and its error is told', async () => {
  const life: string[] = [];
  const errors: string[] = [];
  const broken = () => Promise.reject(new Error('no disk'));
  const stuck = () => Promise.reject(new Error('stuck'));
  const opening = openServices(dependencies(errors), allow, [
    service('a', life),
    service('b', life, stuck),
    broken,
  ]);
  await assert.rejects(opening, { message: 'no disk' });
  assert.deepEqual(life, ['open a', 'open b', 'close b', 'close a']);
  assert.deepEqual(errors, ['closing the opened services failed']);
});

test('one that does not close keeps no other from closing', async () => {
  const life: string[] = [];
  const stuck = () => Promise.reject(new Error('stuck'));
  const running = await openServices(dependencies(), allow, [service('a', life), service('b', life, stuck)]);
  await assert.rejects(running.close(), AggregateError);
  assert.deepEqual(life, ['open a', 'open b', 'close b', 'close a']);
});

test('every table covers its whole model, and every model is loaded', () => {
  const models = new Set(serviceModels().map(({ id }) => id));
  for (const [id, table] of Object.entries(implementedTables())) {
    assert.ok(models.has(id), id);
    assert.deepEqual(Object.keys(table).sort(), [...loadModel(id).operations.keys()].sort(), id);
  }
});

test('a field that takes effect is one of the model’s', () => {
  for (const [id, table] of Object.entries(implementedTables())) {
    for (const [name, entry] of Object.entries(table)) {
      if ('notImplemented' in entry) continue;
      const members = loadModel(id).operations.get(name)?.input?.members ?? [];
      const unheard = entry.fields.filter((field) => !members.some((member) => member.name === field));
      assert.deepEqual(unheard, [], `${id}:${name}`);
    }
  }
});
