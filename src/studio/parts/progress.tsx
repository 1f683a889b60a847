import css from "./progress.module.css";

interface ProgressProps {
  readonly label: string;
  /** In [0, 1]; absent: under way, nobody knows how far. */
  readonly done?: number | undefined;
}

/** How far a piece of work is, as a bar of glass. */
export function Progress({ label, done }: ProgressProps) {
  const percent = done === undefined ? undefined : Math.round(done * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={`${css["bar"]} ${percent === undefined ? css["unknown"] : ""}`}
    >
      <i style={{ "--done": `${percent ?? 30}%` }} />
    </div>
  );
}
