import type { FaultScope } from '../accounts/account-document.ts';
import { createCall, fetchCall } from '../calls/call-routes.ts';
import { fetchAccount, listNumbers } from './account-resources.ts';
import { createMessage } from './create-message.ts';
import type { Handler } from './exchange.ts';
import { listMessages } from './list-messages.ts';
import { deleteMessage, fetchMessage, updateMessage } from './single-message.ts';

export interface Route {
  handle: Handler;
  scope: FaultScope | null;
}

type Methods = Readonly<Record<string, Route>>;

const fixed: ReadonlyMap<string, Methods> = new Map<string, Methods>([
  ['.json', { GET: { handle: fetchAccount, scope: null } }],
  [
    '/Messages.json',
    { POST: { handle: createMessage, scope: 'create_message' }, GET: { handle: listMessages, scope: 'read_messages' } },
  ],
  ['/IncomingPhoneNumbers.json', { GET: { handle: listNumbers, scope: null } }],
  ['/Calls.json', { POST: { handle: createCall, scope: 'create_call' } }],
]);

const single: readonly { form: RegExp; methods: Methods }[] = [
  {
    form: /^\/Messages\/((?:SM|MM)[0-9a-fA-F]{32})\.json$/,
    methods: {
      GET: { handle: fetchMessage, scope: 'read_messages' },
      POST: { handle: updateMessage, scope: null },
      DELETE: { handle: deleteMessage, scope: null },
    },
  },
  { form: /^\/Calls\/(CA[0-9a-fA-F]{32})\.json$/, methods: { GET: { handle: fetchCall, scope: null } } },
];

/** Finds what answers `/2010-04-01/Accounts/{sid}<rest>`; undefined when there is no such resource. */
export function findMethods(rest: string): { methods: Methods; id: string } | undefined {
  const methods = fixed.get(rest);
  if (methods) return { methods, id: '' };
  for (const { form, methods } of single) {
    const id = form.exec(rest)?.[1];
    if (id !== undefined) return { methods, id };
  }
  return undefined;
}
