import { writeJson } from '../codec/json-writer.ts';
import type { Member, StructureShape } from '../model/shape.ts';
import type { ErrorAnswer, Members } from './protocol-codec.ts';

/**
 * The members of an error's JSON body. The model decides between `message` and `Message`; an exception that it does not know
 * has `message` alone. Lambda's exceptions say whose fault they are in `Type`, unless the error's fields say otherwise.
 */
export function errorMembers({ error, shape }: ErrorAnswer): Record<string, unknown> {
  if (!shape) return { message: error.message, ...error.fields };
  const inBody = shape.members.filter((member) => member.location === undefined);
  const message = messageMember(shape);
  const type = inBody.find((member) => member.name === 'Type');
  const fields: Members = { Type: error.fault === 'client' ? 'User' : 'Server', ...error.fields };
  const result: Record<string, unknown> = {};
  if (type && fields.Type !== undefined) result[type.wireName] = fields.Type;
  result[message?.wireName ?? 'message'] = error.message;
  for (const member of inBody) {
    const field = fields[member.name];
    if (member !== type && member !== message && field !== undefined)
      result[member.wireName] = writeJson(member.shape)(field);
  }
  return result;
}

export function messageMember(shape: StructureShape): Member | undefined {
  return shape.members.find((member) => member.name.toLowerCase() === 'message');
}

/** Takes an error's JSON body apart: what the message is, and which further members the model knows. */
export function readErrorMembers(
  shape: StructureShape | undefined,
  body: unknown,
): { readonly message: string; readonly fields: Members } {
  const members: Members = typeof body === 'object' && body !== null ? { ...body } : {};
  const message = members.message ?? members.Message;
  const known = shape?.members.filter((member) => member !== messageMember(shape)) ?? [];
  const fields = known.map((member) => [member.name, members[member.wireName]] as const);
  return {
    message: typeof message === 'string' ? message : '',
    fields: Object.fromEntries(fields.filter(([, value]) => value !== undefined && value !== null)),
  };
}
