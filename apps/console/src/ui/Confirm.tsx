import { AlertDialog } from '@base-ui/react/alert-dialog';
import { type ReactElement, type ReactNode, useState } from 'react';
import { Button } from './Button.tsx';
import { backdropClass, popupClass } from './Modal.tsx';

interface ConfirmProps {
  /** The button that asks. Without one, `open` and `onOpenChange` say when. */
  readonly trigger?: ReactElement<Record<string, unknown>>;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  readonly title: string;
  /** What will happen, and what stays. */
  readonly children: ReactNode;
  readonly action: string;
  readonly tone?: 'danger' | 'default';
  readonly busy: boolean;
  readonly onConfirm: () => Promise<unknown>;
}

/** Asks before something that cannot be undone by a click. Closes when it is done; stays when it failed. */
export function Confirm({
  trigger,
  open: openFromOutside,
  onOpenChange,
  title,
  children,
  action,
  tone = 'danger',
  busy,
  onConfirm,
}: ConfirmProps) {
  const [openFromTrigger, setOpenFromTrigger] = useState(false);
  const open = openFromOutside ?? openFromTrigger;
  const setOpen = onOpenChange ?? setOpenFromTrigger;
  const confirm = (): void => {
    onConfirm().then(
      () => setOpen(false),
      () => {}, // already told by a toast; the question stays open for another try
    );
  };
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      {trigger !== undefined && <AlertDialog.Trigger render={trigger} />}
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={backdropClass} />
        <AlertDialog.Popup className={`${popupClass} top-[20vh] max-w-110 p-5`}>
          <AlertDialog.Title className="text-lg font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description
            render={<div />}
            className="mt-2 flex flex-col gap-2 text-pretty text-text-2"
          >
            {children}
          </AlertDialog.Description>
          <div className="mt-5 flex justify-end gap-2">
            <AlertDialog.Close render={<Button>Cancel</Button>} />
            <Button kind={tone === 'danger' ? 'danger' : 'primary'} busy={busy} onClick={confirm}>
              {action}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
