import { Outlet } from '@tanstack/react-router';
import { Toaster } from '../ui/Toaster.tsx';
import { OfflineBanner } from './OfflineBanner.tsx';

export function RootLayout() {
  return (
    <div className="flex h-full flex-col">
      <OfflineBanner />
      <div className="min-h-0 flex-1">
        <Outlet />
      </div>
      <Toaster />
    </div>
  );
}
