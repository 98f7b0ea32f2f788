/** Inner parts of SVGs of 16 × 16. */
export const icons = {
  first: '<path d="M4 3v10M12 3 6 8l6 5z" fill="currentColor"/>',
  back: '<path d="M11 3 5 8l6 5z" fill="currentColor"/>',
  play: '<path d="M4 2.5v11L13 8z" fill="currentColor"/>',
  pause: '<path d="M5 3v10M11 3v10" stroke-width="2.6"/>',
  next: '<path d="m5 3 6 5-6 5z" fill="currentColor"/>',
  last: '<path d="M12 3v10M4 3l6 5-6 5z" fill="currentColor"/>',
  in: '<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5M5 7h4M7 5v4"/>',
  out: '<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5M5 7h4"/>',
  fit: '<path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"/>',
  side: '<rect x="1.5" y="2.5" width="13" height="11" rx="1"/><path d="M10 2.5v11"/>',
  hand: '<path d="M8 1.5v13M1.5 8h13M8 1.5 6.5 3M8 1.5 9.5 3M8 14.5 6.5 13M8 14.5 9.5 13M1.5 8 3 6.5M1.5 8 3 9.5M14.5 8 13 6.5M14.5 8 13 9.5"/>',
} as const;
