import { describe, expect, it } from 'vitest';
import { contactScope, exampleScope, mergeTags } from './merge-tags.ts';
import { compileTemplate, render } from './template.ts';
import { validateTemplate } from './template-check.ts';

const known = mergeTags([{ key: 'shirt_size', label: 'Shirt size' }]);

function unknownIn(text: string) {
  const names = known.map((tag) => tag.name);
  return validateTemplate(text, names).problems.filter((problem) => problem.code === 'unknown_tag');
}

describe('merge tags', () => {
  it('knows standard fields, custom fields and the organisation', () => {
    expect(unknownIn('{{ contact.first_name }} {{ contact.shirt_size }} {{ workspace.name }}')).toEqual([]);
  });

  it('fills in columns, custom values and a full name made of its parts', () => {
    const scope = contactScope(
      { first_name: 'Ana', last_name: 'Silva', full_name: null, custom: { shirt_size: 'M' } },
      { name: 'Example Church' },
    );
    const text = render(compileTemplate('{{ contact.full_name }}, {{ contact.shirt_size }}, {{ workspace.name }}'), scope);
    expect(text).toEqual({ ok: true, text: 'Ana Silva, M, Example Church' });
  });

  it('keeps notes and identifiers out of texts', () => {
    expect(unknownIn('{{ contact.notes }} {{ contact.external_id }}')).toHaveLength(2);
    expect(contactScope({ notes: 'private' }, { name: 'X' })).not.toHaveProperty('contact.notes');
  });

  it('lets a standard field win over a custom one of the same key', () => {
    const scope = contactScope({ first_name: 'Ana', custom: { first_name: 'Other' } }, { name: 'X' });
    expect(scope).toHaveProperty('contact.first_name', 'Ana');
  });

  it('has an example for every tag', () => {
    const scope = exampleScope(known);
    for (const { name } of known) expect(render(compileTemplate(`{{ ${name} }}`), scope).ok).toBe(true);
  });
});
