import type { Door, HttpResponse } from '#wire';
import type { Code } from './code.ts';

/** Where `Code.Location` points, before it is presigned. */
export function codePath(digest: string): string {
  return `${prefix}${digest}`;
}

const prefix = '/_lambent/lambda/code/';
const digestForm = /^[0-9a-f]{64}$/;

/** Serves deployment packages to whoever holds a presigned URL, as S3 does for AWS. */
export function codeDoor(code: Code, isPresigned: (path: string, query: string) => boolean): Door {
  return {
    name: 'lambda-code',
    pages: 'own-origin',
    claims: (request) => request.path.startsWith(prefix),
    async serve(request) {
      if (request.method !== 'GET') return refuse(405, 'method not allowed', ['allow', 'GET']);
      if (!isPresigned(request.path, request.query))
        return refuse(403, 'the link is not valid or has expired');
      const digest = request.path.slice(prefix.length);
      const zip = digestForm.test(digest) ? await code.zip(digest) : undefined;
      if (zip === undefined) return refuse(404, 'no such package');
      return { status: 200, headers: ['content-type', 'application/zip'], body: zip };
    },
  };
}

function refuse(status: number, text: string, headers: readonly string[] = []): HttpResponse {
  return { status, headers: ['content-type', 'text/plain; charset=utf-8', ...headers], body: `${text}\n` };
}
