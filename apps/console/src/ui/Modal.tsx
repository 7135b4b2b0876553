import { Dialog } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { CloseIcon } from './icons.tsx';

interface ModalProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly size?: 'md' | 'lg';
  readonly children: ReactNode;
}

export const backdropClass =
  'fixed inset-0 z-40 bg-[#0008] transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0';
export const popupClass =
  'fixed left-1/2 z-40 w-[calc(100vw-32px)] -translate-x-1/2 rounded-lg bg-surface shadow-pop outline-none ' +
  'transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0 ' +
  // What lies below another dialog is as dark as the page.
  'data-nested-dialog-open:brightness-[.47]';

export function Modal({ open, onOpenChange, title, description, size = 'md', children }: ModalProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className={backdropClass} />
        <Dialog.Popup
          className={cx(
            popupClass,
            'overflow-y-auto p-5',
            size === 'md' ? 'top-[16vh] max-h-[76vh] max-w-110' : 'top-[7vh] max-h-[86vh] max-w-180',
          )}
        >
          <div className="flex items-start justify-between gap-4">
            <Dialog.Title className="text-lg font-semibold">{title}</Dialog.Title>
            <Dialog.Close
              aria-label="Close"
              className="-mt-0.5 -mr-1 rounded-md p-1.5 text-text-3 hover:bg-hover hover:text-text"
            >
              <CloseIcon />
            </Dialog.Close>
          </div>
          {description !== undefined && (
            <Dialog.Description className="mt-1 text-text-2">{description}</Dialog.Description>
          )}
          <div className="mt-4">{children}</div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
