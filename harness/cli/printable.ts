// Texts from elsewhere on standard error.

/** What a message quotes, such as a file's content or what a server said, must not move the cursor. */
export function printable(message: string): string {
  return message.replace(/(?!\n)\p{Cc}/gu, '\u{fffd}');
}
