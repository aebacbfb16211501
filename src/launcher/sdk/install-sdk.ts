import { DownloadFailed } from '../download.ts';
import { RuntimeNotInstalled } from '../interpreters/install-runtime.ts';
import type { HostFact } from '../limit-facts.ts';
import { SdkStock, type StockOptions } from './sdk-stock.ts';

/** Fetches all of the AWS SDK that functions of a runtime may come to need. Returns the number of packages. Throws `RuntimeNotInstalled`. */
export async function installSdk(runtime: string, options: StockOptions): Promise<number> {
  const stock = new SdkStock(options);
  const { all } = await stock.count(runtime);
  if (all === 0) throw new RuntimeNotInstalled(`Lambent has no AWS SDK for ${runtime}`);
  try {
    return await stock.fetchAll(runtime);
  } catch (error) {
    if (!(error instanceof DownloadFailed)) throw error;
    const registry = stock.registryOf(runtime);
    const reason = `the AWS SDK for ${runtime} could not be fetched from ${registry}: ${error.message}`;
    throw new RuntimeNotInstalled(reason, { cause: error });
  }
}

/** Which SDKs are here. None need be: they are fetched when functions name them. */
export async function sdkFacts(options: StockOptions): Promise<HostFact[]> {
  const stock = new SdkStock(options);
  const fact = async (name: string, runtime: string): Promise<HostFact> => {
    const { fetched, all } = await stock.count(runtime);
    const later =
      fetched === all ? '' : '; what functions import without bringing it is fetched when they are made';
    return { name, status: 'ok', finding: `${fetched} of ${all} packages are here${later}` };
  };
  return [await fact('AWS SDK, nodejs', 'nodejs24.x'), await fact('AWS SDK, python', 'python3.13')];
}
