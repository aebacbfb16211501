import { hostCharactersMax, repositoryCharactersMax } from './limits.ts';

/** An image's name in its parts. It has a digest, or else a tag. */
export type ImageName = {
  /** Host and perhaps port, as written. */
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  /** `sha256:…`; wins over the tag. */
  readonly digest?: string;
};

const host = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*$/;
const repositoryPart = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagForm = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const digestForm = /^sha256:[0-9a-f]{64}$/;

/**
 * Parses `registry[:port]/repository[:tag][@sha256:…]`. Undefined for anything else, also for a name without a registry: Lambda has no
 * default one. Without tag and digest it means `latest`. Source: the reference grammar of the distribution project.
 */
export function parseImageName(text: string): ImageName | undefined {
  const slash = text.indexOf('/');
  const registry = text.slice(0, slash);
  if (slash < 1 || !isRegistry(registry)) return undefined;
  const [, repository, tag = 'latest', digest] =
    /^([^:@]+)(?::([^:@]+))?(?:@(.+))?$/.exec(text.slice(slash + 1)) ?? [];
  if (repository === undefined || repository.length > repositoryCharactersMax) return undefined;
  if (!repository.split('/').every((part) => repositoryPart.test(part))) return undefined;
  if (!tagForm.test(tag) || (digest !== undefined && !digestForm.test(digest))) return undefined;
  return { registry, repository, tag, ...(digest !== undefined && { digest }) };
}

/** A host that cannot be taken for the first part of a repository: it has a dot or a port, or is `localhost`. */
function isRegistry(registry: string): boolean {
  const [, name = '', port] = /^([^:]*)(?::(\d{1,5}))?$/.exec(registry) ?? [];
  if (name.length > hostCharactersMax || !host.test(name)) return false;
  if (port !== undefined && (Number(port) === 0 || Number(port) > 65_535)) return false;
  return name.includes('.') || port !== undefined || name === 'localhost';
}

/** The same image by its digest, as `ResolvedImageUri` has it. */
export function resolvedUri(uri: string, digestHex: string): string {
  const name = parseImageName(uri);
  return name === undefined ? uri : `${name.registry}/${name.repository}@sha256:${digestHex}`;
}
