"""Writes the small files in src/main/resources/org/annoyindex/testdata/formats; see README.md.

python3 -m venv venv && venv/bin/pip install numpy==2.4.6 h5py==3.16.0 pandas==3.0.6 pyarrow==25.0.1 fastparquet==2026.9.0
cd testdata/src/main/resources/org/annoyindex/testdata/formats && python3 ../../../../../../../make-formats.py
"""
import json
import subprocess

import h5py
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

ROWS, DIMENSION = 12, 4
# Exact in every type of floats.
vectors = np.array([[i + j / 4 - 5.5 for j in range(DIMENSION)] for i in range(ROWS)], dtype='f4')
names = [f'item {i}' for i in range(ROWS)]
keys = list(range(100, 100 + ROWS))

lists = pa.table({
    'id': pa.array(keys, pa.int64()),
    'title': names,
    'embedding': pa.array(list(vectors), pa.list_(pa.float32())),
})
for codec in ['none', 'snappy', 'gzip', 'zstd', 'lz4', 'brotli']:
    pq.write_table(lists, f'list-{codec}.parquet', compression=codec)
pq.write_table(lists, 'pages-v2.parquet', compression='zstd', data_page_version='2.0', row_group_size=5, data_page_size=32)
pq.write_table(lists, 'encodings.parquet', use_dictionary=False, write_page_checksum=True, column_encoding={
    'id': 'DELTA_BINARY_PACKED', 'title': 'DELTA_BYTE_ARRAY', 'embedding.list.element': 'BYTE_STREAM_SPLIT'})
pq.write_table(pa.table({
    'id': pa.array(keys, pa.int32()),
    'embedding': pa.FixedSizeListArray.from_arrays(pa.array(vectors.astype('f8').ravel()), DIMENSION),
}), 'fixed-size-list.parquet')
pq.write_table(pa.table({'embedding': pa.array(list(vectors.astype('f2')), pa.list_(pa.float16()))}), 'half.parquet')
pq.write_table(pa.table({
    'id': pa.array(range(6)),
    'embedding': pa.array([[1, 2], None, [3, None], [4], [5, float('nan')], [7, 8]], pa.list_(pa.float64())),
}), 'bad-rows.parquet')
frame = pd.DataFrame({'word': names, **{f'x{j}': vectors[:, j] for j in range(DIMENSION)}}, index=keys)
frame.to_parquet('columns-pandas.parquet')
frame.to_parquet('columns-fastparquet.parquet', engine='fastparquet')
feather.write_feather(lists, 'list.feather')

with h5py.File('ann-benchmarks.hdf5', 'w') as f:
    f['train'] = vectors
    f['test'] = vectors[:2]
    f['neighbors'] = np.array([[0, 1, 2], [1, 0, 2]], dtype='i4')
    f['distances'] = np.zeros((2, 3), dtype='f4')
    f.attrs['distance'] = 'euclidean'
with h5py.File('group-chunks-gzip.h5', 'w') as f:
    f.create_group('model/layer').create_dataset(
        'vectors', data=vectors, chunks=(5, 3), compression='gzip', shuffle=True, fletcher32=True)
with h5py.File('chunks-lzf.h5', 'w') as f:
    f.create_dataset('x', data=vectors, chunks=(5, 4), compression='lzf')
with h5py.File('chunks-v110.h5', 'w', libver=('v110', 'v110')) as f:
    f.create_dataset('fixed', data=vectors, chunks=(5, 4), compression='gzip')
    f.create_dataset('growing', data=vectors, chunks=(5, 4), maxshape=(None, DIMENSION))
    f.create_dataset('implicit', data=np.vstack([vectors] * 2), chunks=(5, 4))
with h5py.File('types.h5', 'w') as f:
    for kind in ['f2', 'f4', 'f8', 'i1', 'i2', 'i4', 'i8']:
        f[kind] = vectors.astype(kind)
        f['big-' + kind] = vectors.astype('>' + kind)
    for kind in ['u1', 'u2', 'u4', 'u8']:
        f[kind] = np.full((2, 2), np.iinfo(kind).max, dtype=kind)
    f['bool'] = vectors > 0
    f['text'] = ['no', 'numbers']
    f['bad'] = np.array([[1, 2], [np.nan, 1], [1e300, 1], [3, 4]])
    f.create_dataset('empty', (3, 2), dtype='f4', chunks=(2, 2))

with open('rows.jsonl', 'w') as f:
    for key, name, vector in zip(keys, names, vectors.tolist()):
        f.write(json.dumps({'id': key, 'title': name, 'embedding': vector}) + '\n')
subprocess.run(['zstd', '-q', '-f', '--check', 'rows.jsonl', '-o', 'rows.jsonl.zst'], check=True)
pd.DataFrame({'id': keys, 'title': names, 'embedding': vectors.tolist()}).to_json('array-pandas.json', orient='records')
with open('parallel.json', 'w') as f:
    json.dump({'ids': keys, 'documents': names, 'embeddings': vectors.tolist()}, f)
