import { expect, test } from 'vitest';
import { readTwiml } from './twiml.ts';

const one = (body: string, more: object = {}) => [{ body, mediaUrls: [], to: null, from: null, callback: null, ...more }];

test.each([
  ['an empty response', '<Response/>', []],
  ['an empty response with a declaration', '<?xml version="1.0" encoding="UTF-8"?>\n<Response></Response>', []],
  ['a text', '<Response><Message>Thanks!</Message></Response>', one('Thanks!')],
  ['escaped text', '<Response><Message>A &amp; B &lt;3 &#233; &#x1F600;</Message></Response>', one('A & B <3 é \u{1F600}')],
  ['CDATA', '<Response><Message><![CDATA[A & B]]></Message></Response>', one('A & B')],
  [
    'body and media',
    '<Response><Message to="+12025550155" action="https://a.example/cb?a=1&amp;b=2"><Body>Hi</Body><Media>https://a.example/x.png</Media></Message></Response>',
    one('Hi', { mediaUrls: ['https://a.example/x.png'], to: '+12025550155', callback: 'https://a.example/cb?a=1&b=2' }),
  ],
  ['two texts', '<Response>\n <Message>1</Message>\n <Message>2</Message>\n</Response>', [...one('1'), ...one('2')]],
  ['nothing', '', []],
])('reads %s', (_name, xml, messages) => {
  expect(readTwiml('text/xml; charset=utf-8', xml)).toEqual(messages);
});

test('plain text is sent as a text, as Twilio does', () => {
  expect(readTwiml('text/plain', 'OK')).toEqual(one('OK'));
});

test.each([
  ['JSON', 'application/json', '{}', 12300],
  ['broken XML', 'text/xml', '<Response><Message>', 12100],
  ['a verb of voice calls', 'text/xml', '<Response><Say>Hi</Say></Response>', 12200],
  ['more than ten replies', 'text/xml', `<Response>${'<Message>x</Message>'.repeat(11)}</Response>`, 14109],
  ['more than 64 kB', 'text/xml', `<Response>${' '.repeat(65_536)}</Response>`, 11750],
])('complains about %s', (_name, type, body, code) => {
  expect(readTwiml(type, body)).toMatchObject({ code });
});
