import { describe, expect, it } from "vitest";
import { seededRandom } from "#base/random.ts";
import { transformer } from "#learn/attention/transformer.ts";
import { adam } from "#learn/network/optimisers.ts";
import { tensor } from "#learn/network/tensor.ts";
import { encodings } from "#learn/position/encodings.ts";
import { influenceByDistance } from "#learn/sequence/influence.ts";
import { charactersOf, forcedAndFree, nextCharacters } from "#learn/sequence/next-character.ts";
import { recall, recallVocabulary } from "#learn/sequence/recall.ts";
import { recurrentModel } from "#learn/sequence/recurrent-model.ts";
import { notAsked, type SequenceModel, sequenceAccuracy, trainSequence } from "#learn/sequence/sequence-model.ts";

describe("the recall task", () => {
  it("asks for the first token after the distance, and for nothing else", () => {
    const { ids, targets, shape } = recall({ distance: 5, batch: 3 }, seededRandom(1));
    expect(shape).toEqual([3, 6]);
    for (let b = 0; b < 3; b++) {
      const [sequence, asked] = [ids.slice(b * 6, b * 6 + 6), targets.slice(b * 6, b * 6 + 6)];
      expect(asked).toEqual([...Array(5).fill(notAsked), sequence[0]]);
      expect(sequence[0]).toBeLessThan(4);
      expect(sequence.slice(1, 5).every((id) => id >= 4 && id < 8)).toBe(true);
      expect(sequence[5]).toBe(recallVocabulary() - 1);
    }
    expect(() => recall({ distance: 0, batch: 1 }, seededRandom(1))).toThrow(
      expect.objectContaining({ code: "learn.value" }),
    );
  });

  const vocabulary = recallVocabulary();
  const models: readonly SequenceModel[] = [
    ...(["rnn", "lstm", "gru"] as const).map((kind) =>
      recurrentModel(kind, { vocabulary, width: 8, hidden: 16, seed: 1, forgetBias: 1 }),
    ),
    transformer({
      vocabulary,
      width: 16,
      heads: 2,
      blocks: 1,
      positions: encodings.rope({ width: 16, heads: 2 }),
      seed: 1,
    }),
  ];
  it.each(models.map((model) => [model.name, model] as const))("is learned by %s over a short distance", (_, model) => {
    const random = seededRandom(2);
    const draw = () => recall({ distance: 4, batch: 16 }, random);
    const test = recall({ distance: 4, batch: 100 }, seededRandom(3));
    expect(sequenceAccuracy(model, test)).toBeLessThan(0.6);
    for (const { loss, gradientNorm } of trainSequence(model, adam(model.parameters, { learningRate: 0.01 }), draw, {
      steps: 150,
    })) {
      expect(Number.isFinite(loss)).toBe(true);
      expect(gradientNorm).toBeGreaterThan(0);
    }
    expect(sequenceAccuracy(model, test)).toBe(1);
  });

  it("shows how the first token fades in an RNN, and not in a Transformer", () => {
    const { ids } = recall({ distance: 40, batch: 1 }, seededRandom(4));
    const rnn = influenceByDistance(recurrentModel("rnn", { vocabulary, width: 8, hidden: 16, seed: 5 }), ids);
    const sees = influenceByDistance(
      transformer({
        vocabulary,
        width: 16,
        heads: 2,
        blocks: 1,
        positions: encodings.sinusoidal({ width: 16 }),
        seed: 5,
      }),
      ids,
    );
    expect(rnn).toHaveLength(41);
    expect(rnn[40]! / rnn[1]!).toBeLessThan(1e-6);
    expect(sees[40]! / sees[1]!).toBeGreaterThan(0.01);
  });
});

describe("next-character prediction", () => {
  const text = "el perro ve al gato y el gato ve al perro. ".repeat(4);

  it("gives each place the following character as its target", () => {
    const { alphabet, ids } = charactersOf("añaña");
    expect(alphabet).toEqual(["a", "ñ"]);
    const batch = nextCharacters(ids, { length: 3, batch: 4 }, seededRandom(1));
    expect(batch.shape).toEqual([4, 3]);
    batch.ids.forEach((id, i) => {
      expect(batch.targets[i]).toBe(1 - id);
    });
    expect(() => nextCharacters(ids, { length: 5, batch: 1 }, seededRandom(1))).toThrow(
      expect.objectContaining({ code: "learn.value" }),
    );
  });

  it("is learned by teacher forcing, so that the model goes on alone", () => {
    const { alphabet, ids } = charactersOf(text);
    const model = recurrentModel("gru", { vocabulary: alphabet.length, width: 12, hidden: 32, seed: 1 });
    const random = seededRandom(2);
    const draw = () => nextCharacters(ids, { length: 24, batch: 8 }, random);
    const losses = [...trainSequence(model, adam(model.parameters, { learningRate: 0.02 }), draw, { steps: 120 })];
    expect(losses[0]!.loss).toBeGreaterThan(2);
    expect(losses.at(-1)!.loss).toBeLessThan(0.3);
    const { forced, free } = forcedAndFree(model, ids.slice(0, 60), 20);
    expect(free.map(({ predicted }) => alphabet[predicted]).join("")).toBe(text.slice(20, 60));
    expect(forced.map(({ surprise }) => surprise).reduce((a, b) => a + b) / 40).toBeLessThan(0.3);
  });

  it("goes astray alone after one error from which the teacher would have brought it back", () => {
    /** Counts on, 0 1 2 3 4 0 …, but says 0 after a 3. */
    const model: SequenceModel = {
      name: "counter",
      parameters: [],
      sequentialSteps: () => 1,
      run(ids, [B, T]) {
        const say = (id: number) => (id === 3 ? 0 : (id + 1) % 5);
        const logits = tensor(
          ids.flatMap((id) => [0, 1, 2, 3, 4].map((v) => (v === say(id) ? 9 : 0))),
          { shape: [B, T, 5] },
        );
        return { embedded: logits, logits };
      },
    };
    const { forced, free } = forcedAndFree(model, [0, 1, 2, 3, 4, 0, 1, 2], 2);
    expect(forced.map(({ predicted }) => predicted)).toEqual([2, 3, 0, 0, 1, 2]); // one error
    expect(forced.map(({ given }) => given)).toEqual([1, 2, 3, 4, 0, 1]);
    expect(free.map(({ predicted }) => predicted)).toEqual([2, 3, 0, 1, 2, 3]); // and wrong ever after
    expect(free[2]!.surprise).toBeGreaterThan(8);
    expect(() => forcedAndFree(model, [0, 1], 2)).toThrow(expect.objectContaining({ code: "learn.value" }));
  });
});
