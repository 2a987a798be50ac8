import type { CarrierOptions, RunningCarrier } from '../src/start.ts';
import { startCarrier } from '../src/start.ts';

export const accountSid = `AC${'a1'.repeat(16)}`;
export const serviceSid = `MG${'b2'.repeat(16)}`;
export const ownNumber = '+12025550100';
export const secondNumber = '+12025550101';
export const phone = '+13125550123';
export const authToken = '12345';

/** The fields of answers that tests look into; which of them an answer has is what the tests find out. */
export interface AnswerJson {
  readonly [field: string]: unknown;
  sid: string;
  status: string | number;
  code: number;
  message: string;
  body: string;
  to: string;
  date_sent: string | null;
  next_page_uri: string | null;
  next_cursor: string | null;
  messages: AnswerJson[];
  phones: AnswerJson[];
  incoming_phone_numbers: AnswerJson[];
}

export interface Answer {
  status: number;
  headers: Headers;
  json: AnswerJson;
}

export interface TestCarrier {
  running: RunningCarrier;
  control(method: string, path: string, body?: unknown): Promise<Answer>;
  twilio(method: string, path: string, form?: Record<string, string> | [string, string][], auth?: string): Promise<Answer>;
  /** Sends a text from the account's number to a phone. */
  send(form?: Record<string, string>): Promise<Answer>;
}

export const basic = (user: string, secret: string) => `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: response.status, headers: response.headers, json: isJson && text !== '' ? JSON.parse(text) : text };
}

export function connectTo(running: RunningCarrier): TestCarrier {
  const twilio: TestCarrier['twilio'] = async (method, path, form, auth = basic(accountSid, authToken)) =>
    read(
      await fetch(path.startsWith('/2010') ? running.url + path : `${running.url}/2010-04-01/Accounts/${accountSid}${path}`, {
        method,
        headers: { authorization: auth },
        ...(form ? { body: new URLSearchParams(form) } : {}),
      }),
    );
  return {
    running,
    twilio,
    control: async (method, path, body) =>
      read(
        await fetch(`${running.url}/_control${path}`, {
          method,
          headers: { authorization: `Bearer ${running.controlToken}` },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      ),
    send: (form = {}) => twilio('POST', '/Messages.json', { To: phone, From: ownNumber, Body: 'Hello', ...form }),
  };
}

/** A carrier in this process with one account, two numbers, and everything happening at once. */
export async function openCarrier(options: CarrierOptions = {}, account: Record<string, unknown> = {}): Promise<TestCarrier> {
  const carrier = connectTo(await startCarrier(options));
  const { settings = {}, ...rest } = account as { settings?: object };
  const created = await carrier.control('PUT', `/accounts/${accountSid}`, {
    auth_token: authToken,
    numbers: [{ phone_number: ownNumber }, { phone_number: secondNumber }],
    ...rest,
    settings: { profile: 'instant', retry_delay_ms: 1, ...settings },
  });
  if (created.status > 201) throw new Error(`account refused: ${JSON.stringify(created.json)}`);
  return carrier;
}
