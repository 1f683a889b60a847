/** The house's mark: a lancet window of five panes. */
export function Mark({ size = 30 }: { readonly size?: number }) {
  return (
    <svg width={(size * 26) / 30} height={size} viewBox="0 0 26 30" aria-hidden="true">
      <path d="M2 14C3 9 8 4 13 1v13z" fill="var(--key)" />
      <path d="M13 1c5 3 10 8 11 13H13z" fill="var(--evidence)" />
      <path d="M2 14h11v15H2z" fill="var(--embedding)" />
      <path d="M13 14h11v7L13 29z" fill="var(--value)" />
      <path d="M24 21v8H13z" fill="var(--position)" />
      <path
        d="M13 1v28M2 14h22M13 29l11-8M2 29V14C3 9 8 4 13 1c5 3 10 8 11 13v15z"
        fill="none"
        stroke="light-dark(var(--lead), oklch(0.9 0.01 85))"
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
    </svg>
  );
}
