import type { errorsEn } from "#words/errors.en.ts";

/** La frase de cada error en español. */
export const errorsEs: { readonly [Code in keyof typeof errorsEn]: string } = {
  "engine.closed": "El modelo se cerró: vuelve a abrirlo.",
  "bench.failed": "No se pudo medir {engine}: {reason}.",
  "bench.peer":
    "Aquí no está instalado node-llama-cpp: ejecuta `npm install --no-save -D node-llama-cpp@3.22.1` en la carpeta de Vitral e inténtalo de nuevo.",

  "cli.command": "{name} no es un comando: `vitral --help` los enumera.",
  "cli.excess": "Hay más argumentos de los que admite el comando: pon entre comillas un texto de varias palabras.",
  "cli.line": "La línea {line} no es lo que se esperaba: {expected} en JSON.",
  "cli.missing": "Falta {name}: `--help` muestra un ejemplo.",
  "cli.option": "{name} no es una opción de este comando: `--help` las enumera.",
  "cli.optionValue": "A {name} le falta su valor: `--help` muestra un ejemplo.",
  "cli.setting": "El ajuste {setting} es {value}, donde debería haber {expected}.",
  "cli.settings": "{file} no es un objeto JSON: corrígelo o bórralo.",
  "cli.together": "{first} y {second} no van juntos: elige uno.",
  "cli.unexpected": "Ocurrió algo que no debería: {what}. Con VITRAL_DEBUG=1 se ve dónde; comunícanoslo, por favor.",
  "cli.value": "{name} es {value}, donde debería haber {expected}.",

  "engine.lost": "El motor perdió uno de sus hilos y se detuvo: vuelve a iniciarlo.",
  "engine.memory":
    "El modelo necesita {needed} bytes, más de los {limit} que caben en el motor: usa un modelo más pequeño o más cuantizado.",

  "disk.full": "El disco está lleno: libera espacio e inténtalo de nuevo. Lo terminado antes se conserva.",

  "file.full": "No se puede escribir {file}: el disco está lleno. Libera espacio e inténtalo de nuevo.",
  "file.missing": "{file} no existe: revisa la ruta.",
  "file.shrank": "{file} se acortó mientras se leía: inténtalo de nuevo cuando esté completo.",
  "file.special": "{file} es una carpeta o un dispositivo, donde debería haber un archivo: revisa la ruta.",
  "file.unreadable": "No se puede leer {file} ({reason}): revisa sus permisos.",
  "file.unwritable": "No se puede escribir {file} ({reason}): revisa los permisos o elige otro lugar.",

  "gguf.bad":
    "{file} es un archivo GGUF dañado: {field} es {value}, donde debería haber {expected}. Vuelve a descargarlo.",
  "gguf.endian":
    "{file} es un archivo GGUF big-endian, y Vitral lee los little-endian: conviértelo con gguf_convert_endian.py, de llama.cpp.",
  "gguf.foreign": "{file} no es un archivo GGUF, sino {kind}: indica la ruta de un modelo.",
  "gguf.split":
    "{file} es una de las {parts} partes de un modelo: únelas con llama-gguf-split --merge, de llama.cpp, y abre el resultado.",
  "gguf.truncated":
    "{file} termina en el byte {size}, dentro de {field}, que necesita {needed} bytes desde {offset}: vuelve a descargarlo.",
  "gguf.version":
    "{file} es GGUF versión {version}, y Vitral lee las versiones 2 y 3: conviértelo con un llama.cpp más reciente.",

  "huggingface.bad": "No se puede usar {file}: {field} es {value}, donde debería haber {expected}.",

  "embed.long": "Un texto de {tokens} tokens es más largo de lo que lee el modelo de embeddings ({limit}): divídelo.",

  "generate.context":
    "{tokens} tokens no caben en el contexto del modelo, de {limit}: acorta el texto o pide menos tokens.",
  "generate.empty": "El prompt está vacío: escribe algo por donde seguir.",
  "generate.sampling": "{field} es {value}, donde debería haber {expected}.",

  "knowledge.collection": "No hay ninguna colección {name}: créala primero o elige una de {known}.",
  "knowledge.document": "No hay ningún documento {id} en la colección {name}: consulta antes la lista.",
  "knowledge.embedder":
    "La colección {name} se hizo con otro modelo de embeddings ({has}) y sus vectores no se comparan con los de {got}: bórrala y vuelve a indexar.",
  "knowledge.exists": "Ya hay una colección {name}: elige otro nombre.",
  "knowledge.format":
    "El almacén de {folder} lo escribió otra versión de Vitral: aparta la carpeta y vuelve a indexar.",
  "knowledge.locked": "La carpeta {folder} la está usando otro Vitral: ciérralo primero.",
  "knowledge.server":
    "No se puede usar el servidor PostgreSQL de {host} ({reason}): comprueba que está en marcha, que tiene pgvector, y DATABASE_URL.",
  "knowledge.store":
    "No se puede abrir el almacén de {folder} ({reason}): revisa los permisos y el espacio libre en disco.",

  "learn.shape": "{what} tiene la forma {got}, donde debería haber {expected}.",
  "learn.value": "{what} es {value}, donde debería haber {expected}.",

  "load.binary":
    "{file} no es texto, diga lo que diga su nombre: elige un archivo txt, md, html, pdf, docx, csv, json o jsonl.",
  "load.broken":
    "No se puede leer {file} como {format} ({reason}): ábrelo con el programa del que viene y guárdalo de nuevo.",
  "load.empty": "{file} no contiene texto.",
  "load.format": "{file} es de un tipo que Vitral no lee: lee {known}.",
  "load.large": "{file} tiene {bytes} bytes, más de los {limit} que caben: divídelo.",

  "model.config": "No se puede cargar {file}: {field} es {value}, donde debería haber {expected}.",
  "model.shape":
    "{tensor} en {file} tiene la forma {got}, donde debería haber {expected}: el archivo no concuerda con su propia descripción.",
  "model.tensor": "A {file} le falta el tensor {tensor}: está incompleto o no es de la familia {family}.",
  "model.speechless": "{file} es un modelo de embeddings, y hace falta un modelo de lenguaje: elige otro.",
  "model.stranger":
    "{tensor}, en {file}, es un peso que Vitral no conoce en la familia {family}: sus respuestas serían erróneas, así que no sigue.",
  "model.template":
    "{file} no trae plantilla de conversación: úsalo con un texto simple o elige un modelo hecho para conversar.",
  "model.tokenizer": "{file} no trae tokenizador: usa un archivo que lo traiga.",
  "model.unknown": "{file} es de la familia {family}, que Vitral aún no conoce: conoce {known}.",
  "model.vectorless": "{file} es un modelo de lenguaje, y hace falta uno de embeddings: elige otro.",

  "probe.unknown": "{name} no es un valor que este modelo calcule: se conocen {known}.",

  "runtime.cut": "{url} se interrumpió a mitad de su respuesta: revisa ese servidor e inténtalo de nuevo.",
  "runtime.hidden":
    "{name} funciona en otro servidor, que no muestra su plantilla de chat, sus tokens ni lo probable que le parece un texto: usa para eso un modelo de este equipo.",
  "runtime.refused": "{url} respondió {status}: {reason}.",
  "runtime.unreachable":
    "Nadie responde en {url}: inicia ese servidor (en LM Studio: Developer, Start server) o revisa la dirección.",
  "runtime.elsewhere":
    "{ref} es un modelo tras un servidor, que solo muestra sus respuestas: elige un modelo de este equipo.",
  "runtime.remoteRef":
    "{ref} no nombra un modelo: escribe la dirección del servidor y el nombre del modelo, como en http://127.0.0.1:1234/v1#MODELO.",
  "runtime.unfound": "Ningún modelo se llama {ref}: revisa el nombre o la ruta. Aquí se conocen: {known}.",

  "safetensors.bad":
    "{file} es un archivo safetensors dañado: {field} es {value}, donde debería haber {expected}. Vuelve a descargarlo.",
  "safetensors.foreign": "{file} no es un archivo safetensors, sino {kind}: vuelve a descargar el modelo.",

  "server.address": "Vitral no puede escuchar en {host}: da a --host una dirección de este equipo, como 127.0.0.1.",
  "server.body": "No se puede leer la petición: {field} {problem}.",
  "server.busy": "Se está cargando otro modelo: espera a que esté listo.",
  "server.embedder":
    "{ref} no es el modelo de embeddings con que se inició este servidor: pide {embedder} o inícialo con --embedder {ref}.",
  "server.foreign":
    "Esta dirección solo responde a las páginas y programas de este equipo: ábrela como http://127.0.0.1:{port}.",
  "server.internal": "Algo ha fallado dentro de Vitral: se dice qué allí donde se inició.",
  "server.key": "Falta la clave de la API o no es correcta: envíala como Authorization: Bearer CLAVE.",
  "server.keyNeeded": "Un servidor al que otros llegan necesita una clave: añade --api-key a --host {host}.",
  "server.large": "La petición supera los {limit} bytes que se aceptan: envía menos de una vez.",
  "server.missing": "No hay nada en {path}: mira en docs/api.md qué hay.",
  "server.port": "El puerto {port} lo usa otro programa: elige otro con --port o detén ese programa.",
  "server.portForbidden":
    "El puerto {port} está reservado a los programas del sistema: elige uno desde el 1024 con --port.",
  "server.unsupported": "{parameter} aún no se admite: quítalo de la petición.",

  "tensor.type":
    "{tensor} en {file} está guardado como {type}, que Vitral aún no sabe calcular: usa un archivo con {known}.",

  "tokenizer.bad": "No se puede usar el tokenizador: {field} es {value}, donde debería haber {expected}.",
  "tokenizer.id": "{id} no es un token: los identificadores van de 0 a {last}.",
  "tokenizer.small":
    "Un vocabulario de {vocabulary} es demasiado pequeño para los caracteres de estos textos y los tokens especiales: da al menos {least}.",
  "tokenizer.template": "No se puede usar la plantilla de chat del modelo: {reason}.",
  "tokenizer.untrained": "Los textos no contienen palabras de las que aprender tokens: da más texto.",
};
