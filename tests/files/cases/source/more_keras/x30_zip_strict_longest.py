import keras
from keras import layers, Sequential, Input, Model
from itertools import zip_longest, chain, product, accumulate, islice, count, repeat
xs = [a or 2 for a in zip_longest([3], [4, 5], fillvalue=0)][1]
model = Sequential([Input((10,)), layers.Dense(len(list(product([1, 2], repeat=2)))), layers.Dense(list(accumulate([1, 2, 3]))[-1]), layers.Dense(sum(islice(count(2, 3), 3))), layers.Dense(xs[1])])
