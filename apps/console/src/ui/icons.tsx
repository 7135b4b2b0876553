import type { ReactNode, SVGProps } from 'react';

type IconProps = Omit<SVGProps<SVGSVGElement>, 'children'>;

/** One grid (16), one stroke (1.5), the colour of the text beside it. Icons never speak alone: a label stands with them. */
function icon(paths: ReactNode) {
  return function Icon(props: IconProps) {
    return (
      <svg
        aria-hidden="true"
        width="16"
        height="16"
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
        className="shrink-0"
        {...props}
      >
        {paths}
      </svg>
    );
  };
}

export const OverviewIcon = icon(<path d="M2.5 13.5v-5M6.17 13.5v-11M9.83 13.5v-7M13.5 13.5v-9" />);
export const ObjectsIcon = icon(
  <>
    <ellipse cx="8" cy="3.8" rx="5.3" ry="2" />
    <path d="M2.7 3.8v8.4c0 1.1 2.4 2 5.3 2s5.3-.9 5.3-2V3.8M2.7 8c0 1.1 2.4 2 5.3 2s5.3-.9 5.3-2" />
  </>,
);
export const PauseIcon = icon(<path d="M5.5 3.5v9M10.5 3.5v9" />);
export const ResumeIcon = icon(<path d="M5 3.2v9.6L12.5 8Z" />);
export const EyeIcon = icon(
  <>
    <path d="M1.5 8S3.8 3.5 8 3.5 14.5 8 14.5 8 12.2 12.5 8 12.5 1.5 8 1.5 8Z" />
    <circle cx="8" cy="8" r="2" />
  </>,
);
export const EyeOffIcon = icon(
  <path d="M6.3 3.7A6.6 6.6 0 0 1 8 3.5c4.2 0 6.5 4.5 6.5 4.5a11 11 0 0 1-1.9 2.4M9.4 9.4a2 2 0 0 1-2.8-2.8M4 4.6A10.6 10.6 0 0 0 1.5 8S3.8 12.5 8 12.5c1 0 1.9-.3 2.7-.6M2 2l12 12" />,
);
export const ActivityIcon = icon(<path d="M1.8 8h2.7l2-5 3 10 2-5h2.7" />);
export const ConnectionIcon = icon(
  <path d="M6.8 9.2a2.9 2.9 0 0 0 4.1 0l2-2a2.9 2.9 0 1 0-4.1-4.1l-.8.8M9.2 6.8a2.9 2.9 0 0 0-4.1 0l-2 2a2.9 2.9 0 1 0 4.1 4.1l.8-.8" />,
);
export const SettingsIcon = icon(
  <>
    <path d="M2 4.5h6.5M12.5 4.5H14M2 11.5h1.5M7.5 11.5H14" />
    <circle cx="10.5" cy="4.5" r="2" />
    <circle cx="5.5" cy="11.5" r="2" />
  </>,
);
export const SearchIcon = icon(
  <>
    <circle cx="7" cy="7" r="4.5" />
    <path d="m13.5 13.5-3.2-3.2" />
  </>,
);
export const CheckIcon = icon(<path d="m3 8.5 3.2 3.2L13 4.8" />);
export const CopyIcon = icon(
  <>
    <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
    <path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5" />
  </>,
);
export const CloseIcon = icon(<path d="m4 4 8 8M12 4l-8 8" />);
export const PlusIcon = icon(<path d="M8 3v10M3 8h10" />);
export const ChevronDownIcon = icon(<path d="m4.5 6.5 3.5 3.5 3.5-3.5" />);
export const SelectorIcon = icon(<path d="m5 6 3-3 3 3M5 10l3 3 3-3" />);
export const ArrowUpIcon = icon(<path d="M8 13V3M4 7l4-4 4 4" />);
export const ArrowDownIcon = icon(<path d="M8 3v10M4 9l4 4 4-4" />);
export const ArrowRightIcon = icon(<path d="M3 8h10M9 4l4 4-4 4" />);
export const RetryIcon = icon(<path d="M13.5 8a5.5 5.5 0 1 1-1.7-4M13.5 2v3h-3" />);
export const WarningIcon = icon(<path d="M8 2.3 14.5 13.5h-13zM8 6.5v3M8 11.6v.1" />);
export const ErrorIcon = icon(
  <>
    <circle cx="8" cy="8" r="6" />
    <path d="M8 5v3.5M8 10.9v.1" />
  </>,
);
export const ColumnsIcon = icon(
  <>
    <rect x="2" y="3" width="12" height="10" rx="1.5" />
    <path d="M6 3v10M10 3v10" />
  </>,
);
export const TrashIcon = icon(
  <path d="M2.8 4.5h10.4M6.3 4.5V3c0-.4.3-.7.7-.7h2c.4 0 .7.3.7.7v1.5M4.3 4.5l.5 8.3c0 .5.5.9 1 .9h4.4c.5 0 1-.4 1-.9l.5-8.3" />,
);
export const SignOutIcon = icon(
  <path d="M6.5 13.5h-3a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1h3M10.5 11l3-3-3-3M13.5 8h-7" />,
);
export const SunIcon = icon(
  <>
    <circle cx="8" cy="8" r="2.8" />
    <path d="M8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7" />
  </>,
);
export const MoonIcon = icon(<path d="M13.5 9.3A5.8 5.8 0 1 1 6.7 2.5a4.6 4.6 0 0 0 6.8 6.8z" />);
export const SystemIcon = icon(
  <>
    <rect x="2" y="3" width="12" height="8" rx="1.5" />
    <path d="M6 14h4" />
  </>,
);
export const TableIcon = icon(
  <>
    <rect x="2" y="3" width="12" height="10" rx="1.5" />
    <path d="M2 6.5h12M6.5 6.5V13" />
  </>,
);
export const AuditIcon = icon(
  <>
    <rect x="3" y="2" width="10" height="12" rx="1.5" />
    <path d="M5.8 5.5h4.4M5.8 8h4.4M5.8 10.5h2.4" />
  </>,
);
export const MinusIcon = icon(<path d="M3.5 8h9" />);
export const QuestionIcon = icon(
  <>
    <circle cx="8" cy="8" r="6" />
    <path d="M6.3 6.4c.1-1 .8-1.6 1.7-1.6s1.7.6 1.7 1.5c0 1.2-1.6 1.3-1.6 2.5M8 11v.1" />
  </>,
);
export const BellIcon = icon(
  <path d="M4 7a4 4 0 0 1 8 0c0 3 1.3 4 1.3 4.5H2.7C2.7 11 4 10 4 7zM6.6 13.6a1.6 1.6 0 0 0 2.8 0" />,
);
export const PeopleIcon = icon(
  <path d="M6 7.5a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6zM1.8 13.2c0-2 1.9-3.4 4.2-3.4s4.2 1.4 4.2 3.4M10.8 3.1a2.3 2.3 0 0 1 0 4.3M12.2 10.1c1.2.5 2 1.6 2 3.1" />,
);
export const MoreIcon = icon(<path d="M8 3.2v.1M8 8v.1M8 12.8v.1" strokeWidth="2.2" />);
export const UserIcon = icon(
  <>
    <circle cx="8" cy="5.2" r="2.7" />
    <path d="M2.8 13.8a5.3 5.3 0 0 1 10.4 0" />
  </>,
);
export const ShieldIcon = icon(<path d="M8 1.8 13 3.6v4c0 3.2-2.1 5.6-5 6.6-2.9-1-5-3.4-5-6.6v-4z" />);
export const KeyIcon = icon(
  <>
    <circle cx="5" cy="11" r="2.8" />
    <path d="m7 9 6.3-6.3M10.6 5.4l2 2" />
  </>,
);
export const ProofIcon = icon(<path d="m2.5 5 1.4 1.4L6.5 3.6M2.5 11l1.4 1.4 2.6-2.8M9.5 5h4M9.5 11h4" />);
export const BudgetIcon = icon(<path d="M2.6 12.5a6 6 0 1 1 10.8 0M8 9.5l2.8-3.2" />);
export const ReportsIcon = icon(<path d="M2.5 13.5h11M4.5 11V8.5M8 11V3.5M11.5 11V6" />);
export const EventsIcon = icon(<path d="M8.8 1.8 3.5 9h3.7l-.6 5.2L12.5 7H8.4z" />);
export const DownloadIcon = icon(<path d="M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.8 13.5h10.4" />);
export const ExternalIcon = icon(
  <path d="M9.5 2.5h4v4M13.5 2.5 7.5 8.5M6.5 3.5H4A1.5 1.5 0 0 0 2.5 5v7A1.5 1.5 0 0 0 4 13.5h7a1.5 1.5 0 0 0 1.5-1.5V9.5" />,
);
export const IntegrationsIcon = icon(
  <>
    <rect x="2.3" y="2.3" width="4.7" height="4.7" rx="1.2" />
    <rect x="9" y="2.3" width="4.7" height="4.7" rx="1.2" />
    <rect x="2.3" y="9" width="4.7" height="4.7" rx="1.2" />
    <path d="M11.35 9v4.7M9 11.35h4.7" />
  </>,
);
/** The cloud of the org, in the accent colour of its surroundings. */
export const CloudIcon = icon(
  <path d="M4.8 12.5h6.6a3 3 0 0 0 .5-5.9 4.2 4.2 0 0 0-7.9-.8 3.4 3.4 0 0 0 .8 6.7z" />,
);
export const Logo = () => (
  <svg aria-hidden="true" width="20" height="20" viewBox="0 0 24 24" className="shrink-0">
    <rect width="24" height="24" rx="6" fill="var(--accent)" />
    <path
      d="M7 9.5h8.2M12.6 6.6l2.9 2.9-2.9 2.9M17 14.5H8.8M11.4 11.6l-2.9 2.9 2.9 2.9"
      fill="none"
      stroke="#fff"
      strokeWidth="1.9"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
);
