import { getRouteApi } from '@tanstack/react-router';

const route = getRouteApi('/in/w/$workspace');

/** The slug of the workspace in the address. */
export function useWorkspace(): string {
  return route.useParams({ select: ({ workspace }) => workspace });
}
