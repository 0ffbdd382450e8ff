import { describe, expect, test } from 'vitest';
import { Malformed } from './bytes';
import { date, moment, object, text } from './shape';

describe('shapes', () => {
  test('an object is neither null nor a text nor a list, and its keys are those named', () => {
    expect(object({})({})).toEqual({});
    for (const value of [null, 'a', 0, true, []]) expect(() => object({})(value), String(value)).toThrow(Malformed);
    for (const value of [{}, { b: '' }, { a: '', b: '' }]) expect(() => object({ a: text })(value)).toThrow(Malformed);
  });

  test('days and moments are of the calendar, and written in one way', () => {
    expect([date('2028-02-29'), moment('2028-02-29T23:59:59Z')]).toEqual(['2028-02-29', '2028-02-29T23:59:59Z']);
    for (const day of ['2026-02-29', '2026-02-30', '2026-13-01', '2026-2-1', '']) {
      expect(() => date(day), day).toThrow(Malformed);
      expect(() => moment(`${day}T10:00:00Z`), day).toThrow(Malformed);
    }
    for (const time of ['2026-02-28T24:00:00Z', '2026-02-28T10:00:00', '2026-02-28T10:00:00.000Z', '2026-02-28T10:00Z']) expect(() => moment(time), time).toThrow(Malformed);
  });
});
