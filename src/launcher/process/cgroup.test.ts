import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { settingsOf } from './cgroup.ts';
import { type Controller, findHierarchies, parentFolders } from './cgroup-host.ts';

const v1 = `31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
38 31 0:35 / /sys/fs/cgroup/freezer rw,relatime - cgroup cgroup rw,freezer
39 31 0:36 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
`;
const unified = '40 31 0:37 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n';

describe('where control groups are found', () => {
  it('in version 1, with processor and accounting in one hierarchy', () => {
    const own = '9:name=systemd:/\n4:memory:/a/b\n6:freezer:/\n1:cpu,cpuacct:/a\n';
    assert.deepEqual(findHierarchies(v1, own), [
      { version: 1, folder: '/sys/fs/cgroup/cpu,cpuacct/a', controllers: ['cpu'] },
      { version: 1, folder: '/sys/fs/cgroup/memory/a/b', controllers: ['memory'] },
      { version: 1, folder: '/sys/fs/cgroup/freezer', controllers: ['freezer'] },
    ]);
  });

  it('in both: version 2 has what no hierarchy of version 1 has', () => {
    const own = '4:memory:/a\n6:freezer:/\n1:cpu,cpuacct:/\n0::/user.slice\n';
    assert.deepEqual(findHierarchies(v1 + unified, own).at(-1), {
      version: 2,
      folder: '/sys/fs/cgroup/unified/user.slice',
      controllers: ['pids'],
    });
  });

  it('in version 2 alone, also beside the own group, which may hold processes or groups, never both', () => {
    const mounts = '23 28 0:22 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n';
    const [found, ...more] = findHierarchies(mounts, '0::/system.slice/lambent.service\n');
    assert.deepEqual(more, []);
    assert.deepEqual(found?.controllers, ['memory', 'pids', 'cpu', 'freezer']);
    assert.deepEqual(found && parentFolders(found), [
      '/sys/fs/cgroup/system.slice/lambent.service',
      '/sys/fs/cgroup/system.slice',
    ]);
  });

  it('in a container that shows only its own part, and not where it shows another', () => {
    const mounts = '90 80 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n';
    assert.deepEqual(findHierarchies(mounts, '4:memory:/docker/abc/x\n'), [
      { version: 1, folder: '/sys/fs/cgroup/memory/x', controllers: ['memory'] },
    ]);
    assert.deepEqual(findHierarchies(mounts, '4:memory:/docker/other\n'), []);
  });

  it('nowhere', () => {
    assert.deepEqual(findHierarchies('', ''), []);
    assert.deepEqual(findHierarchies('nonsense\n\n - \n', '::\n'), []);
  });
});

describe('what a group is held to', () => {
  const controllers: readonly Controller[] = ['memory', 'pids', 'cpu', 'freezer'];
  const limits = { memoryBytes: 128 * 1024 * 1024, cpuMemoryMiB: 1769 };

  it('in version 1', () => {
    assert.deepEqual(settingsOf({ version: 1, folder: '/x', controllers }, limits), [
      ['memory.limit_in_bytes', '134217728'],
      ['memory.memsw.limit_in_bytes', '134217728'],
      ['pids.max', '1024'],
      ['cpu.cfs_period_us', '100000'],
      ['cpu.cfs_quota_us', '100000'],
    ]);
  });

  it('in version 2', () => {
    assert.deepEqual(settingsOf({ version: 2, folder: '/x', controllers }, limits), [
      ['memory.max', '134217728'],
      ['memory.swap.max', '0'],
      ['memory.oom.group', '1'],
      ['pids.max', '1024'],
      ['cpu.max', '100000 100000'],
    ]);
  });

  it('only by the controllers that are there, and by a share of the processor only when asked for', () => {
    const { memoryBytes } = limits;
    assert.deepEqual(settingsOf({ version: 2, folder: '/x', controllers: ['freezer'] }, limits), []);
    assert.deepEqual(settingsOf({ version: 1, folder: '/x', controllers: ['cpu'] }, { memoryBytes }), []);
    assert.deepEqual(
      settingsOf({ version: 2, folder: '/x', controllers: ['cpu'] }, { memoryBytes, cpuMemoryMiB: 128 }),
      [['cpu.max', '7236 100000']],
    );
  });
});
