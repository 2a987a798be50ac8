import { PasswordInput, type PasswordInputProps, Text } from '@mantine/core';
import type { PasswordOwner } from '@tidings/core/accounts/decide-password';
import { passwordStrength } from '../lib/password-strength.ts';
import classes from './PasswordField.module.css';

const tones = ['danger', 'danger', 'warning', 'success', 'success'] as const;

interface PasswordFieldProps extends Omit<PasswordInputProps, 'value'> {
  readonly value?: string;
  /** Who chooses it, where that is known: it must not be made of their name. */
  readonly owner?: PasswordOwner;
}

/** A new password, with its strength in words while it is typed. */
export function PasswordField({ value = '', owner, ...props }: PasswordFieldProps) {
  const { score, words } = passwordStrength(value, owner);
  return (
    <div>
      <PasswordInput
        {...props}
        value={value}
        autoComplete="new-password"
        aria-describedby="password-strength"
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
      />
      <div className={classes.bars} data-tone={value === '' ? undefined : tones[score]} aria-hidden="true">
        {[1, 2, 3, 4].map((step) => (
          <span key={step} data-on={score >= step || undefined} />
        ))}
      </div>
      <Text id="password-strength" size="sm" c="dimmed" aria-live="polite">
        {words}
      </Text>
    </div>
  );
}
