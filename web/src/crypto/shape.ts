// Shapes of the documents: which keys there are, and what may stand under them. A shape takes a JSON value and gives it back typed,
// or throws Malformed. All keys are required, others are refused (PROTOCOL 2.18).
import { Malformed, unb64, type Bytes } from './bytes';
import { readJson, type Json } from './json';
import { Refused, type Refusal } from './verbs';

export type Shape<T> = (value: Json) => T;
export type Of<S> = S extends Shape<infer T> ? T : never;

export const text: Shape<string> = (value) => {
  if (typeof value !== 'string') throw new Malformed('text'); // kill: Shape.text
  return value;
};

export const integer: Shape<number> = (value) => {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw new Malformed('integer'); // kill: Shape.integer
  return value as number;
};

export const bool: Shape<boolean> = (value) => {
  if (typeof value !== 'boolean') throw new Malformed('boolean'); // kill: Shape.bool-boolean
  return value;
};

/** One of some fixed values, e.g. the version. */
export const one = <const T extends Json>(...allowed: T[]): Shape<T> => (value) => {
  if (!allowed.includes(value as T)) throw new Malformed('value'); // kill: Shape.value
  return value as T;
};

/** `length` bytes as base64url; stays text, so that it can be compared as it came. */
export const binary = (length: number): Shape<string> => (value) => {
  unb64(text(value), length);
  return value as string;
};

/** base64url of any length. */
export const base64: Shape<string> = (value) => {
  unb64(text(value));
  return value as string;
};

/** A second in UTC, 2026-11-22T10:11:12Z. */
export const moment: Shape<string> = (value) => {
  const typed = text(value), time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(typed) ? Date.parse(typed) : NaN;
  if (Number.isNaN(time) || new Date(time).toISOString() !== typed.replace('Z', '.000Z')) throw new Malformed('time'); // kill: Shape.moment-time
  return typed;
};

/** A day, 2026-11-22. */
export const date: Shape<string> = (value) => {
  const day = text(value);
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day) throw new Malformed('date'); // kill: Shape.date
  return day;
};

export const nullable = <T>(shape: Shape<T>): Shape<T | null> => (value) => (value === null ? null : shape(value));

export const list = <T>(shape: Shape<T>): Shape<T[]> => (value) => {
  if (!Array.isArray(value)) throw new Malformed('list'); // kill: Shape.list
  return value.map(shape);
};

const entries = (value: Json): [string, Json][] => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Malformed('object'); // kill: Shape.entries-object
  return Object.entries(value);
};

/** An object with exactly these keys. */
export const object = <T extends Record<string, Shape<unknown>>>(shapes: T): Shape<{ [K in keyof T]: Of<T[K]> }> => (value) => {
  const found = entries(value);
  if (found.length !== Object.keys(shapes).length) throw new Malformed('keys'); // kill: Shape.how-many-keys
  for (const [key, inner] of found) {
    if (!Object.hasOwn(shapes, key)) throw new Malformed('keys'); // kill: Shape.key-missing
    shapes[key]!(inner);
  }
  return value as { [K in keyof T]: Of<T[K]> };
};

/** An object whose keys all have one form, e.g. ids. */
export const record = <T>(key: Shape<string>, shape: Shape<T>): Shape<Record<string, T>> => (value) => {
  for (const [name, inner] of entries(value)) { key(name); shape(inner); }
  return value as Record<string, T>;
};

export const id = binary(16), kid = binary(8), key32 = binary(32);

/** Runs `make`; whatever is malformed is refused by `check`. */
export function refuseBy<T>(check: Refusal, make: () => T): T {
  try { return make(); } catch (error) {
    if (error instanceof Malformed) throw new Refused(check); // kill: Shape.refuse-by
    throw error;
  }
}

/** Reads a document strictly; the id of the check stands in the refusal. */
export const readAs = <T>(check: Refusal, shape: Shape<T>, source: string | Bytes): T => refuseBy(check, () => shape(readJson(source)));
