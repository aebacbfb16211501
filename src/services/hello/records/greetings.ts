import { type Fabric, openDocuments, RevisionMismatch } from '#fabric';
import type { CallContext } from '#service';

/** A stored noun: one document per greeting under `[account, region, name]`. */
export type Greeting = { readonly name: string; readonly greeting: string; readonly createdAtMs: number };

/** Whose greeting it is. */
export type Owner = Pick<CallContext, 'account' | 'region'>;

export type Greetings = {
  find(owner: Owner, name: string): Promise<Greeting | undefined>;
  /** False when there is one of that name already; then nothing was stored. */
  create(owner: Owner, greeting: Greeting): Promise<boolean>;
};

export function openGreetings(fabric: Fabric): Greetings {
  const documents = openDocuments<Greeting>(fabric, 'hello-greetings');
  return {
    find: async (owner, name) => (await documents.get(keyOf(owner, name)))?.value,
    async create(owner, greeting) {
      try {
        // Revision 0: only if it does not exist. Of two at the same time, one loses.
        await documents.put(keyOf(owner, greeting.name), greeting, 0);
        return true;
      } catch (error) {
        if (error instanceof RevisionMismatch) return false;
        throw error;
      }
    },
  };
}

export function greetingArn({ account, region }: Owner, name: string): string {
  return `arn:aws:hello:${region}:${account}:greeting/${name}`;
}

function keyOf({ account, region }: Owner, name: string): readonly string[] {
  return [account, region, name];
}
