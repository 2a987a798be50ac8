import type { AudienceRules, RuleCondition } from '@tidings/core/contract/audience-rules';
import { expect, test } from 'vitest';
import {
  addNode,
  draftCondition,
  draftGroup,
  draftOf,
  duplicateNode,
  isGroup,
  removeNode,
  rulesOf,
  setCondition,
  setMatch,
} from './rule-tree.ts';

const textable: RuleCondition = { kind: 'can_text', is: true };
const rules: AudienceRules = {
  version: 1,
  match: 'all',
  rules: [textable, { kind: 'group', match: 'any', rules: [textable, { kind: 'group', match: 'none', rules: [textable] }] }],
};

test('rules come out as they went in', () => {
  expect(rulesOf(draftOf(rules))).toEqual(rules);
});

test('empty groups are left out, and nothing is no rules', () => {
  const draft = draftGroup('all', [draftGroup('any', [draftGroup('none', [])])]);
  expect(rulesOf(draft)).toBeNull();
  expect(rulesOf(addNode(draft, draft.key, draftCondition(textable)))?.rules).toEqual([textable]);
});

test('nodes deep inside are added, changed, copied and removed, and nothing else is touched', () => {
  const draft = draftOf(rules);
  const inner = draft.nodes[1]!;
  if (!isGroup(inner)) throw new Error('The second is a group.');
  const deep = inner.nodes[1]!;
  const added = addNode(draft, deep.key, draftCondition({ kind: 'can_text', is: false }));
  expect(JSON.stringify(rulesOf(added))).toContain('"is":false');
  const copied = duplicateNode(draft, inner.key);
  expect(rulesOf(copied)?.rules).toHaveLength(3);
  expect(new Set(copied.nodes.map((node) => node.key)).size).toBe(3);
  expect(rulesOf(removeNode(copied, inner.key))).toEqual(rules);
  expect(rulesOf(setMatch(draft, deep.key, 'all'))?.rules[1]).toMatchObject({ rules: [textable, { match: 'all' }] });
  const first = draft.nodes[0]!;
  expect(rulesOf(setCondition(draft, first.key, { kind: 'search', text: 'ana' }))?.rules[0]).toEqual({
    kind: 'search',
    text: 'ana',
  });
  expect(rulesOf(draft)).toEqual(rules);
});
