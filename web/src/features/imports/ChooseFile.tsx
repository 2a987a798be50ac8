import { Alert, Text } from '@mantine/core';
import { importsApi } from '@tidings/core/contract/imports';
import { useState } from 'react';
import { call, upload } from '../../lib/api.ts';
import { errorWords } from '../../lib/api-error.ts';
import { formatNumber } from '../../lib/format.ts';
import { useInvalidateTopics } from '../../lib/query.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { FileDrop } from '../../ui/FileDrop.tsx';

/** No file of this size is people; the installation's own limit is asked for before the upload. */
const absurd = 4_000_000_000;

/** Takes the file, uploads it and hands on the import. */
export function ChooseFile({ onDone }: { onDone: (importId: string) => void }) {
  const { workspace_id: workspaceId } = useWorkspace();
  const refresh = useInvalidateTopics();
  const [progress, setProgress] = useState<number>();
  const [problem, setProblem] = useState<string>();
  const send = async (file: File) => {
    setProblem(undefined);
    setProgress(0);
    try {
      const made = await call(importsApi.createImport, { body: { file_name: file.name.slice(-255) }, workspaceId });
      if (file.size > made.max_bytes) {
        const max = formatNumber(Math.floor(made.max_bytes / 1_048_576));
        throw new Error(`The file is larger than ${max} MB. Split it, or remove columns that are not needed.`);
      }
      // Systems give such files all sorts of types; the server looks at the content.
      const content = file.slice(0, file.size, 'application/octet-stream');
      await upload(importsApi.uploadImportFile, content, {
        params: { import_id: made.id },
        workspaceId,
        onProgress: setProgress,
      });
      refresh(['imports']);
      onDone(made.id);
    } catch (error) {
      setProblem(error instanceof Error && error.constructor === Error ? error.message : errorWords(error));
    } finally {
      setProgress(undefined);
    }
  };
  return (
    <>
      {problem !== undefined && (
        <Alert role="alert" color="red" variant="light" mb="md" title="This file cannot be imported">
          {problem}
        </Alert>
      )}
      <FileDrop
        label={
          progress === undefined
            ? 'Drop a CSV or Excel file here, or choose one'
            : progress < 1
              ? 'Uploading…'
              : 'Reading the file…'
        }
        hint={
          <Text size="sm" component="span">
            One row per person, whatever the columns are called and however the numbers are written. Excel (.xlsx) and CSV files
            are read. In Google Sheets choose “Download” and then either.
          </Text>
        }
        endings={['.csv', '.tsv', '.txt', '.tab', '.xlsx', '.xlsm', '.xls', '.xlsb', '.ods', '.numbers']}
        maxBytes={absurd}
        onFile={(file) => void send(file)}
        {...(progress === undefined ? {} : { progress })}
      />
    </>
  );
}
