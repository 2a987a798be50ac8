import { Alert, Anchor, Button, Code, CopyButton, List, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type Source, type SourceKind, sourcesApi } from '@tidings/core/contract/sources';
import { useApiMutation } from '../../lib/query.ts';
import { Choice } from '../../ui/Choice.tsx';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import classes from './Sources.module.css';
import { appsScript, isMoving, kindChoices } from './source-words.ts';

interface WhereStepProps {
  readonly listId: string;
  /** The source, once it was entered. */
  readonly source: Source | undefined;
  readonly onMade: () => void;
}

const labels = { address: 'Address', tab: 'Tab', service_account: 'Key of the service account' };

/** Where the people are kept: how the sheet is reached, and its address. */
export function WhereStep({ listId, source, onMade }: WhereStepProps) {
  const form = useForm({
    initialValues: {
      kind: (source?.kind ?? 'apps_script') as SourceKind,
      address: '',
      tab: source?.tab ?? '',
      service_account: '',
    },
  });
  const options = {
    invalidates: ['sources'] as const,
    onSuccess: onMade,
    onError: (error: unknown) => showFieldErrors(form, error),
  };
  const create = useApiMutation(sourcesApi.createSource, { ...options, idempotent: true });
  const update = useApiMutation(sourcesApi.updateSource, options);
  const read = useApiMutation(sourcesApi.readSource, options);
  // Nobody was changed by it yet: to begin anew costs nothing.
  const remove = useApiMutation(sourcesApi.removeSource, { invalidates: ['sources'] });
  const { kind } = form.values;
  const save = form.onSubmit(({ address, tab, service_account: key }) => {
    const place = kind === 'sheets_api' ? { tab, ...(key.trim() === '' ? {} : { service_account: key }) } : {};
    if (source === undefined) return create.mutate({ body: { list_id: listId, kind, address, ...place } });
    const params = { source_id: source.id };
    // A change of the place reads the columns by itself; without one they are read anew all the same.
    const moved = address.trim() !== '' || key.trim() !== '' || (kind === 'sheets_api' && tab !== (source.tab ?? ''));
    if (moved) update.mutate({ params, body: { ...(address.trim() === '' ? {} : { address }), ...place } });
    else read.mutate({ params });
  });
  return (
    <form noValidate onSubmit={save}>
      <Stack gap="md">
        {source === undefined && (
          <Section title="How can Tidings read it?">
            <Radio.Group aria-label="How can Tidings read it?" {...form.getInputProps('kind')}>
              <Stack gap="xs">
                {kindChoices.map((one) => (
                  <Choice key={one.value} {...one} />
                ))}
              </Stack>
            </Radio.Group>
          </Section>
        )}
        <Reading source={source} />
        <Section
          title="Where is it?"
          subtitle={source === undefined ? undefined : `Now: ${source.address_hint}. Leave empty what stays.`}
        >
          <Stack gap="md">
            <HowTo kind={kind} email={source?.account_email ?? null} />
            <TextInput
              label="Address"
              name="address"
              required={source === undefined}
              placeholder={placeholders[kind]}
              autoComplete="off"
              inputMode="url"
              {...form.getInputProps('address')}
            />
            {kind === 'sheets_api' && (
              <>
                <Textarea
                  label="Key of the service account"
                  description="The whole content of the JSON file. It is kept encrypted and never shown again."
                  name="service_account"
                  required={source === undefined}
                  autosize
                  minRows={3}
                  maxRows={6}
                  autoComplete="off"
                  {...form.getInputProps('service_account')}
                />
                <TextInput
                  label="Tab"
                  description="Leave empty for the first."
                  name="tab"
                  maw={320}
                  {...form.getInputProps('tab')}
                />
              </>
            )}
          </Stack>
        </Section>
        <FormError error={create.error ?? update.error ?? read.error ?? remove.error} labels={labels} />
        <div className={classes.footer}>
          {source !== undefined && source.last_synced_at === null ? (
            <Button
              variant="subtle"
              color="gray"
              loading={remove.isPending}
              onClick={() => remove.mutate({ params: { source_id: source.id } })}
            >
              Choose another way
            </Button>
          ) : (
            <span />
          )}
          <Button
            type="submit"
            loading={create.isPending || update.isPending || read.isPending || isMoving(source?.sync ?? null)}
          >
            {source === undefined ? 'Read the columns' : 'Read it again'}
          </Button>
        </div>
      </Stack>
    </form>
  );
}

