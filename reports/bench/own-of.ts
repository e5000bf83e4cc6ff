// What a record has under a name. Operations are called what their authors like: `constructor` is a name like any other.

export function ownOf<T>(values: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
