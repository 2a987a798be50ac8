import { describe, expect, it } from 'vitest';
import { contactScope, exampleScope, mergeTags, unknownTags } from './merge-tags.ts';
import { compileTemplate, parseTemplate, render } from './template.ts';

const known = mergeTags([{ key: 'shirt_size', label: 'Shirt size' }]);

function unknownIn(text: string) {
  const parsed = parseTemplate(text);
  return parsed.ok ? unknownTags(parsed.tags, known) : [];
}

describe('merge tags', () => {
  it('knows standard fields, custom fields and the organisation', () => {
    expect(unknownIn('{{ contact.first_name }} {{ contact.shirt_size }} {{ workspace.name }}')).toEqual([]);
  });

  it('names the tag that was probably meant', () => {
    expect(unknownIn('Hi {{ contact.firstname }}')[0]?.words).toContain('{{ contact.first_name }}');
    expect(unknownIn('Hi {{ first_name }}')[0]?.words).toContain('{{ contact.first_name }}');
    expect(unknownIn('Hi {{ contact.qqqqqqqqqqqq }}')[0]?.words).toContain('list of merge tags');
  });

  it('says where the unknown tag stands', () => {
    expect(unknownIn('Hello\nHi {{ contact.nope_at_all }}')[0]).toMatchObject({ line: 2, name: 'contact.nope_at_all' });
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
