// The audit record as it is read: every action of the server has its words and its place, days are those of the agency.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import vectors from '../../../../spec/vectors/audit.json';
import words from '../../../../locales/de/chain.json';
import type { ChainEntry } from '../../crypto/wire';
import { byDay, checkCode, kindOf, objectOf } from './chain';

const source = (name: string): string => readFileSync(new URL(`../../../../internal/counsel/${name}.go`, import.meta.url), 'utf8');
const listed = (name: string, type: string): string[] => [...source(name).matchAll(new RegExp(`\\b\\w+ +${type} += "([a-z-]+)"`, 'g'))].map((m) => m[1]!);
const known = new Set(Object.keys(words));

describe('what the server can write', () => {
  const actions = listed('audit', 'Action'), reasons = [...listed('audit', 'Reason'), ...listed('grant', 'Why')];
  it('has words for every action, and a place in the choice', () => {
    expect(actions.length).toBeGreaterThan(24);
    expect(actions.filter((action) => !known.has(`act_${action.replace('-', '_')}`) || kindOf(action) === null)).toEqual([]);
    expect(kindOf('later')).toBeNull();
  });
  it('has words for every reason', () => {
    expect(reasons.length).toBeGreaterThan(22);
    expect(reasons.filter((reason) => !known.has(`why_${reason}`))).toEqual([]);
  });
});

const entry = (seq: number, at: string, action = 'invite'): ChainEntry => ({ ...(vectors.entries[0] as ChainEntry), seq, at: Date.parse(at), action });

it('a day is one of the agency, newest first, and its numbers stand in it', () => {
  const days = byDay([entry(1, '2026-11-20T23:30Z'), entry(2, '2026-11-21T10:00Z'), entry(3, '2026-11-21T22:45Z'), entry(4, '2026-11-21T23:15Z'), entry(5, '2026-11-21T00:00Z', 'letters'), entry(6, '2026-11-22T02:00Z')], 50, 'Europe/Vienna');
  expect(days.map(({ at, entries }) => [new Date(at).toISOString().slice(0, 10), entries.map(({ seq }) => seq)])).toEqual([['2026-11-22', [6, 4]], ['2026-11-21', [5, 3, 2, 1]]]);
  expect(byDay(days.flatMap(({ entries }) => entries), 3, 'Europe/Vienna').map(({ entries }) => entries.length)).toEqual([2, 1]);
});

it('an object is named where it tells something', () => {
  const of = (action: string, reason = '', object: string | null = 'x') => objectOf({ action, object, reason });
  expect([of('stop'), of('grant', 'role'), of('ungrant', 'adopted'), of('grant', 'archive'), of('seal'), of('invite'), of('order'), of('delete', '', null)]).toEqual(['staff', 'staff', 'staff', 'case', 'case', null, null, null]);
});

it('a check code can be read out', () => { expect(checkCode('_-8AEjRWeJq83vASNFZ4mrze8BI0VniavN7wEjRWeJo')).toBe('FFEF 0012'); });
