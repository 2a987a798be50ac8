import { Alert, UnstyledButton } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconAlertCircle } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { ApiError, errorWords } from '../lib/api-error.ts';
import { afterLabel, besideField, fieldLabel, isWhole } from '../lib/field-words.ts';
import classes from './FormError.module.css';

interface FormErrorProps {
  /** What the API refused with, or null. */
  readonly error: unknown;
  /** What the fields are called on this screen; words are made of the API's names otherwise. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Words instead of the API's. */
  readonly words?: ReactNode;
}

/** Sums up why a form was refused and leads to each field at fault. Fields are found by their `name`. */
export function FormError({ error, labels = {}, words }: FormErrorProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error === null || error === undefined) return;
    box.current?.focus({ preventScroll: true });
    box.current?.scrollIntoView({ block: 'nearest' });
  }, [error]);
  if (error === null || error === undefined) return null;
  const fields = error instanceof ApiError ? error.fields : [];
  return (
    <Alert
      ref={box}
      tabIndex={-1}
      role="alert"
      color="red"
      variant="light"
      icon={<IconAlertCircle size={20} />}
      className={classes.root}
    >
      <div>{words ?? (fields.length > 0 ? 'Please correct this:' : errorWords(error))}</div>
      {fields.length > 0 && (
        <ul className={classes.list}>
          {fields.map((field) => (
            <li key={`${field.field} ${field.message}`}>
              {isWhole(field.field, field.message) ? (
                field.message
              ) : (
                <>
                  <UnstyledButton className={classes.link} onClick={() => focusField(field.field)}>
                    {fieldLabel(field.field, labels)}
                  </UnstyledButton>
                  {afterLabel(field.message)}
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  );
}

/** Puts the API's field errors beside the fields of a Mantine form. */
export function showFieldErrors<T extends Record<string, unknown>>(form: UseFormReturnType<T>, error: unknown): void {
  if (!(error instanceof ApiError)) return;
  form.setErrors(Object.fromEntries(error.fields.map(({ field, message }) => [field, besideField(message)])));
}

function focusField(name: string): void {
  const field = document.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"], [data-path="${CSS.escape(name)}"]`);
  field?.focus();
}
