import { BadRequestException } from '../../errors.ts';

/** Every API has these two; creating others is refused. */
const defaultModels = ['Empty', 'Error'];

/** Refuses a model that the API does not have. `models` is by content type. */
export function checkModels(models: Readonly<Record<string, string>> | undefined): void {
  for (const name of Object.values(models ?? {})) {
    if (!defaultModels.includes(name)) {
      throw new BadRequestException(`Invalid model identifier specified: ${name}`);
    }
  }
}
