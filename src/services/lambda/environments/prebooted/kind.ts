import type { VersionRecord } from '../../records/function.ts';

/** What a runtime has to be booted with. Architecture, driver and network belong here too, and are the same on all of a node. */
export type Kind = {
  readonly runtime: string;
  readonly memoryMiB: number;
  readonly tmpMiB: number;
};

/** Runtimes whose bootstraps can wait for their function. */
const waitingRuntimes = /^(nodejs|python|ruby|java)\d/;

/**
 * Variables that are read when a process starts: by the loader and the C library, by OpenSSL, by interpreters. Setting them later
 * would not be the same. Sources: ld.so(8), locale(7), resolv.conf(5), `node --help`, `python --help-env`, `ruby --help`,
 * java(1).
 */
const readAtBoot = new RegExp(
  [
    '^(LD|LC|MALLOC|GLIBC|OPENSSL|SSL_CERT|ICU|UV|NODE|GEM)_',
    '^(PYTHON|RUBY|BUNDLE|_?JAVA_|JDK_)',
    '^(LANG|LANGUAGE|TZ|TZDIR|HOME|GCONV_PATH|LOCPATH|NLSPATH|RES_OPTIONS|LOCALDOMAIN|HOSTALIASES)$',
    '^AWS_LAMBDA_EXEC_WRAPPER$',
  ].join('|'),
);

/** Of those that interpreters read only when they are asked. */
const readLater: readonly string[] = ['NODE_ENV', 'NODE_TLS_REJECT_UNAUTHORIZED'];

/** The kind of runtime that can be given this version; undefined where it must be started with it. */
export function kindOf({
  runtime,
  memoryMiB,
  ephemeralStorageMiB,
  imageUri,
  variables = {},
}: VersionRecord): Kind | undefined {
  if (imageUri !== undefined || !waitingRuntimes.test(runtime)) return undefined;
  if (Object.keys(variables).some((name) => readAtBoot.test(name) && !readLater.includes(name)))
    return undefined;
  return { runtime, memoryMiB, tmpMiB: ephemeralStorageMiB };
}

export function nameOf({ runtime, memoryMiB, tmpMiB }: Kind): string {
  return `${runtime} ${memoryMiB} ${tmpMiB}`;
}
