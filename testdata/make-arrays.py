"""Writes one small array in the formats of NumPy, of ANN benchmarks and of word2vec into the folder that is given.

Run with NumPy 2.4.6: python3 make-arrays.py src/main/resources/org/annoyindex/testdata/formats
Every file holds VECTORS, as far as its type can; the tests have the same values.
"""

import struct
import sys

import numpy as np

folder = sys.argv[1]
VECTORS = np.array([[0, 1, 2, 3], [4, 5, 6, 7], [100, 101, 102, 103]])
WORDS = ["the", "New York", "東京"]

for name in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]:
    np.save(f"{folder}/{name}.npy", VECTORS.astype("<" + name))
np.save(f"{folder}/bool.npy", VECTORS % 2 == 1)
for name in ["f2", "f4", "f8", "i2", "i4", "i8", "u2", "u4", "u8"]:
    np.save(f"{folder}/{name}-big-endian.npy", VECTORS.astype(">" + name))
np.save(f"{folder}/f4-fortran.npy", np.asfortranarray(VECTORS.astype("<f4")))
np.save(f"{folder}/u1-fortran.npy", np.asfortranarray(VECTORS.astype("u1")))
np.savez(f"{folder}/one.npz", VECTORS.astype("<f4"))
np.savez_compressed(f"{folder}/several.npz", ids=np.arange(3), vectors=VECTORS.astype("<f4"), other=np.ones((2, 4)))
np.savez(f"{folder}/fortran.npz", np.asfortranarray(VECTORS.astype("<f8")))

n, d = VECTORS.shape
with_dimension = np.hstack([np.full((n, 1), d), VECTORS])
with_dimension.astype("<i4").tofile(f"{folder}/rows.ivecs")
rows = np.hstack([np.full((n, 1), d, "<i4").view("<f4"), VECTORS.astype("<f4")])
rows.tofile(f"{folder}/rows.fvecs")
with open(f"{folder}/rows.bvecs", "wb") as out:
    for row in VECTORS:
        out.write(struct.pack("<i", d) + row.astype("u1").tobytes())
for name, type_ in [("fbin", "<f4"), ("u8bin", "u1"), ("i8bin", "i1")]:
    with open(f"{folder}/rows.{name}", "wb") as out:
        out.write(struct.pack("<II", n, d) + VECTORS.astype(type_).tobytes())
VECTORS.astype("<f4").tofile(f"{folder}/rows.f32")

# As word2vec's own distance.c reads it, and as gensim writes it: a line end behind each vector, and none.
for name, end in [("word2vec.bin", b"\n"), ("gensim.bin", b"")]:
    with open(f"{folder}/{name}", "wb") as out:
        out.write(f"{n} {d}\n".encode())
        for word, row in zip(WORDS, VECTORS):
            # A space ends a label, so these formats write none within it.
            out.write(word.replace(" ", "_").encode() + b" " + row.astype("<f4").tobytes() + end)
np.savetxt(f"{folder}/savetxt.txt", VECTORS)
np.savetxt(f"{folder}/savetxt-integers.txt", VECTORS, fmt="%d")
np.savetxt(f"{folder}/savetxt.csv", VECTORS, delimiter=",")
