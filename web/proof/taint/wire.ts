// What of a request the server may know: named by request and field, and nothing beside it (spec/api.md). Everything else that a browser draws,
// derives or is told must not be in what the server receives.
import type { Received } from '../../e2e/recorder';

/**
 * `id`: 16 bytes that name something. `login`: the key that a sign-in brings. `name`: the norm of a name. `box`: a Box, whose salt is drawn at random. `age`: an age file,
 * whose nonce is. `signed`: a document that names people by their ids. `file`: the first part of a sealed file, whose salt is, or another part, which is all sealed.
 */
type Kind = 'id' | 'login' | 'name' | 'box' | 'age' | 'signed' | 'file';

type Fields = Readonly<Record<string, Kind>>;

const account: Fields = { name: 'name', auth: 'login' };
const versioned: Fields = { box: 'box' };
const message: Fields = { id: 'id', box: 'box', 'files[]': 'id' };
const proof: Fields = { auth: 'login' };
/** New ways of signing in. */
const ways: Fields = { 'keyring.box': 'box', 'password.auth': 'login', 'password.wrap.wrap': 'box', 'code.rc_id': 'id', 'code.auth': 'login', 'code.wrap.wrap': 'box' };
const granted: Fields = { 'grants[].id': 'id', 'grants[].file': 'age' };

/** `:id` in an address is a place where an id may stand, `:n` one for a number. `[]`: each of a list. `''`: the body is no JSON, but this. Requests that are not here bring no random value and no name at all. */
const wire: Readonly<Record<string, Fields>> = {
  'POST alarms': {},
  'POST visit': {},
  'POST visit/end': {},
  'POST auth/pre': { name: 'name' },
  'POST auth/work': {},
  'POST auth/register': {
    ...account, uid: 'id', rc_id: 'id', auth_rc: 'login', 'wraps[].wrap': 'box', keyring: 'box', vault: 'box', 'invite.id': 'id', 'invite.record': 'signed',
  },
  'POST auth/login': { ...account, rc_id: 'id' },
  'POST auth/recover': { ...proof, rc_id: 'id' },
  'PUT auth/recover': { ...proof, ...ways, rc_id: 'id' },
  'PUT session/tabs/:id': { box: 'box', where: 'box' },
  'POST session/tabs/:id/opening': {},
  'DELETE session/tabs/:id': {},
  'POST session/tab/leaving': { tab_id: 'id' },
  'PUT me/keyring': versioned,
  'PUT me/vault': versioned,
  'POST me/proof': proof,
  'PUT me/wraps': { ...proof, ...ways },
  'PUT me/keys': { ...proof, ...ways, 'vault.box': 'box', 'cases[].id': 'id', 'cases[].self': 'box', 'cases[].profile.box': 'box', 'drafts[].case': 'id', 'drafts[].box': 'box' },
  'PUT me/notice': { file: 'age' },
  'DELETE me': { ...proof, 'staying[]': 'id' },
  'GET me/drafts/:id/kind': {},
  'PUT me/drafts/:id/kind': versioned,
  'DELETE me/drafts/:id/kind': {},
  'POST enquiries': { case: 'id', ck_id: 'id', 'profile.box': 'box', 'message.id': 'id', 'message.box': 'box', self: 'box', ...granted, 'vault.box': 'box' },
  'POST desk/cases': { 'cases[]': 'id' },
  'GET enquiries/:id': {},
  'POST enquiries/:id/acceptance': { nk_id: 'id', self: 'box', ...granted },
  'POST enquiries/:id/acceptance/confirmation': {},
  'POST cases/:id/release': granted,
  'PUT cases/:id/state': {},
  'PUT cases/:id/marks': {},
  'GET cases/:id': {},
  'GET cases/:id/messages': {},
  'POST cases/:id/messages': message,
  'DELETE cases/:id/messages/:id': {},
  'GET cases/:id/notes': {},
  'POST cases/:id/notes': message,
  'PUT cases/:id/profile': versioned,
  'PUT cases/:id/self': versioned,
  'PUT cases/:id/archive': { id: 'id', file: 'age' },
  'POST cases/:id/erasure': { ...proof, id: 'id', order: 'signed' },
  'GET cases/:id/erasure': {},
  'DELETE cases/:id/erasure': {},
  'POST cases/:id/erasure/answer': {},
  'PUT cases/:id/hold': {},
  'DELETE cases/:id/hold': {},
  'POST archive/:id/opening': proof,
  'POST archive/:id/files/:id': proof,
  'POST files': { id: 'id', case: 'id' },
  'PUT files/:id/parts/:n': { '': 'file' },
  'GET files/:id': {},
  'DELETE files/:id': {},
  'POST setup': { root: 'signed', manifest: 'signed', 'records[]': 'signed', 'keyring.box': 'box', 'vault.box': 'box' },
  'POST manifest': { manifest: 'signed', 'records[]': 'signed', ...granted, 'grants[].to_uid': 'id', 'invites[]': 'id' },
  'POST invites': { id: 'id' },
  'GET invites/:id': {},
  'DELETE invites/:id': {},
  'PUT staff/:id/state': {},
  'DELETE me/grants/:id': {},
};

