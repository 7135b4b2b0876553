import type { RepairResult } from '@sync-user/contract';
import { Badge, type Tone } from '../../ui/Badge.tsx';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';

type Outcome = RepairResult['steps'][number]['outcome'];

const STEP_WORDS: Record<Outcome, { readonly word: string; readonly tone: Tone }> = {
  done: { word: 'Done', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
  undone: { word: 'Taken back', tone: 'quiet' },
  not_done: { word: 'Not begun', tone: 'quiet' },
  not_undone: { word: 'Still there', tone: 'warn' },
};

const TITLES: Record<RepairResult['outcome'], string> = {
  applied: 'The permissions are applied',
  nothing_to_do: 'Nothing had to be changed',
  rolled_back: 'It failed and was taken back',
};

interface RepairOutcomeProps {
  readonly result: RepairResult;
  readonly onClose: () => void;
  readonly onAgain: () => void;
}

/** What became of every step. What could not be taken back is said as plainly as what was done. */
export function RepairOutcome({ result, onClose, onAgain }: RepairOutcomeProps) {
  const { outcome, message, steps, report } = result;
  const failed = outcome === 'rolled_back';
  const left = steps.filter((step) => step.outcome === 'not_undone').length;
  return (
    <div className="flex flex-col gap-4">
      <Banner
        tone={failed ? 'bad' : 'good'}
        role={failed ? 'alert' : 'status'}
        label="Outcome"
        title={left > 0 ? 'It failed, and not everything could be taken back' : TITLES[outcome]}
      >
        {message}
      </Banner>
      {steps.length > 0 && (
        <ol aria-label="Steps" className="divide-y divide-line rounded-md border border-line">
          {steps.map(({ text, outcome: each, detail }, index) => (
            <li key={text} className="flex items-baseline gap-3 px-3 py-2">
              <span className="w-4 shrink-0 text-right text-text-3">{index + 1}</span>
              <span className="min-w-0 flex-1">
                {text}
                {detail !== null && <span className="block text-sm break-words text-text-2">{detail}</span>}
              </span>
              <Badge tone={STEP_WORDS[each].tone}>{STEP_WORDS[each].word}</Badge>
            </li>
          ))}
        </ol>
      )}
      {report !== null && (
        <p className="text-text-2">
          Checked again: <span className="font-medium text-text">{report.headline}</span>
        </p>
      )}
      <div className="flex justify-end gap-2">
        {failed && <Button onClick={onAgain}>Read the difference again</Button>}
        <Button kind="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </div>
  );
}
