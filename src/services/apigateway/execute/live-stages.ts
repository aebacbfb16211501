import { liveApisMax } from '../limits.ts';
import type { RestApis } from '../records/rest-apis.ts';
import { compileStage } from './compile-stage.ts';
import type { LiveStage } from './phases.ts';

type LiveApi = {
  readonly stages: Map<string, LiveStage>;
  readonly loading: Map<string, Promise<LiveStage | undefined>>;
};

/**
 * Compiled stages, kept in memory until their API changes. A change throws the API's whole entry away, so that a load that
 * began before it ends in an entry nobody looks at.
 */
export class LiveStages {
  readonly #restApis: RestApis;
  readonly #unwatch: () => void;
  /** In the order of use, least recent first. */
  readonly #apis = new Map<string, LiveApi>();

  constructor(restApis: RestApis) {
    this.#restApis = restApis;
    this.#unwatch = restApis.onChange((id) => this.#apis.delete(id));
  }

  /** At once, when it is in memory. */
  peek(apiId: string, name: string): LiveStage | undefined {
    const api = this.#apis.get(apiId);
    if (!api) return undefined;
    this.#apis.delete(apiId);
    this.#apis.set(apiId, api);
    return api.stages.get(name);
  }

  /** Undefined when there is no such API or stage. */
  async load(apiId: string, name: string): Promise<LiveStage | undefined> {
    const api = this.#entry(apiId);
    const begun = api.loading.get(name);
    if (begun !== undefined) return begun;
    const loading = this.#compile(apiId, name);
    api.loading.set(name, loading);
    try {
      const stage = await loading;
      if (stage) api.stages.set(name, stage);
      else if (api.stages.size === 0 && this.#apis.get(apiId) === api) this.#apis.delete(apiId);
      return stage;
    } finally {
      api.loading.delete(name);
    }
  }

  close(): void {
    this.#unwatch();
    this.#apis.clear();
  }

  #entry(apiId: string): LiveApi {
    const present = this.#apis.get(apiId);
    if (present) return present;
    const api: LiveApi = { stages: new Map(), loading: new Map() };
    this.#apis.set(apiId, api);
    const oldest = this.#apis.keys().next().value;
    if (this.#apis.size > liveApisMax && oldest !== undefined) this.#apis.delete(oldest);
    return api;
  }

  async #compile(apiId: string, name: string): Promise<LiveStage | undefined> {
    const api = await this.#restApis.find(apiId);
    const stage = api?.stages.find((candidate) => candidate.name === name);
    const deployment = api && stage && (await this.#restApis.getDeployment(api, stage.deploymentId));
    return deployment && compileStage(deployment, stage);
  }
}
