import type { SmsProvider } from '../contract.ts';
import { parseInbound, parseReceipt } from './hooks.ts';
import { find, list, listPage } from './list.ts';
import { describe, send } from './send.ts';
import { secretsSchema, settingsSchema } from './settings.ts';
import { isSignedByTwilio } from './signature.ts';
import { testConnection } from './test-connection.ts';

/** Twilio Programmable Messaging, API 2010-04-01. The sandbox carrier is reached through it, too. */
export const twilio: SmsProvider = {
  id: 'twilio',
  label: 'Twilio',
  settingsSchema,
  secretsSchema,
  send,
  describe,
  test: testConnection,
  verify: (connection, request) => isSignedByTwilio(connection.secrets['auth_token'] ?? '', request),
  parseReceipt,
  parseInbound,
  emptyAnswer: { contentType: 'text/xml', body: '<?xml version="1.0" encoding="UTF-8"?><Response/>' },
  list,
  listPage,
  find,
};
