import { describe, expect, test } from 'vitest';
import { b64, fromUtf8, hex, unb64, utf8 } from './bytes';
import { openBox, pad, sealBox, unpad } from './box';
import { writeJson, readJson, type Json } from './json';
import { checkProfile, encAd, makeProfile, profileAd, type ProfilePin } from './profile';
import { bytes, refusal, sg1, textOf } from './vectors';

const { checks, profile: entry, epoch } = sg1, { context } = checks;
const place = { agency: unb64(context.agency), case: { id: unb64(context.case), epoch: 0, ckId: bytes(epoch.ck_id[0]) }, uid: unb64(context.seeker) };

describe('profiles', () => {
  interface Case { what: string; refuse: string | null; uid: string; json: string; version: number; pinned: ProfilePin | null }

  test.each(checks.profiles as Case[])('$what: $refuse', async (one) => {
    expect(await refusal(() => checkProfile({ ...place, uid: unb64(one.uid) }, textOf(one.json), one.version, one.pinned))).toBe(one.refuse);
  });

  test('all 8 are here', () => expect(checks.profiles.length).toBe(8));

  test('the bytes of the vector', async () => {
    const { enc, ...said } = readJson(entry.json) as { enc: { rcpt: string }; pin: { kid: string } } & Parameters<typeof makeProfile>[1];
    expect([hex(profileAd(place, 1)), hex(encAd(place, enc.rcpt))]).toEqual([entry.ad, entry.enc_ad]);
    const made = await makeProfile(place, said, enc.rcpt, { kid: said.pin.kid, seed: b64(bytes(entry.pin_seed)) });
    expect(writeJson(made as Json)).toBe(entry.json);
    const padded = pad(utf8(entry.json)), ck = bytes(epoch.ck[0]);
    expect(padded.length).toBe(entry.padded);
    expect(hex(await sealBox(ck, bytes(entry.ad), padded, bytes(entry.salt)))).toBe(entry.box);
    expect(fromUtf8(unpad(await openBox(ck, bytes(entry.ad), bytes(entry.box))))).toBe(entry.json);
  });

  test('each key under its own id', async () => {
    const { enc, pin } = JSON.parse(entry.json) as { enc: { kid: string }; pin: { kid: string } };
    for (const [kid, other] of [[enc.kid, pin.kid], [pin.kid, enc.kid]] as const) {
      expect(await refusal(() => checkProfile(place, entry.json.replace(`"kid":"${kid}"`, `"kid":"${other}"`), 1, null))).toBe('P1');
    }
  });

  test('strict: an unknown key, a classic recipient', async () => {
    for (const other of [entry.json.replace('{"v":1', '{"v":1,"x":1'), entry.json.replace('age1pq1', 'age1'), entry.json.replace('"v":1', '"v":2')]) {
      expect(await refusal(() => checkProfile(place, other, 1, null))).toBe('P1');
    }
  });
});
