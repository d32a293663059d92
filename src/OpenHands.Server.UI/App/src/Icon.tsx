const paths = {
  chat: 'M4 5h16v11H9l-5 4z',
  terminal: 'M5 7l5 5-5 5M12 17h7',
  files: 'M4 6h6l2 2h8v10H4z',
  notebook: 'M7 4h12v16H7zM4 8h3M4 12h3M4 16h3M11 9h5M11 13h5',
  browser: 'M3 5h18v14H3zM3 9h18M6 7h.01M9 7h.01',
  security: 'M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6z',
  play: 'M8 5l11 7-11 7z',
  pause: 'M8 5v14M16 5v14',
  stop: 'M6 6h12v12H6z',
  settings: 'M4 7h10M18 7h2M4 12h2M10 12h10M4 17h8M16 17h4M16 5v4M8 10v4M14 15v4',
  sessions: 'M4 6h16M4 12h16M4 18h10',
  plus: 'M12 5v14M5 12h14',
  send: 'M12 19V5M6 11l6-6 6 6',
  attach: 'M20 11l-8 8a5 5 0 01-7-7l9-9a3.3 3.3 0 015 5l-9 9a1.6 1.6 0 01-2-2l8-8',
  chevron: 'M9 6l6 6-6 6',
  close: 'M6 6l12 12M18 6L6 18',
  refresh: 'M20 5v5h-5M4 19v-5h5M19 10a8 8 0 00-14-2M5 14a8 8 0 0014 2',
  upload: 'M12 16V4M7 9l5-5 5 5M4 16v4h16v-4',
  download: 'M12 4v12M7 11l5 5 5-5M4 16v4h16v-4',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  pen: 'M4 20l1-5L16 4l4 4L9 19z',
  warning: 'M12 4l9 16H3zM12 10v4M12 17h.01',
  down: 'M12 5v14M6 13l6 6 6-6',
  keyboard: 'M3 7h18v10H3zM7 11h.01M11 11h.01M15 11h.01M8 14h8',
};

export type IconName = keyof typeof paths;

/** A small picture that says nothing to screen readers: what it is for stands beside it or in a label. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
