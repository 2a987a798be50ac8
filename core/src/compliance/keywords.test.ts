import { describe, expect, it } from 'vitest';
import { classifyKeyword, keywordFamilies } from './keywords.ts';

const nobody = { optedOut: false, optInPending: false };
const kindOf = (body: string, context = nobody) => classifyKeyword(body, context)?.kind ?? null;

describe('keywords', () => {
  it.each(keywordFamilies.stop)('%s stops, in any case and dress', (word) => {
    const title = word.charAt(0) + word.slice(1).toLowerCase();
    const bodies = [
      word,
      word.toLowerCase(),
      title,
      ` ${word} `,
      `${word}.`,
      `${word}!!!`,
      `"${word}"`,
      `“${word}”`,
      `‘${word}’`,
      `${word}\r\n`,
    ];
    for (const body of [
      ...bodies,
      `${word} 🛑`,
      `🙏🏽 ${word} 🙏🏽`,
      `*${word}*`,
      `(${word})`,
      `\u200e${word}\u200b`,
      `${word}…`,
      `\u00a0${word}\t`,
    ]) {
      expect(classifyKeyword(body, nobody), body).toEqual({ kind: 'stop', word });
    }
  });

  it.each([
    ['opt-out', 'OPT OUT'],
    ['Opt–Out!', 'OPT OUT'],
    ['opt   out', 'OPT OUT'],
    ['opt\nout', 'OPT OUT'],
    ['stop-all', 'STOP ALL'],
    ['S.T.O.P.', 'STOP'],
    ['un-subscribe', 'UNSUBSCRIBE'],
    ['Arrêt', 'ARRET'],
    ['ARRE\u0302T', 'ARRET'],
    ['ＳＴＯＰ', 'STOP'],
    ['𝐒𝐓𝐎𝐏', 'STOP'],
    ['td', 'TD'],
  ])('%j stops as %s', (body, word) => {
    expect(classifyKeyword(body, nobody)).toEqual({ kind: 'stop', word });
  });

  it.each([
    ['start', 'start'],
    ['Unstop.', 'start'],
    ['HELP?', 'help'],
    ['info', 'help'],
    ['Ayuda', 'help'],
    ['¿AYUDA?', 'help'],
    ['aide', 'help'],
  ])('%j is %s', (body, kind) => {
    expect(kindOf(body)).toBe(kind);
  });

  it.each([
    '',
    '   ',
    '🛑',
    '...',
    'stop it, you two are funny',
    'please stop',
    'non stop',
    'stopped',
    'the end',
    'endless',
    'helpful',
    'start over?',
    'cancel my 3pm',
    `stop ${'x'.repeat(200)}`,
    'constructor',
  ])('%j is no keyword', (body) => {
    expect(kindOf(body)).toBeNull();
  });

  it('takes YES as an opt-in only where it can be one', () => {
    expect(kindOf('Yes!')).toBeNull();
    expect(kindOf('Yes!', { optedOut: true, optInPending: false })).toBe('start');
    expect(kindOf('yes', { optedOut: false, optInPending: true })).toBe('start');
    expect(kindOf('yes please', { optedOut: true, optInPending: false })).toBeNull();
  });

  it('hears STOP and START whatever the state of the person', () => {
    const optedOut = { optedOut: true, optInPending: true };
    expect(kindOf('stop', optedOut)).toBe('stop');
    expect(kindOf('start', nobody)).toBe('start');
  });
});
