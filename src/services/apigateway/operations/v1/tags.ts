import { BadRequestException } from '../../errors.ts';
import { tagKeyLengthMax, tagsMax, tagValueLengthMax } from '../../limits.ts';

/** Refuses tags that AWS refuses. Source: API Gateway API reference, TagResource; AWS general reference, "Tagging". */
export function checkTags(tags: Readonly<Record<string, string>> | undefined): void {
  const entries = Object.entries(tags ?? {});
  if (entries.length > tagsMax) throw new BadRequestException(`A resource can have at most ${tagsMax} tags`);
  for (const [key, value] of entries) {
    if (key === '' || key.length > tagKeyLengthMax || key.startsWith('aws:')) {
      throw new BadRequestException(`Invalid tag key specified: ${key}`);
    }
    if (value.length > tagValueLengthMax) {
      throw new BadRequestException(`Invalid tag value specified for key: ${key}`);
    }
  }
}
