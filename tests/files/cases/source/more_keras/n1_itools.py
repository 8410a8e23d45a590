from keras import layers, Sequential, Input
import itertools
n = sum(itertools.chain([1], (2,))) + len(list(itertools.product('ab', repeat=2))) + next(itertools.count(3)) + sum(itertools.islice(itertools.cycle([1, 2]), 3)) + len(list(itertools.combinations('abc', 2))) + list(itertools.accumulate([1, 2, 3]))[-1]
model = Sequential([Input((3,)), layers.Dense(n)])
