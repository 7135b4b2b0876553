export const menuPopupClass =
  'min-w-52 max-h-[70vh] overflow-y-auto rounded-lg bg-surface p-1 shadow-pop outline-none';
export const menuItemClass =
  'flex h-8 w-full items-center gap-2 rounded-md px-2 text-base outline-none select-none data-highlighted:bg-hover';
export const menuLabelClass = 'px-2 pt-1.5 pb-1 text-xs font-medium text-text-3';