/** How the reading of the columns goes, or why it failed. */
function Reading({ source }: { source: Source | undefined }) {
  const sync = source?.sync;
  if (!sync) return null;
  if (sync.problem !== null) {
    return (
      <Alert color={sync.state === 'failed' ? 'red' : 'amber'} variant="light" role="alert" title="It could not be read">
        {sync.problem.words}
        {sync.retry_at !== null && ' It is tried again by itself.'}
      </Alert>
    );
  }
  if (!isMoving(sync)) return null;
  return (
    <Text role="status">
      <StatusBadge tone="info" pulse>
        Reading
      </StatusBadge>{' '}
      The columns are being read. A web app may take half a minute.
    </Text>
  );
}

const placeholders: Readonly<Record<SourceKind, string>> = {
  apps_script: 'https://script.google.com/macros/s/…/exec',
  published_csv: 'https://docs.google.com/spreadsheets/d/e/…/pub?output=csv',
  sheets_api: 'https://docs.google.com/spreadsheets/d/…',
  csv_url: 'https://example.org/people.csv',
};

function HowTo({ kind, email }: { kind: SourceKind; email: string | null }) {
  switch (kind) {
    case 'apps_script':
      return <AppsScriptSteps />;
    case 'published_csv':
      return (
        <Steps>
          <List.Item>In the sheet choose File, Share, Publish to web.</List.Item>
          <List.Item>Choose the tab, and “Comma-separated values (.csv)” instead of “Web page”. Press Publish.</List.Item>
          <List.Item>Copy the link here.</List.Item>
        </Steps>
      );
    case 'sheets_api':
      return (
        <Steps>
          <List.Item>
            In{' '}
            <Anchor href="https://console.cloud.google.com" target="_blank" rel="noreferrer">
              Google Cloud
            </Anchor>{' '}
            make a project, and switch the Google Sheets API on (APIs and services, Library).
          </List.Item>
          <List.Item>
            Under IAM, Service accounts, make an account. Under Keys add a key of the type JSON; a file is downloaded.
          </List.Item>
          <List.Item>Share the sheet with {email ?? 'the e-mail address of that account'}, as Viewer.</List.Item>
        </Steps>
      );
    case 'csv_url':
      return (
        <Text size="sm">
          The first row must name the columns. The address must answer without signing in; a long secret in it is fine.
        </Text>
      );
  }
}

function AppsScriptSteps() {
  return (
    <Steps>
      <List.Item>
        In the sheet choose Extensions, Apps Script. Replace what is there by this:
        <div className={classes.script}>
          <Code block tabIndex={0} aria-label="The script">
            {appsScript}
          </Code>
          <CopyButton value={appsScript}>
            {({ copied, copy }) => (
              <Button size="compact-sm" variant="default" onClick={copy} mt={6}>
                {copied ? 'Copied' : 'Copy the script'}
              </Button>
            )}
          </CopyButton>
        </div>
      </List.Item>
      <List.Item>
        Press Deploy, New deployment, Web app. Execute as “Me”; who has access: “Anyone”. Allow it to read your sheet.
      </List.Item>
      <List.Item>Copy the web app’s address, which ends in /exec, here.</List.Item>
    </Steps>
  );
}

function Steps({ children }: { children: React.ReactNode }) {
  return (
    <List
      type="ordered"
      size="sm"
      spacing={6}
      // A long line of the script scrolls by itself instead of widening the page.
      styles={{ itemWrapper: { display: 'block' }, itemLabel: { display: 'block', minWidth: 0 } }}
    >
      {children}
    </List>
  );
}
