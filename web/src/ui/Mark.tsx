/** The sign of the product: two waves of one tide. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" fill="var(--mantine-color-tide-7)" />
      <path
        d="M7 12.5c3-2.6 6-2.6 9 0s6 2.6 9 0M7 20c3-2.6 6-2.6 9 0s6 2.6 9 0"
        fill="none"
        stroke="#f7f5f0"
        strokeWidth="2.8"
        strokeLinecap="round"
      />
    </svg>
  );
}
