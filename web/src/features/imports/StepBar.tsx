import { Stepper, Text } from '@mantine/core';

export const steps = ['file', 'columns', 'people', 'preview', 'result'] as const;
export type Step = (typeof steps)[number];

const labels: Readonly<Record<Step, string>> = {
  file: 'File',
  columns: 'Columns',
  people: 'People and consent',
  preview: 'Preview',
  result: 'Import',
};

/** Where one is on the way from a file to people. Steps that were done can be gone back to. */
export function StepBar({ step, onStep }: { step: Step; onStep?: (step: Step) => void }) {
  const active = steps.indexOf(step);
  const click = (at: number) => {
    const target = steps[at];
    if (target !== undefined && at < active && at > 0) onStep?.(target);
  };
  return (
    <>
      <Stepper
        active={active}
        onStepClick={click}
        size="sm"
        mb="lg"
        visibleFrom="sm"
        allowNextStepsSelect={false}
        aria-label="Steps of the import"
      >
        {steps.map((one, at) => (
          <Stepper.Step
            key={one}
            label={labels[one]}
            allowStepSelect={onStep !== undefined && at < active && at > 0 && step !== 'result'}
          />
        ))}
      </Stepper>
      <Text size="sm" c="dimmed" mb="sm" hiddenFrom="sm">
        Step {active + 1} of {steps.length}: {labels[step]}
      </Text>
    </>
  );
}
