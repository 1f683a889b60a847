import type { ButtonHTMLAttributes } from "react";
import { Icon, type IconName } from "#studio/parts/icon.tsx";
import css from "./button.module.css";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon?: IconName;
  /** quiet: text and icon alone; plain: with an edge; main: the one thing to do here. */
  readonly look?: "quiet" | "plain" | "main" | "warn";
}

/** A button with a text, and perhaps an icon before it. */
export function Button({ icon, look = "plain", children, className, ...rest }: ButtonProps) {
  return (
    <button type="button" className={`${css["button"]} ${css[look]} ${className ?? ""}`} {...rest}>
      {icon && <Icon name={icon} size={16} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon: IconName;
  readonly label: string;
}

/** A square button that shows an icon alone; its label is what the reader hears, and the tooltip. */
export function IconButton({ icon, label, className, ...rest }: IconButtonProps) {
  return (
    <button type="button" className={`${css["square"]} ${className ?? ""}`} aria-label={label} title={label} {...rest}>
      <Icon name={icon} />
    </button>
  );
}
