import { NotImplementedException } from '#wire';
import { BadRequestException } from '../../errors.ts';
import { mappingTemplateBytesMax } from '../../limits.ts';

type Templates = Readonly<Record<string, string>>;

/** A reference (`$input`, `${…}`, `$!x`) or a directive or comment (`#set`, `#{if}`, `##`, `#*`, `#[[`, `#@macro`). */
const velocity = /\$[a-zA-Z_!{\\]|#[a-zA-Z_{@#*[]/;

/** Refuses templates with an unknown key or of a forbidden size. `templates` is by content type. */
export function checkTemplates(templates: Templates | undefined): void {
  for (const [contentType, template] of Object.entries(templates ?? {})) {
    if (contentType !== '$default' && !/^[^\s/]+\/[^\s/]+$/.test(contentType)) {
      throw invalid(`Invalid content type specified: ${contentType}`);
    }
    if (Buffer.byteLength(template) > mappingTemplateBytesMax) {
      throw invalid(`Mapping template exceeds the maximum size of ${mappingTemplateBytesMax} bytes`);
    }
  }
}

/** Refuses templates that are more than literal text, which would be sent as they stand. */
export function refuseVelocity(member: string, templates: Templates | undefined): void {
  for (const [contentType, template] of Object.entries(templates ?? {})) {
    if (velocity.test(template)) {
      throw new NotImplementedException(
        `${member} with VTL (Velocity template language) is not implemented, only literal text is: ${contentType}`,
      );
    }
  }
}

/** API Gateway's own form for what its validation finds. */
export function invalid(error: string): BadRequestException {
  return new BadRequestException(`Validation Result: warnings : [], errors : [${error}]`);
}
