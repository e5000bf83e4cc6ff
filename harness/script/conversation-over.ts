// How a script learns that its conversation can't go on: what broke it off is counted already, and the engine catches this. The
// one exception in the house that a peer can cause; it ends an `async` script wherever it stands, as nothing else could.

export class ConversationOver extends Error {
  constructor(sentence: string) {
    // A stack for each of thousands of clients would cost more than the conversation.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(sentence);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = 'ConversationOver';
  }
}
