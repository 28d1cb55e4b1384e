/** The mark of Penstock. */
export function Mark() {
  return (
    <span className="mark">
      <svg
        width="16"
        height="16"
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeLinecap="round"
        aria-hidden
      >
        <path d="M1.5 5.5h4M1.5 10.5h4M10.5 5.5h4M10.5 10.5h4" strokeWidth="1.75" />
        <path d="M8 1.5v13" strokeWidth="2.25" />
      </svg>
    </span>
  );
}
