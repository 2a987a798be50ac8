import { describe, expect, it } from 'vitest';
import { parseInbound, parseReceipt } from './hooks.ts';

const sid = 'SM0123456789abcdef0123456789abcdef';

describe('a receipt', () => {
  it.each([
    ['accepted', 'accepted'],
    ['scheduled', 'accepted'],
    ['queued', 'accepted'],
    ['sending', 'accepted'],
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'delivered'],
    ['partially_delivered', 'delivered'],
    ['undelivered', 'failed'],
    ['failed', 'failed'],
    ['canceled', 'cancelled'],
    ['receiving', 'ignored'],
    ['a_status_of_tomorrow', 'ignored'],
    ['Delivered', 'ignored'],
  ])('with status %s means %s', (status, state) => {
    expect(parseReceipt({ MessageSid: sid, MessageStatus: status })).toEqual({
      providerId: sid,
      status,
      state,
      errorCode: undefined,
    });
  });

  it.each([
    ['30005', 30005],
    ['', undefined],
    ['none', undefined],
    ['1.5', undefined],
  ])('with error code "%s" has the code %s', (code, expected) => {
    expect(parseReceipt({ MessageSid: sid, MessageStatus: 'undelivered', ErrorCode: code })?.errorCode).toBe(expected);
  });

  it('is read from the legacy names, and past fields it does not know', () => {
    const form = { SmsSid: sid, SmsStatus: 'sent', RawDlrDoneDate: '2611200930', ChannelPrefix: ['a', 'b'] };
    expect(parseReceipt(form)).toMatchObject({ providerId: sid, state: 'sent' });
  });

  it('of a field that came twice takes the first', () => {
    expect(parseReceipt({ MessageSid: sid, MessageStatus: ['sent', 'failed'] })?.state).toBe('sent');
  });

  it.each([
    ['everything', {}],
    ['the id', { MessageStatus: 'sent' }],
    ['the status', { MessageSid: sid }],
    ['the value of the id', { MessageSid: '', MessageStatus: 'sent' }],
  ])('without %s is none', (_, form: Record<string, string>) => {
    expect(parseReceipt(form)).toBeUndefined();
  });
});

describe('an inbound text', () => {
  const whole = { MessageSid: sid, From: '+12025550123', To: '+12025550100', Body: 'Hello', NumSegments: '2', NumMedia: '0' };

  it('is read with what it needs, whatever else Twilio adds', () => {
    const form = { ...whole, SmsStatus: 'received', FromCity: 'WASHINGTON', WaId: '1', ReferralNumMedia: '0' };
    expect(parseInbound(form)).toEqual({
      providerId: sid,
      from: '+12025550123',
      to: '+12025550100',
      body: 'Hello',
      segments: 2,
      media: [],
      answeredKeyword: undefined,
    });
  });

  it.each(['MessageSid', 'From', 'To'])('without %s is none', (name) => {
    const { [name]: _, ...form } = whole as Record<string, string>;
    expect(parseInbound(form)).toBeUndefined();
  });

  it('may have no text at all, such as a picture alone', () => {
    const { Body: _, NumSegments: __, ...form } = whole;
    const picture = { ...form, NumMedia: '1', MediaUrl0: 'https://api.twilio.com/media/1', MediaContentType0: 'image/jpeg' };
    expect(parseInbound(picture)).toMatchObject({
      body: '',
      segments: 1,
      media: [{ url: 'https://api.twilio.com/media/1', contentType: 'image/jpeg' }],
    });
  });

  it.each([
    ['2', 1],
    ['-1', 0],
    ['many', 0],
    ['99999999', 1],
  ])('that promises %s pictures and brings one has %s', (count, expected) => {
    expect(parseInbound({ ...whole, NumMedia: count, MediaUrl0: 'https://example.org/a' })?.media).toHaveLength(expected);
  });

  it.each([
    ['STOP', 'STOP'],
    ['START', 'START'],
    ['HELP', 'HELP'],
    ['OTHER', undefined],
  ])('with OptOutType %s was answered by Twilio: %s', (type, expected) => {
    expect(parseInbound({ ...whole, OptOutType: type })?.answeredKeyword).toBe(expected);
  });
});
