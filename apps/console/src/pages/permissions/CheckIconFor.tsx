import type { CheckStatus } from '@sync-user/contract';
import { CheckIcon, ErrorIcon, MinusIcon, QuestionIcon, WarningIcon } from '../../ui/icons.tsx';
import { STATUS_WORDS } from './check-words.ts';

const LOOKS: Record<CheckStatus, { readonly Icon: typeof CheckIcon; readonly colour: string }> = {
  pass: { Icon: CheckIcon, colour: 'text-good' },
  warn: { Icon: WarningIcon, colour: 'text-warn' },
  fail: { Icon: ErrorIcon, colour: 'text-bad' },
  unknown: { Icon: QuestionIcon, colour: 'text-accent-text' },
  not_needed: { Icon: MinusIcon, colour: 'text-text-3' },
};

/** The sign of a check, with its word for those who do not see colours or signs. */
export function CheckIconFor({ status }: { readonly status: CheckStatus }) {
  const { Icon, colour } = LOOKS[status];
  return (
    <>
      <Icon className={`mt-0.5 shrink-0 ${colour}`} />
      <span className="sr-only">{STATUS_WORDS[status].word}: </span>
    </>
  );
}
