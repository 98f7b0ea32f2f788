/** The kernel's logo: Ewald's sphere through the origin of the reciprocal lattice. */
export const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<rect width="64" height="64" rx="12" fill="#1b2a41"/>
<g fill="#7fb2e5">${[14, 23, 32, 41, 50]
  .flatMap((x) => [14, 23, 32, 41, 50].map((y) => `<circle cx="${x}" cy="${y}" r="1.6"/>`))
  .join("")}</g>
<circle cx="26.5" cy="32" r="14.5" fill="none" stroke="#f4a259" stroke-width="2.4"/>
<path d="M12 32H26.5L38.2 23.4" fill="none" stroke="#ffffff" stroke-width="2" stroke-linecap="round"/>
<circle cx="41" cy="32" r="2.6" fill="#f4a259"/>
<circle cx="38.2" cy="23.4" r="2.6" fill="#ffffff"/>
</svg>
`;
