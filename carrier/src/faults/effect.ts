import type { Refusal } from '../refusal.ts';

/** What goes wrong with one request. */
export interface Effect {
  latencyMs: number;
  /** Before anything was stored: the connection breaks, or the answer never comes. */
  before: 'reset' | 'timeout' | null;
  /** After the work was done. */
  after: 'reset' | 'timeout' | null;
  refusal: Refusal | null;
  /** An HTML error page with this status. */
  serverError: number | null;
  /** The message is accepted and fails later with this code. */
  deliveryCode: number;
}

export const noEffect: Effect = {
  latencyMs: 0,
  before: null,
  after: null,
  refusal: null,
  serverError: null,
  deliveryCode: 0,
};
