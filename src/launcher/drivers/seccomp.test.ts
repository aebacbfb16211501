import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type FilteredArchitecture, REFUSED, seccompFilter } from './seccomp.ts';

const AUDIT = { x64: 0xc000_003e, arm64: 0xc000_00b7 };
const ALLOWED = 0x7fff_0000;
const EPERM = 0x0005_0001;
const ENOSYS = 0x0005_0026;

/** Runs a filter as the kernel would: every jump must stay inside, every path must end in a return. */
function run(filter: Buffer, architecture: number, number: number, args: readonly number[] = []) {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(number, 0);
  data.writeUInt32LE(architecture, 4);
  for (const [index, value] of args.entries()) data.writeBigUInt64LE(BigInt(value), 16 + 8 * index);
  let accumulator = 0;
  let steps = 0;
  for (let at = 0; at < filter.length / 8; at += 1) {
    const [code, value] = [filter.readUInt16LE(at * 8), filter.readUInt32LE(at * 8 + 4)];
    const jump = (taken: boolean): void => {
      at += filter.readUInt8(at * 8 + (taken ? 2 : 3));
    };
    steps += 1;
    if (code === 0x06) return { answer: value, steps };
    if (code === 0x20) accumulator = data.readUInt32LE(value);
    else if (code === 0x15) jump(accumulator === value);
    else if (code === 0x35) jump(accumulator >= value);
    else if (code === 0x45) jump((accumulator & value) !== 0);
    else assert.fail(`instruction ${code}`);
  }
  return assert.fail('it runs off its end');
}

for (const architecture of ['x64', 'arm64'] as const satisfies readonly FilteredArchitecture[]) {
  describe(`the filter of system calls for ${architecture}`, () => {
    const filter = seccompFilter(architecture) ?? assert.fail();
    const answer = (number: number, ...args: number[]) =>
      run(filter, AUDIT[architecture], number, args).answer;
    const refused = new Set(Object.values(REFUSED).map((numbers) => numbers[architecture]));
    const clone = architecture === 'x64' ? 56 : 220;
    const ioctl = architecture === 'x64' ? 16 : 29;
    const socket = architecture === 'x64' ? 41 : 198;

    it('refuses what is listed and nothing else', () => {
      for (let number = 0; number < 600; number += 1) {
        const expected = number === 435 ? ENOSYS : refused.has(number) ? EPERM : ALLOWED;
        assert.equal(answer(number), expected, String(number));
      }
    });

    it('decides clone by its flags', () => {
      const thread = 0x3d_0f00;
      assert.equal(answer(clone, thread), ALLOWED);
      assert.equal(answer(clone, 17), ALLOWED);
      for (const flag of [
        0x2_0000, 0x200_0000, 0x400_0000, 0x800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000,
      ])
        assert.equal(answer(clone, 17 + flag), EPERM, flag.toString(16));
    });

    it("refuses a terminal's input and two families of sockets", () => {
      assert.equal(answer(ioctl, 0, 0x5401), ALLOWED);
      for (const request of [0x5412, 0x541c]) assert.equal(answer(ioctl, 0, request), EPERM);
      for (const family of [1, 2, 10, 16]) assert.equal(answer(socket, family), ALLOWED);
      for (const family of [38, 40]) assert.equal(answer(socket, family), EPERM);
    });

    it('refuses every call of another table', () => {
      assert.equal(run(filter, 0x4000_0003, 1).answer, EPERM);
      if (architecture === 'x64') assert.equal(answer(0x4000_0000 + 1), EPERM);
    });

    it('decides in few steps', () => {
      for (let number = 0; number < 600; number += 1)
        assert.ok(run(filter, AUDIT[architecture], number).steps <= 16);
    });
  });
}

it('there is no filter for other processors', () => {
  assert.equal(seccompFilter('riscv64'), undefined);
});
