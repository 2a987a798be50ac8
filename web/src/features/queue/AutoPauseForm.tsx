import { Button, Group, NumberInput, Stack, Switch } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type AutoPause, queueApi } from '@tidings/core/contract/queue';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useMay } from '../../lib/workspace.ts';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Section } from '../../ui/Section.tsx';
import classes from './Queue.module.css';

/** When a sender is paused by itself. */
export function AutoPauseSection() {
  const rule = useApi(queueApi.getAutoPause, { topics: ['connections'] });
  return (
    <Section
      title="Pause by itself"
      subtitle="When much of what a sender sends fails, something is broken: Tidings pauses that sender, tells everyone here, and the rest of its messages waits instead of failing one by one."
    >
      {rule.data !== undefined && <AutoPauseForm rule={rule.data} />}
      {rule.data === undefined &&
        (rule.error === null ? <LoadingState rows={2} /> : <ErrorState error={rule.error} onRetry={() => void rule.refetch()} />)}
    </Section>
  );
}

const labels = { percent: 'Share that failed', minimum: 'Failures at least', window_minutes: 'Within' };

function AutoPauseForm({ rule }: { rule: AutoPause }) {
  const mayManage = useMay('queue:manage');
  const form = useForm<AutoPause>({ initialValues: rule });
  const save = useApiMutation(queueApi.setAutoPause, {
    invalidates: ['connections'],
    onSuccess: (saved) => {
      form.resetDirty(saved);
      notifyDone('Saved');
    },
    onError: (error) => showFieldErrors(form, error),
  });
  const number = (name: keyof typeof labels, suffix: string, max: number) => (
    <NumberInput
      key={name}
      label={labels[name]}
      name={name}
      suffix={suffix}
      min={1}
      max={max}
      w={170}
      allowDecimal={false}
      thousandSeparator=","
      disabled={!form.values.enabled}
      readOnly={!mayManage}
      {...form.getInputProps(name)}
    />
  );
  return (
    <form noValidate onSubmit={form.onSubmit((body) => save.mutate({ body }))}>
      <Stack>
        <FormError error={save.error} labels={labels} />
        <Switch
          label="Pause a sender when too much fails"
          disabled={!mayManage}
          {...form.getInputProps('enabled', { type: 'checkbox' })}
        />
        <div className={classes.rule}>
          {number('percent', ' %', 100)}
          {number('minimum', ' messages', 100_000)}
          {number('window_minutes', ' minutes', 60)}
        </div>
        {mayManage && (
          <Group>
            <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
              Save
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
