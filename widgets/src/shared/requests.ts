/**
 * Questions of a view to its kernel, as custom messages. A question carries an id, which its answer repeats; several
 * pages may show one model, so ids are unique among pages.
 */
export interface RequestMessage {
  readonly request: string;
  readonly what: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The view does not wait any longer. */
export interface CancelMessage {
  readonly cancel: string;
}

export type AnswerMessage =
  | {
      readonly answer: string;
      readonly content: unknown;
      /** One a buffer: true where it is deflated (raw DEFLATE, RFC 1951). */
      readonly deflated: readonly boolean[];
    }
  | { readonly answer: string; readonly error: string };

type Content = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Content =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isRequest = (content: Content): content is Content & RequestMessage =>
  typeof content.request === "string" && typeof content.what === "string" && isRecord(content.params);

export const isCancel = (content: Content): content is Content & CancelMessage =>
  typeof content.cancel === "string";

export const isAnswer = (content: Content): content is Content & AnswerMessage =>
  typeof content.answer === "string" &&
  (typeof content.error === "string" || (Array.isArray(content.deflated) && "content" in content));
