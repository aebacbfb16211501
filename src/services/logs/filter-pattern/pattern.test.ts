import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compilePattern } from './pattern.ts';

const json =
  '{"user":{"id":1},"users":[{"id":2,"email":"John.Doe@example.com"}],"actions":["GET","PUT"],"x":null,"c.n":"c","n":[1000],"ok":true,"code":"400","status":400}';
const line = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';

// The user guide's examples, and the corners that its text describes: pattern, message, whether it matches.
const cases: readonly (readonly [string, string, boolean])[] = [
  ['', 'anything', true],
  ['" "', 'anything', true],
  ['ERROR', '[ERROR 400] BAD REQUEST', true],
  ['ERROR', 'MYERRORS', true],
  ['error', 'ERROR', false],
  ['ERROR ARGUMENTS', '[ERROR 419] MISSING ARGUMENTS', true],
  ['ERROR ARGUMENTS', '[ERROR 400] BAD REQUEST', false],
  ['?ERROR ?WARN', 'WARN x', true],
  ['?ERROR ?WARN', 'INFO x', false],
  ['?ERROR ?ARGUMENTS REQUEST', '[INFO] REQUEST FAILED', true],
  ['ERROR -ARGUMENTS', '[ERROR 401] X', true],
  ['ERROR -ARGUMENTS', '[ERROR 419] ARGUMENTS', false],
  ['-ARGUMENTS', 'x', true],
  ['"INTERNAL SERVER ERROR"', '[ERROR 500] INTERNAL SERVER ERROR', true],
  ['"a \\"b\\" \\\\c"', 'a "b" \\c', true],
  ['%ERR[A-Z]+ \\d{3}%', 'x ERROR 404', true],
  ['%^ERROR%', 'x ERROR', false],
  ['%a|^b%', 'cb', false],
  ['%\\x28x\\x29$%', 'f(x)', true],
  ['{ $.user.id = 1 && $.users[0].email = "John.Doe*" }', json, true],
  ['{ ($.user.id = 2 && $.users[0].id = 2) || $.actions[1] = "GET" }', json, false],
  ['{ $.x IS NULL }', json, true],
  ['{ $.y IS NULL }', json, false],
  ['{ $.y NOT EXISTS }', json, true],
  ['{ $.x NOT EXISTS }', json, false],
  ['{ $.[\'c.n\'] = "c" }', json, true],
  ['{ $.n[0] = 1e+3 }', json, true],
  ['{ $.actions[*] = %^G% }', json, true],
  ['{ $.user = "*" }', json, false],
  ['{ $.y != "a" }', json, false],
  ['{ $.user != "a" }', json, false],
  ['{ $.status != 200 }', json, true],
  ['{ $.status >= 400 && $.status < 500 }', json, true],
  ['{ $.code = 400 }', json, true],
  ['{ $.code >= 400 }', json, false],
  ['{ $.status = "400" }', json, true],
  ['{ $.ok IS TRUE }', json, true],
  ['{ $.ok = true }', json, true],
  ['{ $.ok IS FALSE }', json, false],
  ['{ $.users[*].email = *@example.com }', json, true],
  ['{ $.a = 1 }', 'a = 1', false],
  ['{ $.a = 1 }', '{"a":1', false],
  ['{ $[1] = "b" }', ' ["a","b"] ', true],
  ['[ip, user, name, time, request = *.html*, status = 4* || status = 5*, bytes > 1000]', line, true],
  ['[ip, user, name, time, request, status = 200, bytes]', line, false],
  ['[..., status = 404, bytes]', line, true],
  ['[ip, ..., bytes < 1000]', line, false],
  ['[w1=ERROR, w2]', 'ERROR and more words', true],
  ['[w1=ERROR, w2=x]', 'ERROR x y', false],
  ['[a, b, c]', 'one two', false],
  ['[w1 = %^E% && w1 != EXIT]', 'ERROR', true],
  ['[w1 = %^E% && w1 != EXIT]', 'EXIT', false],
  ['[]', 'any line', true],
];

for (const [pattern, message, matches] of cases) {
  test(`${pattern} ${matches ? 'matches' : 'does not match'} ${message.slice(0, 60)}`, () => {
    assert.equal(compilePattern(pattern).match(message) !== undefined, matches);
  });
}

