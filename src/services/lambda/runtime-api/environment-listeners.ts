import type { Launcher } from '#launcher';
import { EnvironmentListener } from './environment-listener.ts';

/** AWS's address of the Runtime API: port 9001 of an environment's own loopback. */
const awsAddress = '127.0.0.1:9001';

/**
 * Opens the listeners of environments: at ports of this host's loopback or, where environments have networks of their own, at AWS's
 * address inside.
 */
export class EnvironmentListeners {
  readonly #isInside: boolean;
  readonly #inside = new Map<string, EnvironmentListener>();

  constructor(launcher: Pick<Launcher, 'innerEndpoint' | 'serveInside'>) {
    this.#isInside = launcher.innerEndpoint !== undefined;
    if (!this.#isInside) return;
    launcher.serveInside('runtimeApi', (socket, environment) => {
      const listener = this.#inside.get(environment);
      // Its environment has just ended.
      if (listener === undefined) socket.destroy();
      else listener.accept(socket);
    });
  }

  async open(environment: string): Promise<EnvironmentListener> {
    if (!this.#isInside) return await EnvironmentListener.open();
    const listener = new EnvironmentListener(awsAddress, () => this.#inside.delete(environment));
    this.#inside.set(environment, listener);
    return listener;
  }
}
