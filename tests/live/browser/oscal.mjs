// Holds OSCAL documents against the official schemas and against what the schemas cannot say:
//   node oscal.mjs SCHEMAS CATALOG PROFILE RESULTS...
// Empty values, ids and UUIDs that repeat, and references that lead nowhere are mistakes. Prints each, ends with 1 if any.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';

const [schemas, ...files] = process.argv.slice(2);
const mistakes = [];
const loaded = new Map();

// Every definition names itself by a bare fragment, which says nothing new; there it stands as a mistake for the validator.
function plain(schema, root = true) {
    if (Array.isArray(schema))
        return schema.map((s) => plain(s, false));
    if (!schema || typeof schema !== 'object')
        return schema;
    return Object.fromEntries(Object.entries(schema).filter(([k, v]) => root || k !== '$id' || typeof v !== 'string')
        .map(([k, v]) => [k, plain(v, false)]));
}

function validator(kind) {
    if (!loaded.has(kind)) {
        const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: true });
        addFormats(ajv);
        loaded.set(kind, ajv.compile(plain(JSON.parse(readFileSync(join(schemas, `oscal_${kind}_schema.json`), 'utf8')))));
    }
    return loaded.get(kind);
}

function walk(x, place, visit) {
    visit(x, place);
    if (x && typeof x === 'object')
        for (const [k, v] of Object.entries(x))
            walk(v, `${place}/${k}`, visit);
}

const all = (x, key) => {
    const found = [];
    walk(x, '', (v, place) => place.endsWith(`/${key}`) && found.push(v));
    return found;
};

function nothing_empty(file, doc) {
    walk(doc, '', (v, place) => {
        const empty = v === null || v === '' || (typeof v === 'object' && v && !Object.keys(v).length && !place.endsWith('/include-all'));
        if (empty || (typeof v === 'string' && v !== v.trim()))
            mistakes.push(`${file}: ${place} is empty or has spaces around it`);
    });
}

function once(file, what, values) {
    const seen = new Set();
    for (const v of values) {
        if (seen.has(v))
            mistakes.push(`${file}: ${what} ${v} stands twice`);
        seen.add(v);
    }
    return seen;
}

function known(file, what, values, of) {
    for (const v of values)
        if (!of.has(v))
            mistakes.push(`${file}: ${what} ${v} leads nowhere`);
}

const catalog = { ids: new Set(), controls: new Set() };
const checks = {
    catalog(file, doc) {
        catalog.ids = once(file, 'id', all(doc.catalog.groups ?? [], 'id').concat(all(doc.catalog.params ?? [], 'id')));
        walk(doc, '', (v, place) => /\/controls\/\d+$/.test(place) && catalog.controls.add(v.id));
        walk(doc, '', (v, place) => /\/groups\/\d+$/.test(place) && v.groups && v.controls
            && mistakes.push(`${file}: group ${v.id} has groups and controls`));
        known(file, 'link', all(doc, 'href').filter((h) => h.startsWith('#')).map((h) => h.slice(1)),
            new Set([...catalog.ids, ...all(doc, 'uuid')]));
    },
    profile(file, doc) {
        const ids = all(doc, 'with-ids').flat();
        known(file, 'control', ids, catalog.controls);
        once(file, 'control', ids);
        known(file, 'control', all(doc, 'control-id'), catalog.controls);
        known(file, 'parameter', once(file, 'parameter', all(doc, 'param-id')), catalog.ids);
    },
    'assessment-results'(file, doc) {
        const result = doc['assessment-results'].results[0];
        const uuids = (list) => once(file, 'uuid', (list ?? []).map((x) => x.uuid));
        known(file, 'control', all(doc, 'control-id'), catalog.controls);
        known(file, 'statement', all(doc, 'statement-ids').flat(), catalog.ids);
        known(file, 'target', once(file, 'target', all(doc, 'target-id')), new Set(all(doc, 'statement-ids').flat()));
        known(file, 'observation', all(doc, 'observation-uuid'), uuids(result.observations));
        known(file, 'risk', all(doc, 'risk-uuid'), uuids(result.risks));
        uuids(result.findings);
        known(file, 'actor', all(doc, 'actor-uuid'), new Set(doc['assessment-results'].metadata.parties.map((p) => p.uuid)));
    },
};

for (const file of files) {
    const doc = JSON.parse(readFileSync(file, 'utf8'));
    const kind = Object.keys(doc).find((k) => k !== '$schema');
    const valid = validator(kind);

    if (!valid(doc))
        mistakes.push(...valid.errors.slice(0, 20).map((e) => `${file}: ${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`));
    nothing_empty(file, doc);
    checks[kind](file, doc);
    const responsible = all(doc, 'role-id'), roles = new Set((doc[kind].metadata.roles ?? []).map((r) => r.id));
    known(file, 'role', responsible, roles);
}
for (const m of mistakes.slice(0, 50))
    console.log(m);
process.exitCode = mistakes.length ? 1 : 0;
