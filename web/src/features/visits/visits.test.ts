import { describe, expect, it } from 'vitest';
import { byHour, whole } from './visits';

describe('figures of visits', () => {
  it('a day that nobody visited stands there with 0; what is hidden stays hidden', () => {
    expect(whole([{ what: '2026-10-30', count: 7 }, { what: '2026-11-02', count: null }])).toEqual([
      { what: '2026-10-30', count: 7 }, { what: '2026-10-31', count: 0 }, { what: '2026-11-01', count: 0 }, { what: '2026-11-02', count: null },
    ]);
    expect(whole([])).toEqual([]);
    expect(whole([{ what: '2026-10', count: 7 }, { what: '2026-12', count: 8 }])).toHaveLength(2);
  });
  it('every hour once, and behind them what was too little for an hour', () => {
    const hours = byHour([{ what: '9', count: 7 }, { what: 'q2', count: 5 }, { what: 'day', count: null }]);
    expect(hours).toHaveLength(26);
    expect(hours[9]).toEqual({ what: '9', count: 7 });
    expect(hours[10]?.count).toBe(0);
    expect(hours.slice(24).map((h) => h.what)).toEqual(['q2', 'day']);
  });
});
