import { Text } from '@mantine/core';
import type { BroadcastPreview } from '@tidings/core/contract/broadcast-text';
import { exampleScope, type MergeTag } from '@tidings/core/messaging/merge-tags';
import { analyseSegments, maxSmsBodyLength, segmentLimits } from '@tidings/core/messaging/segments';
import { smartEncode } from '@tidings/core/messaging/smart-encoding';
import { compileTemplate, render } from '@tidings/core/messaging/template';
import { plural } from '../../lib/format.ts';
import { Meter } from '../../ui/Meter.tsx';
import { CostLine } from './CostLine.tsx';
import { DearCharactersLine } from './DearCharactersLine.tsx';
import { dearCharacters } from './dear-characters.ts';

interface SegmentMeterProps {
  readonly body: string;
  readonly smartEncoding: boolean;
  readonly tags: readonly MergeTag[];
  readonly recipients: number | undefined;
  readonly longest: BroadcastPreview['longest'];
  readonly onReplace: (body: string) => void;
}

/** How many texts it becomes, and which characters make it dearer. Counted as one types, with an example in each tag. */
export function SegmentMeter({ body, smartEncoding, tags, recipients, longest, onReplace }: SegmentMeterProps) {
  const filled = render(compileTemplate(body), exampleScope(tags));
  const example = filled.ok ? filled.text : body;
  const replaced = smartEncode(example);
  const sent = analyseSegments(smartEncoding ? replaced.text : example);
  const limits = segmentLimits[sent.encoding];
  const max = sent.segments <= 1 ? limits.single : sent.segments * limits.part;
  const hasTags = body.includes('{{') || body.includes('{%');
  const tone = sent.units > maxSmsBodyLength ? 'danger' : sent.segments > 3 ? 'warning' : 'info';
  const dear = dearCharacters(example, smartEncoding);
  return (
    <div>
      <Meter
        label="Length of the text"
        value={sent.units}
        max={max}
        parts={Math.min(12, Math.max(1, sent.segments))}
        tone={tone}
        words={
          body === ''
            ? `0 of ${limits.single} characters`
            : `${hasTags ? 'About ' : ''}${plural(sent.units, 'character', 'characters')}, ${plural(sent.segments, 'segment', 'segments')}; ${sent.remaining} left in it`
        }
      />
      {body !== '' && <CostLine encoding={sent.encoding} segments={sent.segments} recipients={recipients} />}
      {hasTags && longest !== null && longest.segments > sent.segments && (
        <Text size="sm" c="dimmed" mt={4}>
          For {longest.contact.name} it becomes {plural(longest.segments, 'segment', 'segments')}, the most of those looked at.
        </Text>
      )}
      {smartEncoding && replaced.applied && (
        <Text size="sm" c="dimmed" mt={4}>
          Typographic characters are written plainly when it is sent:{' '}
          {replaced.replacements.map(({ from, to }) => `${from} becomes ${to === '' ? 'nothing' : to}`).join(', ')}.
        </Text>
      )}
      {dear !== null && <DearCharactersLine dear={dear} onReplace={() => onReplace(smartEncode(body, { always: true }).text)} />}
    </div>
  );
}
