/**
 * What a file may claim at most, and why. A claim is checked against these, and against the file's own size, before
 * anything is allocated for it: a file of a few bytes may claim anything.
 */
export const limits = {
  gguf: {
    metadata: 65_536, // real files have some fifty keys
    tensors: 262_144, // a large mixture of experts has some ten thousand
    keyBytes: 65_535, // the format's own limit
    nameBytes: 1_024, // the format says 64; some converters write longer names
    stringBytes: 64 << 20, // the longest are chat templates, of some 100 kB
    arrayLength: 16 << 20, // vocabularies have some 300,000 entries, their merges as many
    dimensions: 4, // ggml's GGML_MAX_DIMS
    depth: 2, // arrays within arrays; real files have none
    alignment: 1 << 20, // real files have 32
    headerBytes: 128 << 20, // the largest real ones, with 260,000 pieces, have some 16 MB
    heapBytes: 256 << 20, // what metadata become in memory: some 20 MB for 250,000 pieces
  },
  safetensors: {
    headerBytes: 32 << 20, // real ones have at most some MB; the format's own limit, 100 MB of JSON, would fill the heap
    dimensions: 8, // more than any model uses
  },
  huggingface: {
    configBytes: 4 << 20, // real ones have some kB
    jsonBytes: 64 << 20, // tokenizer.json of 260,000 pieces has 33 MB
    shards: 4_096, // the largest models have some 200
  },
} as const;
