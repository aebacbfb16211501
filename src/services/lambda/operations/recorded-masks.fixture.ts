/**
 * Names in golden cases for what differs from run to run. `<id:1>` is an identifier, `<sha256:1>` a digest and `<image:1>` that of an image: the same name is the same
 * value throughout a case, and two names are two values. `<location>` is any text.
 */
export class Masks {
  readonly #values: Map<string, string>;

  constructor(known: Readonly<Record<string, string>>) {
    this.#values = new Map(Object.entries(known));
  }

  /** Gives a name a value, in the place of the one it may have had. */
  know(mask: string, value: string): void {
    this.#values.set(mask, value);
  }

  /** `template` with values in the place of the names that have one. */
  fill(template: unknown): unknown {
    if (typeof template === 'string') return this.#fillText(template);
    if (Array.isArray(template)) return template.map((item) => this.fill(item));
    if (typeof template !== 'object' || template === null) return template;
    return Object.fromEntries(Object.entries(template).map(([name, value]) => [name, this.fill(value)]));
  }

  /** As `fill`, where names that have no value yet take it from the same place in `actual`. */
  resolve(template: unknown, actual: unknown): unknown {
    this.#values.delete('<location>');
    this.#learn(template, actual);
    return this.fill(template);
  }

  #fillText(template: string): string {
    return template.replaceAll(maskPattern, (mask) => this.#values.get(mask) ?? mask);
  }

  #learn(template: unknown, actual: unknown): void {
    if (typeof template === 'string' && typeof actual === 'string') this.#learnText(template, actual);
    if (typeof template !== 'object' || template === null || typeof actual !== 'object' || actual === null)
      return;
    const members = actual as Readonly<Record<string, unknown>>;
    for (const [name, value] of Object.entries(template)) this.#learn(value, members[name]);
  }

  #learnText(template: string, actual: string): void {
    const names: string[] = [];
    const pattern = this.#fillText(template)
      .split(maskPattern)
      .map((part) => {
        if (!part.startsWith('<')) return part.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
        names.push(part);
        return `(${valuePattern(part)})`;
      })
      .join('');
    const match = new RegExp(`^${pattern}$`).exec(actual);
    for (const [index, name] of names.entries()) {
      const value = match?.[index + 1];
      const isTaken = !mayRepeat.test(name) && [...this.#values.values()].includes(value ?? '');
      if (value !== undefined && !isTaken) this.#values.set(name, value);
    }
  }
}

/** Packages' locations, and Runtime APIs: in networks of their own all environments have the same. */
const mayRepeat = /^<(location|api:\d+)>$/;

const maskPattern = /(<[a-z0-9]+(?::\d+)?>)/g;

function valuePattern(mask: string): string {
  if (mask.startsWith('<id:')) return '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
  if (mask.startsWith('<image:')) return '[0-9a-f]{64}';
  if (mask.startsWith('<sha256:')) return '[A-Za-z0-9+/]{43}=';
  return '.+';
}
