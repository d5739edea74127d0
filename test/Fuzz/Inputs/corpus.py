"""corpus.py FOLDER SEED COUNT FILE...: COUNT damaged copies of every file, the same for the same seed."""
import os
import random
import sys

folder, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
os.makedirs(folder, exist_ok=True)
for file in sys.argv[4:]:
    data = open(file, "rb").read()
    for number in range(count):
        rng = random.Random(f"{seed} {os.path.basename(file)} {number}")
        damaged = bytearray(data)
        for _ in range(rng.randrange(3)):
            if damaged:
                damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
        if damaged and rng.random() < 0.3:
            begin = rng.randrange(len(damaged))
            damaged[begin:begin + rng.randrange(1, 9)] = bytes(rng.randrange(256) for _ in range(rng.randrange(9)))
        if rng.random() < 0.2:
            del damaged[rng.randrange(len(damaged) + 1):]
        with open(os.path.join(folder, f"{os.path.basename(file)}.{number}"), "wb") as out:
            out.write(damaged)
