import { Id } from '@tidings/core/contract/common';
import { messageStates } from '@tidings/core/messaging/states';
import { z } from 'zod';

/** Which recipients are shown, and which message is open; lives in the URL. */
export const RecipientSearch = z.object({
  search: z.string().default(''),
  state: z.enum(messageStates).optional(),
  reason: z.string().max(64).optional(),
  message: Id.optional(),
});
export type RecipientSearch = z.output<typeof RecipientSearch>;