const patterns = Object.entries(wire).map(([call, fields]) => {
  const [method, path] = call.split(' ') as [string, string];
  return { call, method, fields, form: new RegExp(`^/api/1/${path.replace(/:id/g, '([A-Za-z0-9_-]{22})').replace(':n', '\\d+').replace('/kind', '/(?:message|note|earlier|files)')}(\\?.*)?$`) };
});

const saltAt = 2, saltEnd = 34;
/** Of a sealed file: what it begins with, and where its salt ends (spec/file.md). */
const fileHead = Buffer.from('SGF1\x01\x10', 'latin1'), fileSaltEnd = 38;

/** Where in an age file the nonce stands: behind the line of the header's MAC. */
const nonceOf = (file: Buffer): number => file.indexOf('\n', file.indexOf('\n--- ') + 1) + 1;
export const withoutNonce = (file: Buffer): Buffer => Buffer.concat([file.subarray(0, nonceOf(file)), file.subarray(nonceOf(file) + 16)]);

/** Hears each value that was sent openly, with the field in which it was. */
type Hear = (value: Buffer, field: string) => void;

/** What is left of a value when the part that may be known is taken out. */
function without(kind: Kind, value: string, field: string, hear: Hear): string {
  const bytes = Buffer.from(value, 'base64url');
  switch (kind) {
    case 'id': if (bytes.length === 16) { hear(bytes, field); return ''; } return value;
    case 'login': if (bytes.length === 32) { hear(bytes, field); return ''; } return value;
    case 'name': hear(Buffer.from(value), field); return '';
    case 'signed': case 'file': return '';
    case 'box': hear(bytes.subarray(saltAt, saltEnd), `${field}: salt`); return bytes.subarray(saltEnd).toString('base64url');
    case 'age': {
      hear(bytes.subarray(nonceOf(bytes), nonceOf(bytes) + 16), `${field}: nonce`);
      return withoutNonce(bytes).toString('base64url');
    }
  }
}

/** The body with every allowed value taken out, and nothing else. */
function stripped(value: unknown, at: string, fields: Fields, call: string, hear: Hear): unknown {
  if (Array.isArray(value)) return value.map((one) => stripped(one, `${at}[]`, fields, call, hear));
  if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, stripped(one, at ? `${at}.${key}` : key, fields, call, hear)]));
  const kind = fields[at];
  return kind && typeof value === 'string' ? without(kind, value, `${call} ${at}`, hear) : value;
}

/** The id of a visit: the server counts by it while the visit lasts, and writes it down nowhere. */
export const visit = 'header siegel-visit';

/** Headers come as lines: name, value, name, value. */
function strippedHeaders(headers: string, hear: Hear): string {
  const lines = headers.split('\n');
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i]!.toLowerCase(), value = lines[i + 1]!;
    if (name === 'siegel-visit') lines[i + 1] = without('id', value, visit, hear);
    if (name === 'siegel-uid') lines[i + 1] = without('id', value, 'header siegel-uid', hear);
    if (name === 'cookie') lines[i + 1] = value.replace(/(__Host-siegel(?:-desk)?)=([A-Za-z0-9_-]+)/g, (_, cookie: string, secret: string) => { hear(Buffer.from(secret), 'header cookie'); return `${cookie}=`; });
  }
  return lines.join('\n');
}

/** A part of a sealed file without the salt, which only the first one has. */
function strippedPart(body: Buffer, call: string, hear: Hear): Buffer {
  if (!body.subarray(0, fileHead.length).equals(fileHead)) return body;
  hear(body.subarray(fileHead.length, fileSaltEnd), `${call}: salt`);
  return body.subarray(fileSaltEnd);
}

/** A request as the server received it, without what it may know. */
export function redacted(request: Received, hear: Hear): Buffer {
  const found = patterns.find(({ method, form }) => method === request.method && form.test(request.url));
  let url = request.url, body = request.body;
  if (found) {
    const ids = found.form.exec(request.url)!.slice(1).filter((id) => id && !id.startsWith('?'));
    for (const id of ids) { hear(Buffer.from(id, 'base64url'), `${found.call}: address`); url = url.replace(id, ''); }
    if (found.fields[''] === 'file') body = strippedPart(body, found.call, hear);
    else if (body.length && Object.keys(found.fields).length) body = Buffer.from(JSON.stringify(stripped(JSON.parse(body.toString()), '', found.fields, found.call, hear)));
  }
  return Buffer.concat([Buffer.from(`${request.method} ${url}\n${strippedHeaders(request.headers, hear)}\n`), body, Buffer.from('\n')]);
}

/** A request as the server received it. */
export const whole = ({ method, url, headers, body }: Received): Buffer => Buffer.concat([Buffer.from(`${method} ${url}\n${headers}\n`), body, Buffer.from('\n')]);
