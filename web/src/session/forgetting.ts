// What is typed or shown is forgotten when somebody signs out. Whatever keeps some of it says here how; a part that never came has kept nothing.
const parts = new Set<() => void>();

export const whenForgetting = (clear: () => void): void => { parts.add(clear); };

export const forgetParts = (): void => { for (const clear of parts) clear(); };
