import { Tooltip } from '@mantine/core';
import { isSuppressionKind, suppressionWords } from '@tidings/core/compliance/suppression';
import type { ContactRow } from '@tidings/core/contract/contacts';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { consentWords } from './consent-words.ts';

/** Whether a person may be texted: their consent, or what stands above it. */
export function TextStatus({ contact }: { contact: Pick<ContactRow, 'sms_consent' | 'do_not_text'> }) {
  const stop = contact.do_not_text;
  if (stop !== null) {
    const words = isSuppressionKind(stop.kind)
      ? suppressionWords[stop.kind]
      : { label: stop.kind, words: 'Nothing is sent here.' };
    return (
      <Tooltip label={stop.reason ?? words.words} multiline maw={300}>
        <span>
          <StatusBadge tone="danger">{words.label}</StatusBadge>
        </span>
      </Tooltip>
    );
  }
  const { label, tone } = consentWords[contact.sms_consent];
  return <StatusBadge tone={tone}>{label}</StatusBadge>;
}
