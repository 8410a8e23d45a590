from keras import layers, Sequential, Input
def g(k):
    x = yield 1
    yield 4 if x is None else 9
it = g(2)
n = next(it) + next(it)
model = Sequential([Input((3,)), layers.Dense(n)])
