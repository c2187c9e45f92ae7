// Writes the Parquet files of JavaScript's libraries; see README.md.
// npm install hyparquet-writer@0.17.0 parquetjs@0.11.2 && node make-formats.mjs FOLDER
import { createRequire } from 'node:module';
const require = createRequire(process.cwd() + '/');
const { parquetWriteFile } = await import(require.resolve('hyparquet-writer').replace(/index\.js$/, 'node.js'));
const parquetjs = require('parquetjs');

const folder = process.argv[2];
const rows = 12;
const vectors = Array.from({ length: rows }, (_, i) => Array.from({ length: 4 }, (_, j) => i + j / 4 - 5.5));
const names = vectors.map((_, i) => `item ${i}`);
const keys = vectors.map((_, i) => BigInt(100 + i));

await parquetWriteFile({
  filename: `${folder}/list-hyparquet.parquet`,
  columnData: [
    { name: 'id', data: keys },
    { name: 'title', data: names },
    { name: 'embedding', data: vectors },
  ],
  schema: [
    { name: 'root', num_children: 3 },
    { name: 'id', type: 'INT64', repetition_type: 'REQUIRED' },
    { name: 'title', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
    { name: 'embedding', converted_type: 'LIST', repetition_type: 'OPTIONAL', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', type: 'FLOAT', repetition_type: 'OPTIONAL' },
  ],
});

const schema = new parquetjs.ParquetSchema({
  id: { type: 'INT64' },
  title: { type: 'UTF8' },
  embedding: { type: 'FLOAT', repeated: true },
});
const writer = await parquetjs.ParquetWriter.openFile(schema, `${folder}/list-parquetjs.parquet`);
for (let i = 0; i < rows; i++) {
  await writer.appendRow({ id: Number(keys[i]), title: names[i], embedding: vectors[i] });
}
await writer.close();
