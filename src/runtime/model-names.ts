/** What people call the bundled models; their files' own names are those of the training runs. */
const names: Readonly<Record<string, string>> = {
  "smollm2-135m-instruct": "SmolLM2 135M Instruct",
  "multilingual-e5-small": "multilingual-e5-small",
};

/** A model's name for people: a bundled one's own, else what its file says, else its ref. */
export const modelName = (ref: string, inFile?: string): string => names[ref] ?? inFile ?? ref;