test('what a match extracts: selectors as written, columns by name, unnamed ones by number', () => {
  assert.deepEqual(compilePattern('{ $.user.id = 1 && $.ok IS TRUE }').match(json), {
    '$.user.id': '1',
    '$.ok': 'true',
  });
  assert.deepEqual(compilePattern('[ip, ..., bytes]').match('h a "b c" 7'), {
    $ip: 'h',
    $2: 'a',
    $3: 'b c',
    $bytes: '7',
  });
  assert.deepEqual(compilePattern('[]').match('a [b c]'), { $1: 'a', $2: 'b c' });
  assert.deepEqual(compilePattern('word').match('a word'), {});
});

const broken: readonly (readonly [string, RegExp])[] = [
  ['ERROR:', /^Invalid character\(s\) in term 'ERROR:'$/],
  ['"open', /does not end/],
  ['%open', /does not end/],
  ['%(a)%', /^Invalid character\(s\) in term '\(a\)'$/],
  ['%a**%', /Unexpected \*/],
  ['%[b-a]%', /reversed/],
  ['%a{3,1}%', /reversed/],
  ['%a{9999}%', /repeats too much/],
  ['{ $.a = 1', /Expected }/],
  ['{ $.a }', /operator/],
  ['{ $.a = }', /value/],
  ['{ a = 1 }', /Expected \$/],
  ['{ $.a > "x" }', /compares numbers/],
  ['{ $.a IS 1 }', /NULL, TRUE or FALSE/],
  ['{ $.a[*].b[*] = 1 }', /one wildcard/],
  ['{ $.a[*]=1 || $.b[*]=1 || $.c[*]=1 || $.d[*]=1 }', /at most 3/],
  ['{ $.a = %a% && $.b = %b% && $.c = %c% }', /at most two/],
  ['{ $.a = 1 } x', /follows/],
  [`{ ${'('.repeat(65)}$.a = 1${')'.repeat(65)} }`, /nested/],
  ['[a, ..., b, ...]', /once/],
  ['[a = 1 || b = 2]', /names another/],
  ['[a', /Expected ]/],
  ['x'.repeat(1025), /too long/],
];

for (const [pattern, reason] of broken) {
  test(`${pattern.slice(0, 60)} is refused`, () => {
    assert.throws(() => compilePattern(pattern), { code: 'InvalidParameterException', message: reason });
  });
}

test('any text compiles or is refused, and what compiles judges any message', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '$',
    '.a',
    '=',
    '!=',
    '"',
    '%',
    '*',
    'a',
    '1',
    ' ',
    '&&',
    '||',
    '?',
    '-',
    '(',
    ')',
    ',',
    '...',
    '\\',
    '^',
  );
  const patterns = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(patterns, fc.oneof(fc.string(), fc.json()), (pattern, message) => {
      try {
        compilePattern(pattern).match(message);
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'InvalidParameterException');
      }
    }),
    { numRuns: 3000, seed: 20261121 },
  );
});

test('regular expressions agree with those of JavaScript', () => {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', '\\x61', '[a-c]');
  const quantifier = fc.constantFrom('', '*', '+', '?', '{2}', '{0,2}', '{1,}');
  const sequence = fc.array(
    fc.tuple(atom, quantifier).map(([a, q]) => a + q),
    { minLength: 1, maxLength: 4 },
  );
  const anchored = fc.tuple(fc.boolean(), sequence, fc.boolean());
  const source = fc
    .array(anchored, { minLength: 1, maxLength: 2 })
    .map((alternatives) =>
      alternatives
        .map(([start, parts, end]) => `${start ? '^' : ''}${parts.join('')}${end ? '$' : ''}`)
        .join('|'),
    );
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', ' '), maxLength: 8 });
  fc.assert(
    fc.property(source, text, (pattern, message) => {
      const expected = new RegExp(pattern).test(message);
      assert.equal(
        compilePattern(`%${pattern}%`).match(message) !== undefined,
        expected,
        `${pattern} on ${message}`,
      );
    }),
    { numRuns: 4000, seed: 20261121 },
  );
});

test('an expression that makes backtracking engines hang takes its states times the length', () => {
  const pattern = compilePattern(`%${'a*'.repeat(30)}b%`);
  assert.equal(pattern.match('a'.repeat(2000)), undefined);
});

test('columns read a message in linear time, also one of brackets and quotes that never close', () => {
  const { match } = compilePattern('[first, ..., last]');
  assert.deepEqual(match('[a b] "c d" [e "f'), { $first: 'a b', $2: 'c d', $3: '[e', $last: '"f' });
  assert.equal(match('[ '.repeat(500_000))?.$last, '[');
  assert.equal(match(`${'" '.repeat(3)}${'[ '.repeat(500_000)}`)?.$first, ' ');
});
