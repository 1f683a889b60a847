/** What an answer is drawn from: the texts of the collection, or the model alone. */
export type AnswerSource = "texts" | "alone";
