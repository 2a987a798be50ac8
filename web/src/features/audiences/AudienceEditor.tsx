import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { AudienceRules } from '@tidings/core/contract/audience-rules';
import { type SavedAudience, savedAudiencesApi } from '@tidings/core/contract/saved-audiences';
import { ApiError } from '../../lib/api-error.ts';
import { useApiMutation } from '../../lib/query.ts';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';
import { Section } from '../../ui/Section.tsx';
import classes from './Audiences.module.css';
import { RuleBuilder } from './RuleBuilder.tsx';
import { RulesPreview } from './RulesPreview.tsx';
import { isComplete } from './rule-subjects.ts';
import { conditionsIn, type DraftGroup, rulesOf } from './rule-tree.ts';
import { useRuleChoices } from './use-rule-choices.ts';
import { useRuleDraft } from './use-rule-draft.ts';

interface AudienceEditorProps {
  /** The audience to change; null for a new one. */
  readonly audience: SavedAudience | null;
  /** Rules to begin with. */
  readonly initial: AudienceRules | null;
  readonly onSaved: (audience: SavedAudience) => void;
  readonly onCancel: () => void;
  /** Loads what somebody else saved meanwhile. */
  readonly onReload: () => void;
}

/** The rules that can be counted and saved; null while one lacks something or there is none. */
export function readyRules(draft: DraftGroup): AudienceRules | null {
  return conditionsIn(draft).every(isComplete) ? rulesOf(draft) : null;
}

/** What is missing before rules can be counted. */
export function waitingWords(draft: DraftGroup): string {
  return conditionsIn(draft).length === 0
    ? 'Add a rule to see how many people it means.'
    : 'Finish the marked rule to see how many people it means.';
}

/** Name, rules and live count of an audience. */
export function AudienceEditor({ audience, initial, onSaved, onCancel, onReload }: AudienceEditorProps) {
  const draft = useRuleDraft(audience?.rules ?? initial);
  const choices = useRuleChoices();
  const form = useForm({ initialValues: { name: audience?.name ?? '', description: audience?.description ?? '' } });
  const options = {
    invalidates: ['lists'] as const,
    onSuccess: onSaved,
    onError: (error: unknown) => showFieldErrors(form, error),
  };
  const create = useApiMutation(savedAudiencesApi.createAudience, { ...options, idempotent: true });
  const update = useApiMutation(savedAudiencesApi.updateAudience, options);
  const rules = readyRules(draft.draft);
  const save = form.onSubmit(({ name, description }) => {
    if (rules === null) return;
    const body = { name, description: description.trim() || null, rules };
    if (audience === null) create.mutate({ body });
    else update.mutate({ params: { audience_id: audience.id }, body: { ...body, version: audience.version } });
  });
  const error = create.error ?? update.error;
  const changed = error instanceof ApiError && error.code === 'version_changed';
  return (
    <form noValidate onSubmit={save}>
      <div className={classes.layout}>
        <Stack gap="md">
          <FormError error={error} labels={{ name: 'Name', description: 'Description', rules: 'The rules' }} />
          {changed && (
            <Button variant="default" onClick={onReload}>
              Load what is there now
            </Button>
          )}
          <Section>
            <Stack>
              <TextInput label="Name" name="name" required maxLength={100} autoComplete="off" {...form.getInputProps('name')} />
              <Textarea
                label="Description"
                name="description"
                autosize
                minRows={1}
                maxLength={500}
                description="For your colleagues: what it is for."
                {...form.getInputProps('description')}
              />
            </Stack>
          </Section>
          <Section title="Rules" subtitle="Who belongs to it is decided afresh whenever it is used.">
            <RuleBuilder draft={draft} choices={choices} />
          </Section>
        </Stack>
        <div className={classes.side}>
          <Stack gap="md">
            <Section title="Who that is now">
              <RulesPreview rules={rules} waiting={waitingWords(draft.draft)} />
            </Section>
            <Group justify="flex-end">
              <Button variant="default" onClick={onCancel}>
                Cancel
              </Button>
              <Button
                type="submit"
                loading={create.isPending || update.isPending}
                disabled={rules === null || form.values.name.trim() === ''}
              >
                {audience === null ? 'Save the audience' : 'Save'}
              </Button>
            </Group>
          </Stack>
        </div>
      </div>
    </form>
  );
}
