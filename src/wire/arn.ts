/** An Amazon Resource Name taken apart. `resource` is everything after the fifth colon. */
export type Arn = {
  readonly partition: string;
  readonly service: string;
  /** Empty for services that are global, as `account` is for public resources. */
  readonly region: string;
  readonly account: string;
  readonly resource: string;
};

/** Undefined when the text is not an ARN; it says nothing about the resource's own form. */
export function parseArn(text: string): Arn | undefined {
  const [, partition, service, region, account, resource] =
    /^arn:([^:]+):([^:]+):([^:]*):([^:]*):(.+)$/s.exec(text) ?? [];
  if (!partition || !service || region === undefined || account === undefined || !resource) return undefined;
  return { partition, service, region, account, resource };
}

export function formatArn({ partition, service, region, account, resource }: Arn): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}
