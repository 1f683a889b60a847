import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { type Room, rooms } from "#studio/frame/rooms.ts";
import { useSize } from "#studio/frame/use-size.ts";
import { cutWindow, type PaneShape, windowFrame } from "#studio/frame/window-geometry.ts";
import { useSpeech } from "#studio/language.tsx";
import css from "./path.module.css";

/** The rooms as panes of one stained-glass window, in the order of the paper; on a phone, as a bar below. */
export function Path({ current }: { readonly current: string }) {
  const { say } = useSpeech();
  const list = useRef<HTMLOListElement>(null);
  const [width, height] = useSize(list);
  const [shown, setShown] = useState<string>();
  const upright = height > width;
  const [length, breadth] = upright ? [height, Math.min(width, 56)] : [width, height];
  const panes = length > 0 ? cutWindow(rooms.length, length, breadth, upright) : [];

  useEffect(() => {
    if (!upright) list.current?.parentElement?.scrollTo({ left: 1e4 }); // the practice stands last
  }, [upright]);

  function keys(event: KeyboardEvent) {
    if (event.key === "Escape") setShown(undefined);
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const next = buttons.indexOf(document.activeElement as HTMLButtonElement) + step;
    buttons[(next + buttons.length) % buttons.length]?.focus();
  }

  return (
    <nav className={css["path"]} aria-label={say("frame.path")}>
      <ol ref={list} className={css["list"]} onKeyDown={keys}>
        <svg
          className={css["window"]}
          width={upright ? breadth : length}
          height={upright ? length : breadth}
          aria-hidden
        >
          <clipPath id="window-frame">
            <path d={windowFrame(length, breadth, upright)} />
          </clipPath>
          <g clipPath="url(#window-frame)">
            {panes.map((pane, i) => (
              <Glass key={rooms[i]?.id} pane={pane} room={rooms[i] as Room} lit={rooms[i]?.id === current} n={i + 1} />
            ))}
          </g>
          <path className={css["frame"]} d={windowFrame(length, breadth, upright)} />
        </svg>
        {rooms.map((room, i) => (
          <Pane
            key={room.id}
            room={room}
            n={i + 1}
            current={room.id === current}
            shown={shown === room.id}
            show={(on) => setShown(on ? room.id : undefined)}
          />
        ))}
      </ol>
    </nav>
  );
}

function Glass({ pane, room, lit, n }: { pane: PaneShape; room: Room; lit: boolean; n: number }) {
  const name = `${css["glass"]} ${lit ? css["lit"] : ""}`;
  return (
    <g className={name} style={{ "--hue": room.hue }}>
      <polygon className={css["facet"]} points={pane.facets[0]} />
      <polygon className={`${css["facet"]} ${css["second"]}`} points={pane.facets[1]} />
      <polygon className={css["outline"]} points={pane.outline} />
      <text className={css["number"]} x={pane.centre[0]} y={pane.centre[1] + (n === 1 ? 6 : 0)}>
        {n}
      </text>
    </g>
  );
}

interface PaneProps {
  readonly room: Room;
  readonly n: number;
  readonly current: boolean;
  readonly shown: boolean;
  show(on: boolean): void;
}

function Pane({ room, n, current, shown, show }: PaneProps) {
  const { say } = useSpeech();
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const place = button.current?.getBoundingClientRect();
  return (
    <li className={css["item"]}>
      <button
        ref={button}
        type="button"
        className={css["pane"]}
        aria-current={current ? "page" : undefined}
        aria-disabled={room.open ? undefined : true}
        aria-describedby={shown ? id : undefined}
        aria-label={`${n}. ${say(room.name)}${room.open ? "" : ` (${say("frame.to-come")})`}`}
        tabIndex={current ? 0 : -1}
        onPointerEnter={(event) => event.pointerType === "mouse" && show(true)}
        onPointerLeave={() => show(false)}
        onFocus={() => show(true)}
        onBlur={() => show(false)}
        onClick={() => show(true)}
      >
        <span className={css["name"]}>{say(room.name)}</span>
      </button>
      {shown && place && (
        <div
          id={id}
          role="tooltip"
          className={css["card"]}
          style={{
            "--hue": room.hue,
            "--y": `${place.top + place.height / 2}px`,
            "--x": `${place.left + place.width / 2}px`,
            "--edge-x": `${place.right}px`,
          }}
        >
          <b>{say(room.name)}</b>
          <p>{say(room.about)}</p>
          {!room.open && <small>{say("frame.to-come.long")}</small>}
        </div>
      )}
    </li>
  );
}
