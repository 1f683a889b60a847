/** The sentence of every error: what, where, how to mend it. `{name}` is filled from the error's data. */
export const errorsEn = {
  "engine.closed": "The model was closed: open it again.",
  "bench.failed": "{engine} could not be measured: {reason}.",
  "bench.peer":
    "node-llama-cpp is not installed here: run `npm install --no-save -D node-llama-cpp@3.22.1` in Vitral's folder and try again.",

  "cli.command": "{name} is no command: `vitral --help` lists them.",
  "cli.excess": "There are more arguments than the command takes: put a text of several words in quotes.",
  "cli.line": "Line {line} is not what was expected: {expected} as JSON.",
  "cli.missing": "{name} is missing: `--help` shows an example.",
  "cli.option": "{name} is no option of this command: `--help` lists them.",
  "cli.optionValue": "{name} lacks its value: `--help` shows an example.",
  "cli.setting": "The setting {setting} is {value}, where {expected} should stand.",
  "cli.settings": "{file} is no JSON object: mend it or delete it.",
  "cli.together": "{first} and {second} do not go together: choose one.",
  "cli.unexpected": "Something that should not happen happened: {what}. VITRAL_DEBUG=1 shows where; please report it.",
  "cli.value": "{name} is {value}, where {expected} should stand.",

  "engine.lost": "The engine lost one of its threads and stopped: start it again.",
  "engine.memory":
    "The model needs {needed} bytes, more than the {limit} that the engine can hold: use a smaller model or a stronger quantisation.",

  "disk.full": "The disk is full: free some space and try again. What was finished before is kept.",

  "file.full": "{file} cannot be written: the disk is full. Free some space and try again.",
  "file.missing": "{file} does not exist: check the path.",
  "file.shrank": "{file} became shorter while it was read: try again when it is whole.",
  "file.special": "{file} is a folder or a device, where a file should stand: check the path.",
  "file.unreadable": "{file} cannot be read ({reason}): check its permissions.",
  "file.unwritable": "{file} cannot be written ({reason}): check the permissions, or choose another place.",

  "gguf.bad": "{file} is a damaged GGUF file: {field} is {value}, where {expected} should stand. Download it again.",
  "gguf.endian":
    "{file} is a big-endian GGUF file, and Vitral reads little-endian ones: convert it with llama.cpp's gguf_convert_endian.py.",
  "gguf.foreign": "{file} is no GGUF file but {kind}: give the path of a model.",
  "gguf.split":
    "{file} is one of {parts} parts of a model: join them with llama.cpp's llama-gguf-split --merge, and open the result.",
  "gguf.truncated":
    "{file} ends at byte {size}, inside {field}, which needs {needed} bytes from {offset}: download it again.",
  "gguf.version":
    "{file} is GGUF version {version}, and Vitral reads versions 2 and 3: convert it with a newer llama.cpp.",

  "huggingface.bad": "{file} cannot be used: {field} is {value}, where {expected} should stand.",

  "embed.long": "A text of {tokens} tokens is longer than the embedder reads ({limit}): cut it.",

  "generate.context":
    "{tokens} tokens do not fit the model's context of {limit}: shorten the text or ask for fewer tokens.",
  "generate.empty": "The prompt is empty: write something to go on from.",
  "generate.sampling": "{field} is {value}, where {expected} should stand.",

  "knowledge.collection": "There is no collection {name}: create it first, or choose one of {known}.",
  "knowledge.document": "There is no document {id} in the collection {name}: list its documents first.",
  "knowledge.embedder":
    "The collection {name} was made with another embedder ({has}), and its vectors do not compare with those of {got}: delete it and index again.",
  "knowledge.exists": "There is already a collection {name}: choose another name.",
  "knowledge.format":
    "The store in {folder} was written by another version of Vitral: move the folder away and index again.",
  "knowledge.locked": "The folder {folder} is in use by another Vitral: stop that one first.",
  "knowledge.server":
    "The PostgreSQL server at {host} cannot be used ({reason}): check that it runs, that it has pgvector, and DATABASE_URL.",
  "knowledge.store":
    "The store in {folder} cannot be opened ({reason}): check the folder's permissions and the free disk space.",

  "learn.shape": "{what} has the shape {got}, where {expected} should stand.",
  "learn.value": "{what} is {value}, where {expected} should stand.",

  "load.binary":
    "{file} is not text, whatever its name says: choose a txt, md, html, pdf, docx, csv, json or jsonl file.",
  "load.broken": "{file} cannot be read as {format} ({reason}): open it in the program it came from and save it again.",
  "load.empty": "{file} holds no text.",
  "load.format": "{file} is of a kind that Vitral does not read: it reads {known}.",
  "load.large": "{file} has {bytes} bytes, more than the {limit} that fit: split it.",

  "model.config": "{file} cannot be loaded: {field} is {value}, where {expected} should stand.",
  "model.shape":
    "{tensor} in {file} has the shape {got}, where {expected} should stand: the file does not fit its own description.",
  "model.tensor": "{file} lacks the tensor {tensor}: it is incomplete, or not of the family {family}.",
  "model.speechless": "{file} is an embedder, where a language model is needed: choose another.",
  "model.stranger":
    "{tensor} in {file} is a weight that Vitral does not know in the family {family}: its answers would be wrong, so it stops.",
  "model.template":
    "{file} carries no chat template: use it with a plain prompt, or choose a model that was made for chats.",
  "model.tokenizer": "{file} carries no tokenizer: use a file that does.",
  "model.unknown": "{file} is of the family {family}, which Vitral does not know yet: known are {known}.",
  "model.vectorless": "{file} is a language model, where an embedder is needed: choose another.",

  "probe.unknown": "{name} is no value that this model computes: known are {known}.",

  "runtime.cut": "{url} broke off in the middle of its answer: look at that server, and try again.",
  "runtime.hidden":
    "{name} runs on another server, which does not show its chat template, its tokens or how likely it finds a text: use a model on this computer for that.",
  "runtime.refused": "{url} answered {status}: {reason}.",
  "runtime.unreachable":
    "Nobody answers at {url}: start that server (in LM Studio: Developer, Start server), or check the address.",
  "runtime.elsewhere":
    "{ref} is a model behind a server, which shows only its answers: choose a model on this computer.",
  "runtime.remoteRef":
    "{ref} names no model: write the server's address and the model's name, as in http://127.0.0.1:1234/v1#MODEL.",
  "runtime.unfound": "No model is called {ref}: check the name or the path. Known here: {known}.",

  "safetensors.bad":
    "{file} is a damaged safetensors file: {field} is {value}, where {expected} should stand. Download it again.",

  "safetensors.foreign": "{file} is no safetensors file but {kind}: download the model again.",
  "server.address": "Vitral cannot listen at {host}: give --host an address of this computer, such as 127.0.0.1.",
  "server.body": "The request cannot be read: {field} {problem}.",
  "server.busy": "Another model is being loaded: wait until it is ready.",
  "server.embedder":
    "{ref} is not the embedder that this server was started with: ask for {embedder}, or start it with --embedder {ref}.",
  "server.foreign":
    "This address answers only this computer's own pages and programs: open it as http://127.0.0.1:{port}.",
  "server.internal": "Something failed inside Vitral: what, is said where it was started.",
  "server.key": "The API key is missing or wrong: send it as Authorization: Bearer KEY.",
  "server.keyNeeded": "A server that others can reach needs a key: add --api-key to --host {host}.",
  "server.large": "The request has more than the {limit} bytes that are accepted: send less at a time.",
  "server.missing": "There is nothing at {path}: see docs/api.md for what there is.",
  "server.port": "Port {port} is in use by another program: choose another with --port, or stop that program.",
  "server.portForbidden": "Port {port} is reserved for the system's own programs: choose one from 1024 on with --port.",
  "server.unsupported": "{parameter} is not supported yet: leave it out.",

  "tensor.type": "{tensor} in {file} is stored as {type}, which Vitral cannot compute yet: use a file with {known}.",

  "tokenizer.bad": "The tokenizer cannot be used: {field} is {value}, where {expected} should stand.",
  "tokenizer.id": "{id} is no token: ids go from 0 to {last}.",
  "tokenizer.small":
    "A vocabulary of {vocabulary} is too small for the characters of these texts and the special tokens: give at least {least}.",
  "tokenizer.template": "The model's chat template cannot be used: {reason}.",
  "tokenizer.untrained": "The texts hold no words to learn tokens from: give more text.",
} as const;
