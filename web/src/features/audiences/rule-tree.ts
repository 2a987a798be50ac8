import type { AudienceRule, AudienceRules, GroupMatch, RuleCondition } from '@tidings/core/contract/audience-rules';

/** A condition as it is being written: it may lack a value or a choice. */
export interface DraftCondition {
  readonly key: string;
  readonly condition: RuleCondition;
}

/** A group as it is being written. */
export interface DraftGroup {
  readonly key: string;
  readonly match: GroupMatch;
  readonly nodes: readonly DraftNode[];
}

export type DraftNode = DraftCondition | DraftGroup;

export function isGroup(node: DraftNode): node is DraftGroup {
  return 'nodes' in node;
}

/** Keys only tell nodes of one page apart. */
let lastKey = 0;
function newKey(): string {
  lastKey += 1;
  return `rule-${lastKey}`;
}

export const draftCondition = (condition: RuleCondition): DraftCondition => ({ key: newKey(), condition });

export const draftGroup = (match: GroupMatch, nodes: readonly DraftNode[]): DraftGroup => ({ key: newKey(), match, nodes });

/** Saved rules as a draft. */
export function draftOf({ match, rules }: Pick<AudienceRules, 'match' | 'rules'>): DraftGroup {
  return draftGroup(
    match,
    rules.map((rule) => (rule.kind === 'group' ? draftOf(rule) : draftCondition(rule))),
  );
}

/** The draft as rules. Groups without a rule mean nothing and are left out; null when nothing is left. */
export function rulesOf(draft: DraftGroup): AudienceRules | null {
  const inside = (nodes: readonly DraftNode[]): AudienceRule[] =>
    nodes.flatMap((node): AudienceRule[] => {
      if (!isGroup(node)) return [node.condition];
      const rules = inside(node.nodes);
      return rules.length === 0 ? [] : [{ kind: 'group', match: node.match, rules }];
    });
  const rules = inside(draft.nodes);
  return rules.length === 0 ? null : { version: 1, match: draft.match, rules };
}

/** Every condition of a draft. */
export function conditionsIn(draft: DraftGroup): readonly RuleCondition[] {
  return draft.nodes.flatMap((node) => (isGroup(node) ? conditionsIn(node) : [node.condition]));
}

type Change = (node: DraftNode) => readonly DraftNode[];

/** Puts other nodes in the place of the one with the key. */
function at(group: DraftGroup, key: string, change: Change): DraftGroup {
  const nodes = group.nodes.flatMap((node): readonly DraftNode[] => {
    if (node.key === key) return change(node);
    return isGroup(node) ? [at(node, key, change)] : [node];
  });
  return { ...group, nodes };
}

/** Adds a node at the end of a group. */
export function addNode(draft: DraftGroup, groupKey: string, node: DraftNode): DraftGroup {
  if (draft.key === groupKey) return { ...draft, nodes: [...draft.nodes, node] };
  return at(draft, groupKey, (group) => (isGroup(group) ? [{ ...group, nodes: [...group.nodes, node] }] : [group]));
}

export function removeNode(draft: DraftGroup, key: string): DraftGroup {
  return at(draft, key, () => []);
}

/** Puts a copy behind the node. */
export function duplicateNode(draft: DraftGroup, key: string): DraftGroup {
  return at(draft, key, (node) => [node, copyOf(node)]);
}

function copyOf(node: DraftNode): DraftNode {
  return isGroup(node) ? draftGroup(node.match, node.nodes.map(copyOf)) : draftCondition(node.condition);
}

export function setCondition(draft: DraftGroup, key: string, condition: RuleCondition): DraftGroup {
  return at(draft, key, (node) => [isGroup(node) ? node : { ...node, condition }]);
}

export function setMatch(draft: DraftGroup, key: string, match: GroupMatch): DraftGroup {
  if (draft.key === key) return { ...draft, match };
  return at(draft, key, (node) => [isGroup(node) ? { ...node, match } : node]);
}
