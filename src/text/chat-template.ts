import { VitralError } from "#base/error.ts";
import { runTemplate } from "#text/template-interpreter.ts";

/** A turn of a chat. */
export interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

/** What a template may be told besides the messages. */
export interface ChatTemplateData {
  readonly bosToken?: string;
  readonly eosToken?: string;
  /** End with the opening of the model's turn. Default true. */
  readonly addGenerationPrompt?: boolean;
}

/**
 * Messages as the model was trained to read them, by the model's own Jinja template.
 * @throws VitralError `tokenizer.template` if the template is wrong, refuses the messages, or has no end
 */
export function renderChat(template: string, messages: readonly ChatMessage[], data: ChatTemplateData = {}): string {
  try {
    return runTemplate(template, {
      messages: messages.map(({ role, content }) => ({ role, content })),
      add_generation_prompt: data.addGenerationPrompt ?? true,
      bos_token: data.bosToken ?? "",
      eos_token: data.eosToken ?? "",
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new VitralError("tokenizer.template", { reason }, { cause });
  }
}
