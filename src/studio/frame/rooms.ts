import type { PlainKey } from "#studio/language.tsx";

/** A room of the studio, in the order of the paper. `hue` is the colour of what the room is about. */
export interface Room {
  readonly id: string;
  readonly name: PlainKey;
  readonly about: PlainKey;
  /** OKLCH hue of its pane. */
  readonly hue: number;
  /** false: still to come, and its pane says so. */
  readonly open: boolean;
}

const room = (id: string, name: PlainKey, about: PlainKey, hue: number, open = false): Room => ({
  id,
  name,
  about,
  hue,
  open,
});

export const rooms: readonly Room[] = [
  room("data", "room.data", "room.data.about", 75),
  room("neuron", "room.neuron", "room.neuron.about", 48),
  room("network", "room.network", "room.network.about", 28),
  room("sequence", "room.sequence", "room.sequence.about", 8),
  room("attention", "room.attention", "room.attention.about", 62),
  room("tokens", "room.tokens", "room.tokens.about", 78),
  room("embeddings", "room.embeddings", "room.embeddings.about", 152),
  room("positions", "room.positions", "room.positions.about", 300),
  room("transformer", "room.transformer", "room.transformer.about", 252),
  room("generation", "room.generation", "room.generation.about", 198),
  room("retrieval", "room.retrieval", "room.retrieval.about", 122),
  room("tuning", "room.tuning", "room.tuning.about", 345),
  room("practice", "room.practice", "room.practice.about", 88, true),
];
