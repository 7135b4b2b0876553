import { z } from 'zod';
import { ERRORS, type ErrorCode } from '../errors/catalogue.ts';

/** ISO 8601 with milliseconds and Z. */
export const Instant = z.string().meta({ format: 'date-time' });
export const ErrorCodeSchema = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]);

/** A trouble that is shown beside the thing it stops. */
export const Trouble = z
  .object({ code: ErrorCodeSchema, title: z.string(), message: z.string(), fix: z.string(), since: Instant })
  .meta({ id: 'Trouble' });
export type Trouble = z.infer<typeof Trouble>;

export const Accepted = z.object({ accepted: z.literal(true), message: z.string() }).meta({ id: 'Accepted' });
export type Accepted = z.infer<typeof Accepted>;
