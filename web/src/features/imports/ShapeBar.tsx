import { Group, Select, Switch } from '@mantine/core';
import { type Import, importsApi } from '@tidings/core/contract/imports';
import { plural } from '../../lib/format.ts';
import { useApiMutation } from '../../lib/query.ts';
import { FormError } from '../../ui/FormError.tsx';
import { Section } from '../../ui/Section.tsx';
import { delimiterWords, encodingWords } from './import-words.ts';

type Shape = NonNullable<Import['shape']>;

const options = (words: Readonly<Record<string, string>>) => Object.entries(words).map(([value, label]) => ({ value, label }));

/** How the file is read; changing it reads the file anew. */
export function ShapeBar({ one }: { one: Import }) {
  const change = useApiMutation(importsApi.setImportShape, { invalidates: ['imports'] });
  const { shape } = one;
  if (!shape) return null;
  const set = (patch: Partial<Shape>) => change.mutate({ params: { import_id: one.id }, body: { ...shape, ...patch } });
  return (
    <Section
      title={<bdi>{one.file_name}</bdi>}
      subtitle={`${plural(one.rows_total, 'row', 'rows')}, ${plural(one.columns.length, 'column', 'columns')}`}
    >
      <Group gap="md" align="flex-end">
        {shape.sheet === null ? (
          <TextShape shape={shape} set={set} disabled={change.isPending} />
        ) : (
          <Select
            label="Sheet of the workbook"
            w={260}
            maw="100%"
            data={one.sheets}
            value={shape.sheet}
            onChange={(value) => value !== null && set({ sheet: value })}
            disabled={change.isPending || one.sheets.length < 2}
            allowDeselect={false}
          />
        )}
        <Switch
          label="The first row names the columns"
          checked={shape.has_header}
          onChange={(event) => set({ has_header: event.currentTarget.checked })}
          disabled={change.isPending}
          mb={8}
        />
      </Group>
      <FormError error={change.error} />
    </Section>
  );
}

interface TextShapeProps {
  readonly shape: Shape;
  readonly set: (patch: Partial<Shape>) => void;
  readonly disabled: boolean;
}

/** What a text file does not say of itself. */
function TextShape({ shape, set, disabled }: TextShapeProps) {
  return (
    <>
      <Select
        label="Separator"
        w={160}
        data={options(delimiterWords)}
        value={shape.delimiter}
        onChange={(value) => value !== null && set({ delimiter: value as Shape['delimiter'] })}
        disabled={disabled}
        allowDeselect={false}
      />
      <Select
        label="Characters"
        w={260}
        maw="100%"
        data={options(encodingWords)}
        value={shape.encoding}
        onChange={(value) => value !== null && set({ encoding: value as Shape['encoding'] })}
        disabled={disabled}
        allowDeselect={false}
      />
    </>
  );
}
