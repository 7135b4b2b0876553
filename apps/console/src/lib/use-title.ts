import { useEffect } from 'react';

export function useTitle(...parts: readonly (string | undefined)[]): void {
  const title = [...parts.filter((part) => part !== undefined), 'Sync User'].join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}
